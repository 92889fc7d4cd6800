/** Points of several contenders side by side, as text. */
import { FLOOR, PEER, contenders } from './contenders.ts';
import type { Point } from './bout.ts';
import type { Summary } from './histogram.ts';

interface Line {
  readonly label: string;
  readonly value: (point: Point) => number | undefined;
  readonly digits?: number;
  /** Compared with the floor and the peer. */
  readonly ratio?: boolean;
}

const companion = ({ load }: Point) => load.companions?.['frameToStateMs'] as Summary | undefined;

const lines: readonly Line[] = [
  { label: 'server CPU, % of a core', value: ({ server }) => server.cpuPct, digits: 1, ratio: true },
  { label: 'of that in the system', value: ({ server }) => server.systemPct, digits: 1 },
  { label: 'bytes per client per second', value: ({ load }) => load.bytesPerClientPerSecond, ratio: true },
  { label: 'bytes per message', value: ({ load }) => load.bytesPerMessage },
  { label: 'messages per client per second', value: ({ load }) => load.messagesPerClientPerSecond, digits: 1 },
  { label: 'input to state p50, ms', value: ({ load }) => load.inputToStateMs?.p50, digits: 1, ratio: true },
  { label: 'input to state p99, ms', value: ({ load }) => load.inputToStateMs?.p99, digits: 1, ratio: true },
  { label: 'phase-locked client p50, ms', value: (point) => companion(point)?.p50, digits: 1 },
  { label: 'phase-locked client p99, ms', value: (point) => companion(point)?.p99, digits: 1 },
  { label: 'memory (RSS), MiB', value: ({ server }) => server.rssMiB, ratio: true },
  { label: 'tick lateness p50, ms', value: ({ server }) => server.latenessMs?.p50, digits: 2 },
  { label: 'tick lateness p99, ms', value: ({ server }) => server.latenessMs?.p99, digits: 2 },
  { label: 'tick lateness max, ms', value: ({ server }) => server.latenessMs?.max, digits: 1 },
  { label: 'ticks per room per second', value: ({ server }) => server.ticksPerSecond, digits: 1 },
  { label: 'load CPU, % of its core', value: ({ load }) => load.loadCpuPct },
  { label: 'foreign load on the server core, %', value: ({ foreignPct }) => foreignPct },
  { label: 'clients dropped', value: ({ load }) => load.dropped },
];

/** One column per contender; ratios against the floor and the peer where those took part. */
export function pointTable(points: readonly Point[]): string {
  const rows = [['', ...points.map(({ contender }) => contender)]];
  for (const line of lines) {
    const values = points.map(line.value);
    rows.push([line.label, ...values.map((value) => number(value, line.digits))]);
    if (!line.ratio) continue;
    for (const against of [FLOOR, PEER]) {
      const base = values[points.findIndex(({ contender }) => contender === against)];
      if (base !== undefined && points.length > 1)
        rows.push([`  × ${against}`, ...values.map((value) => times(value, base))]);
    }
  }
  const legend = contenders.filter(({ name }) => points.some(({ contender }) => contender === name));
  return `${aligned(rows)}\n\n${legend.map(({ name, meaning }) => `${name}: ${meaning}`).join('\n')}`;
}

/** The steps of a ramp: one line each. */
export function rampLine({ rooms, server, load, foreignPct }: Point): string {
  const late = server.latenessMs;
  const parts = [
    `${String(rooms).padStart(5)} rooms`,
    `cpu ${number(server.cpuPct, 1)} %`,
    `late p50/p99/max ${number(late?.p50, 2)}/${number(late?.p99, 2)}/${number(late?.max, 1)} ms`,
    `ticks ${number(server.ticksPerSecond, 1)}/s`,
    `input to state ${number(load.inputToStateMs?.p50, 1)}/${number(load.inputToStateMs?.p99, 1)} ms`,
    `${number(load.bytesPerClientPerSecond)} B/client/s`,
    `${number(server.rssMiB)} MiB`,
    `load ${number(load.loadCpuPct)} %`,
    `foreign ${number(foreignPct)} %`,
  ];
  return parts.join('  ');
}

/** Text in columns, the first to the left, the rest to the right. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  return rows
    .map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  '))
    .join('\n');
}

function number(value: number | undefined, digits = 0): string {
  if (value === undefined) return '–';
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function times(value: number | undefined, base: number): string {
  return value === undefined || base === 0 ? '–' : `×${(value / base).toFixed(2)}`;
}
