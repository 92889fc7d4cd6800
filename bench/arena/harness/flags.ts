type Flag = number | string | boolean;
type Widened<T> = T extends number ? number : T extends boolean ? boolean : string;
export type Flags<T> = { readonly [K in keyof T]: Widened<T[K]> };

/** Reads `--name=value` and bare `--name` over the defaults; a flag that has no default is refused with the list of those that do. */
export function parseFlags<const T extends Readonly<Record<string, Flag>>>(
  defaults: T,
  args: readonly string[],
): Flags<T> {
  const flags: Record<string, Flag> = { ...defaults };
  for (const arg of args) {
    const [, name, text] = /^--([\w-]+)(?:=(.*))?$/.exec(arg) ?? [];
    if (name === undefined || !Object.hasOwn(defaults, name)) {
      throw new TypeError(
        `unknown flag ${arg}; there are: ${Object.keys(defaults)
          .map((known) => `--${known}`)
          .join(' ')}`,
      );
    }
    flags[name] = valueOf(name, defaults[name]!, text);
  }
  return flags as Flags<T>;
}

function valueOf(name: string, byDefault: Flag, text: string | undefined): Flag {
  if (typeof byDefault === 'boolean') return text === undefined || text === 'true';
  if (text === undefined) throw new TypeError(`--${name} needs a value`);
  if (typeof byDefault === 'string') return text;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new TypeError(`--${name} needs a number, not ${text}`);
  return value;
}
