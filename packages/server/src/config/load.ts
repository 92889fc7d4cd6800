/** Settings from their four layers: flag > environment > file > default. All problems are found before any is reported. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { environmentOf, flagOf, nearest } from './names.ts';
import { isObject, type Parsed, type Setting } from './setting.ts';
import { clientSettings, serverSettings, type ConfigOf } from './settings.ts';

export const CONFIG_FILE = 'rubato.json';

export type Layer = 'flag' | 'environment' | 'file' | 'default';

/** One place where a setting may be given. */
export interface Source {
  readonly layer: Layer;
  /** `--port`, `RUBATO_PORT`, `/srv/rubato.json`, or empty for the default. */
  readonly from: string;
}

export interface Explained {
  readonly name: string;
  /** As shown: passwords are masked. */
  readonly value: string;
  readonly source: Source;
  /** Places that gave it too and lost, the strongest first. */
  readonly overruled: readonly Source[];
  readonly doc: string;
}

export interface Inputs {
  /** By the setting's name: text, `true`/`false` for a switch, or a list for a flag given more than once. Others are ignored. */
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Directory that the default file and relative paths are looked for in. Default: the process's. */
  readonly directory?: string;
}

export interface Loaded<C> {
  readonly config: C;
  readonly explained: readonly Explained[];
}

/** Each problem says what is wrong, where, and what to write instead. */
export class ConfigRefused extends Error {
  override readonly name = 'ConfigRefused';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

type AnySetting = Setting<unknown>;
type Table = Readonly<Record<string, AnySetting>>;
type Given = Source & { readonly parsed: Parsed<unknown> };

/** Throws ConfigRefused. */
export function loadServerConfig(inputs: Inputs = {}): Loaded<ConfigOf<typeof serverSettings>> {
  const loaded = load(serverSettings, inputs);
  const { tlsCert, tlsKey } = loaded.config;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    const missing = tlsCert === undefined ? 'tlsCert' : 'tlsKey';
    throw new ConfigRefused([
      `${missing} is missing: TLS needs certificate and key; add ${flagOf(missing)} FILE, or leave both out`,
    ]);
  }
  return loaded;
}

/** Throws ConfigRefused. */
export function loadClientConfig(inputs: Inputs = {}): Loaded<ConfigOf<typeof clientSettings>> {
  return load(clientSettings, inputs);
}

function load<S>(
  settings: S,
  { flags = {}, environment = process.env, directory = process.cwd() }: Inputs,
): Loaded<ConfigOf<S>> {
  const problems: string[] = [...misspelt(environment)];
  const file = readConfigFile(flags['config'] ?? environment[environmentOf('config')], directory, problems);
  const config: Record<string, unknown> = {};
  const explained: Explained[] = [];
  for (const [name, setting] of Object.entries(settings as Table)) {
    const given = [
      fromFlag(name, setting, flags),
      ...fromEnvironment(name, setting, environment),
      fromFile(name, setting, file),
    ].filter((entry) => entry !== undefined);
    for (const { from, parsed } of given) if (!parsed.ok) problems.push(`${from}: ${name} ${parsed.problem}`);
    const won: Given = given[0] ?? { layer: 'default', from: '', parsed: { ok: true, value: setting.default } };
    if (!won.parsed.ok) continue;
    config[name] = won.parsed.value;
    explained.push({
      name,
      value: setting.show(won.parsed.value),
      source: { layer: won.layer, from: won.from },
      overruled: given.slice(1).map(({ layer, from }) => ({ layer, from })),
      doc: setting.doc,
    });
  }
  if (problems.length > 0) throw new ConfigRefused(problems);
  return { config: config as ConfigOf<S>, explained };
}

function fromFlag(name: string, setting: AnySetting, flags: Readonly<Record<string, unknown>>): Given | undefined {
  const value = flags[name];
  if (value === undefined) return undefined;
  const text = Array.isArray(value) ? value.join(',') : String(value);
  return { layer: 'flag', from: flagOf(name), parsed: setting.fromText(text) };
}

/** An empty variable counts as absent, as container platforms set them so. */
function fromEnvironment(
  name: string,
  setting: AnySetting,
  environment: Readonly<Record<string, string | undefined>>,
): Given[] {
  return [environmentOf(name), ...setting.aliases].flatMap((from) => {
    const value = environment[from];
    return value === undefined || value === ''
      ? []
      : [{ layer: 'environment' as const, from, parsed: setting.fromText(value) }];
  });
}

interface ConfigFile {
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
}

function fromFile(name: string, setting: AnySetting, file: ConfigFile | undefined): Given | undefined {
  if (!file || !Object.hasOwn(file.values, name)) return undefined;
  return { layer: 'file', from: file.path, parsed: setting.fromJson(file.values[name]) };
}

/** One file serves server and client commands, so that both tables' keys are known in it. */
function readConfigFile(named: unknown, directory: string, problems: string[]): ConfigFile | undefined {
  const path = resolve(directory, typeof named === 'string' && named !== '' ? named : CONFIG_FILE);
  let values: unknown;
  try {
    values = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const missing = (error as { code?: string }).code === 'ENOENT';
    if (!missing || named !== undefined)
      problems.push(`${path}: cannot be read (${(error as Error).message}); correct it or leave out --config`);
    return undefined;
  }
  if (!isObject(values)) {
    problems.push(`${path}: must hold one JSON object of settings`);
    return undefined;
  }
  const known = Object.keys({ ...serverSettings, ...clientSettings });
  for (const key of Object.keys(values))
    if (!known.includes(key) && key !== '$schema') problems.push(unknown(path, key, known));
  return { path, values };
}

const PREFIX = 'RUBATO_';

/** Variables that no setting has, but that one letter or two would make one: taken for a slip, because nobody would notice it otherwise. */
function misspelt(environment: Readonly<Record<string, string | undefined>>): string[] {
  const known = [...Object.keys({ ...serverSettings, ...clientSettings }), 'config'].map(environmentOf);
  // Two letters of three would make any name one of ours.
  const mostOf = (name: string): number => (name.length - PREFIX.length > 3 ? 2 : 1);
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && !known.includes(name))
    .filter((name) => nearest(name, known, mostOf(name)) !== undefined)
    .map((name) => unknown('environment', name, known));
}

function unknown(where: string, key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return `${where}: there is no setting ${key}; ${meant ? `did you mean ${meant}?` : 'rubato config --explain lists them all'}`;
}
