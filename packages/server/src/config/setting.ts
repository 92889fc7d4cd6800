/** The kinds of settings: how each is read from text (flag, environment) and from JSON (file), and how it is shown. */

/** A value that is good, or what is wrong with it, as the end of a sentence that begins with the setting's name. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

export interface Setting<T> {
  readonly doc: string;
  readonly default: T;
  /** What may be written, for people: `0 to 65535`, `a|b`. */
  readonly range: string;
  /** Names of the environment that other documents gave the same thing. */
  readonly aliases: readonly string[];
  /** True when the flag stands alone: `--bots`, `--no-bots`. */
  readonly switch: boolean;
  fromText(text: string): Parsed<T>;
  fromJson(json: unknown): Parsed<T>;
  /** For logs and `config --explain`: never shows a secret. */
  show(value: T): string;
}

export interface Region {
  readonly id: string;
  readonly url: string;
}

interface Common<T> {
  readonly default: T;
  readonly doc: string;
  readonly aliases?: readonly string[];
}

export function whole<T extends number | undefined = number>(
  options: Common<T> & { readonly min: number; readonly max: number },
): Setting<number | T> {
  const { min, max } = options;
  const check = (value: unknown): Parsed<number> =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? good(value)
      : bad(`must be a whole number from ${min} to ${max}`);
  return build(options, {
    range: `${min} to ${max}`,
    fromText: (text) => check(/^\d+$/.test(text) ? Number(text) : undefined),
    fromJson: check,
  });
}

export function onOff(options: Common<boolean>): Setting<boolean> {
  const words: Readonly<Record<string, boolean>> = {
    true: true,
    false: false,
    1: true,
    0: false,
    yes: true,
    no: false,
    on: true,
    off: false,
  };
  return build(options, {
    range: 'true|false',
    switch: true,
    fromText: (text) =>
      Object.hasOwn(words, text.toLowerCase()) ? good(words[text.toLowerCase()]!) : bad('must be true or false'),
    fromJson: (json) => (typeof json === 'boolean' ? good(json) : bad('must be true or false')),
  });
}

export function choice<const T extends string>(
  options: Common<NoInfer<T>> & { readonly of: readonly T[] },
): Setting<T> {
  const check = (value: unknown): Parsed<T> =>
    options.of.includes(value as T) ? good(value as T) : bad(`must be one of ${options.of.join(', ')}`);
  return build(options, { range: options.of.join('|'), fromText: check, fromJson: check });
}

/** Any text of 1 to 1,024 characters; `pattern` narrows it and `range` says so. */
export function text<T extends string | undefined = string>(
  options: Common<T> & { readonly pattern?: RegExp; readonly range?: string },
): Setting<string | T> {
  const range = options.range ?? 'text';
  const check = (value: unknown): Parsed<string> =>
    typeof value === 'string' && value.length > 0 && value.length <= 1024 && (options.pattern?.test(value) ?? true)
      ? good(value)
      : bad(`must be ${range}`);
  return build(options, { range, fromText: check, fromJson: check });
}

export function url<T extends string | undefined>(
  options: Common<T> & { readonly protocols: readonly string[] },
): Setting<string | T> {
  const range = `a URL (${options.protocols.join(', ')})`;
  const check = (value: unknown): Parsed<string> =>
    isUrl(value, options.protocols) ? good(value) : bad(`must be ${range}`);
  return build(options, {
    range,
    fromText: check,
    fromJson: check,
    show: withoutPassword,
  });
}

/** In text separated by commas; in the file an array. */
export function list(
  options: Common<readonly string[]> & { readonly item: RegExp; readonly range: string },
): Setting<readonly string[]> {
  const check = (values: unknown): Parsed<readonly string[]> => {
    if (!Array.isArray(values)) return bad(`must be a list of ${options.range}`);
    const wrong = values.find((value) => typeof value !== 'string' || !options.item.test(value));
    return wrong === undefined
      ? good(values as string[])
      : bad(`holds ${JSON.stringify(wrong)}, which is not ${options.range}`);
  };
  return build(options, {
    range: `${options.range}, …`,
    fromText: (value) => check(split(value)),
    fromJson: check,
    show: (value) => value.join(','),
  });
}

/** In text `name=url,name=url`; in the file an object. */
export function regions(options: Common<readonly Region[]>): Setting<readonly Region[]> {
  const check = (entries: readonly (readonly [string, unknown])[]): Parsed<readonly Region[]> => {
    const wrong = entries.find(([id, value]) => !REGION.test(id) || !isUrl(value, ['ws:', 'wss:']));
    if (wrong)
      return bad(
        `holds ${wrong[0]}=${String(wrong[1])}; a region is a name of letters, digits and dashes, and a ws:// or wss:// URL`,
      );
    return good(entries.map(([id, value]) => ({ id, url: value as string })));
  };
  return build(options, {
    range: 'name=url, …',
    fromText: (value) => check(split(value).map((entry) => [before(entry, '='), after(entry, '=')])),
    fromJson: (json) => (isObject(json) ? check(Object.entries(json)) : bad('must be an object of names and URLs')),
    show: (value) => value.map((region) => `${region.id}=${withoutPassword(region.url)}`).join(','),
  });
}

/** What a region, and the name of one, may look like. */
export const REGION = /^[a-z0-9][a-z0-9-]{0,31}$/;

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `Value` is what may be given, `Default` may be undefined besides. */
function build<Value, Default>(
  options: Common<Default>,
  kind: Pick<Setting<Value>, 'range' | 'fromText' | 'fromJson'> & Partial<Pick<Setting<Value>, 'switch' | 'show'>>,
): Setting<Value | Default> {
  const { doc, aliases = [] } = options;
  const { range, fromText, fromJson, show = String } = kind;
  return {
    doc,
    aliases,
    default: options.default,
    range,
    switch: kind.switch ?? false,
    fromText,
    fromJson,
    show: (value) => (value === undefined ? '' : show(value as Value)),
  };
}

function good<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

function bad(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}

function isUrl(value: unknown, protocols: readonly string[]): value is string {
  return typeof value === 'string' && URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

function withoutPassword(value: string): string {
  const parsed = new URL(value);
  if (parsed.password === '') return value;
  parsed.password = '***';
  return parsed.href;
}

function split(value: string): string[] {
  return value === '' ? [] : value.split(',').map((entry) => entry.trim());
}

function before(value: string, mark: string): string {
  return value.slice(0, Math.max(0, value.indexOf(mark)));
}

function after(value: string, mark: string): string {
  return value.slice(value.indexOf(mark) + 1);
}
