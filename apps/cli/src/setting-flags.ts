/** The flags of a command that come from the declared settings, in groups and with what they take. */
import { flagSpecs } from '@rubato/server';
import type { clientSettings, serverSettings } from '@rubato/server';
import { Option } from 'commander';
import type { Command } from 'commander';

type ServerSetting = keyof typeof serverSettings;
/** Of the server, or some of the client's. */
type Settings = typeof serverSettings | Partial<typeof clientSettings>;

/** Headings of the help, by the first of the settings under each; the rest follow in the order of their declaration. */
const HEADINGS: Readonly<Partial<Record<ServerSetting, string>>> = {
  host: 'Where it listens:',
  data: 'Data and pages:',
  publicUrl: 'Addresses, origins, TLS:',
  seats: 'Rooms:',
  commitMs: 'Journals:',
  helloMs: 'Time limits, in milliseconds:',
  retainDays: 'Limits:',
  drainMs: 'Running it:',
};

const PLACES: Readonly<Record<string, string>> = {
  host: 'address',
  data: 'dir',
  web: 'dir',
  tlsCert: 'file',
  tlsKey: 'file',
  region: 'name',
  regions: 'name=url,…',
  origins: 'url,…',
  identityIssuers: 'url id,…',
  proxies: 'ip,…',
  matches: 'json',
  logLevel: 'level',
  logFormat: 'format',
};

interface Shown {
  readonly range: string;
  readonly doc: string;
  readonly default: unknown;
  readonly switch: boolean;
  show(value: never): string;
}

/** Adds a flag per setting; `hidden` ones work, but the help passes over them. */
export function addSettingFlags(command: Command, settings: Settings, { hidden = false } = {}): Command {
  const specs = flagSpecs(settings);
  Object.entries(settings as Readonly<Record<string, Shown>>).forEach(([name, setting], at) => {
    const heading = HEADINGS[name as ServerSetting];
    if (heading !== undefined && !hidden) command.optionsGroup(heading);
    const [flag = '', opposite] = specs[at]!.flags;
    if (opposite === undefined) command.addOption(valued(name, flag, setting).hideHelp(hidden));
    else command.addOption(shownOnce(flag, docOf(setting)).hideHelp(hidden)).addOption(new Option(opposite).hideHelp());
  });
  return command;
}

function valued(name: string, flag: string, setting: Shown): Option {
  const place = placeOf(name, setting.range);
  return new Option(`${flag.split(' ')[0]} <${place}>`, docOf(setting, place));
}

/** The switch that stands for both in the help. */
function shownOnce(flag: string, doc: string): Option {
  const option = new Option(flag, doc);
  option.flags = flag.replace('--', '--[no-]');
  return option;
}

/** With the default, and with the choices where the flag itself doesn't name them. */
function docOf(setting: Shown, place = ''): string {
  const standard = setting.show(setting.default as never);
  const choices = setting.range.includes('|') && place !== setting.range && !setting.switch ? setting.range : '';
  const more = [standard, choices].filter((part) => part !== '').join('; of ');
  return more === '' ? setting.doc : `${setting.doc} (${more})`;
}

function placeOf(name: string, range: string): string {
  if (/^\d+ to \d+$/.test(range)) return 'n';
  if (range.startsWith('a URL')) return 'url';
  return PLACES[name] ?? range;
}
