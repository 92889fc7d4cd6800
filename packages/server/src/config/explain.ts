import type { Explained } from './load.ts';
import { environmentOf, flagOf } from './names.ts';
import type { Setting } from './setting.ts';

/** One line per setting: its value, and which layer won over which. */
export function explainConfig(explained: readonly Explained[]): string {
  const rows = explained.map(({ name, value, source, overruled }) => {
    const from = source.layer === 'default' ? 'default' : `${source.layer} ${source.from}`;
    const lost = overruled.length === 0 ? '' : `, over ${overruled.map((loser) => loser.from).join(', ')}`;
    return [name, value === '' ? '–' : value, from + lost] as const;
  });
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map(([name, value, from]) => `${name.padEnd(widths[0]!)}  ${value.padEnd(widths[1]!)}  ${from}`)
    .join('\n');
}

export interface FlagSpec {
  /** `--port <value>`, or `--no-bots` beside `--bots` for a switch. */
  readonly flags: readonly string[];
  readonly doc: string;
}

/** What a command-line parser needs to know; its camel-case option names are the settings' names. */
export function flagSpecs(settings: Readonly<Record<string, Setting<never> | Setting<unknown>>>): FlagSpec[] {
  return Object.entries(settings).map(([name, setting]) => {
    const flag = flagOf(name);
    return { flags: setting.switch ? [flag, flag.replace('--', '--no-')] : [`${flag} <value>`], doc: setting.doc };
  });
}

/** The table of `docs/configuration.md`. */
export function settingsTable(settings: Readonly<Record<string, Setting<unknown>>>): string {
  const rows = Object.entries(settings).map(([name, setting]) => {
    const names = [environmentOf(name), ...setting.aliases].map((entry) => `\`${entry}\``).join(', ');
    const standard = setting.show(setting.default);
    return `| \`${name}\` | \`${flagOf(name)}\` | ${names} | ${escape(setting.range)} | ${standard === '' ? '–' : `\`${standard}\``} | ${setting.doc} |`;
  });
  return ['| key | flag | environment | range | default | meaning |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

function escape(cell: string): string {
  return cell.replaceAll('|', '\\|');
}
