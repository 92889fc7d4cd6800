/** What bots saw: for each of them, all together, and in words. */
import type { LinkStats, MatchStats } from '@rubato/client';
import { CliError, exitCodes } from './exit.ts';
import { counted, round, size, whole } from './human.ts';
import { table } from './output.ts';

export interface BotReport {
  readonly name: string;
  readonly room: string;
  readonly seat: number;
  readonly state: string;
  /** Matches played, one after the other. */
  readonly matches: number;
  readonly snapshotsPerSecond: number;
  readonly rttMs: number;
  readonly jitterMs: number;
  readonly corrections: number;
  readonly predictionsChecked: number;
  readonly earlinessMs: number;
  readonly discarded: number;
  readonly bytesInPerSecond: number;
  readonly bytesOutPerSecond: number;
  readonly hashesChecked: number;
  readonly hashesWrong: number;
  readonly reconnects: number;
}

/** What adds up over matches. */
export type Tally = Pick<
  MatchStats,
  'snapshots' | 'corrections' | 'predictionsChecked' | 'discarded' | 'hashesChecked' | 'hashesWrong'
>;

export const NO_TALLY: Tally = {
  snapshots: 0,
  corrections: 0,
  predictionsChecked: 0,
  discarded: 0,
  hashesChecked: 0,
  hashesWrong: 0,
};

export function added(a: Tally, b: Tally): Tally {
  const keys = Object.keys(NO_TALLY) as (keyof Tally)[];
  return Object.fromEntries(keys.map((key) => [key, a[key] + b[key]])) as unknown as Tally;
}

/** What a connection carried in so many seconds. */
export function rates(before: LinkStats, now: LinkStats, seconds: number) {
  return {
    rttMs: round(now.rttMs),
    jitterMs: round(now.jitterMs),
    bytesInPerSecond: Math.round((now.bytesIn - before.bytesIn) / seconds),
    bytesOutPerSecond: Math.round((now.bytesOut - before.bytesOut) / seconds),
    reconnects: now.reconnects,
  };
}

/** Means per player, and sums of what is counted. */
export function summaryOf(reports: readonly BotReport[]) {
  const sum = (value: (report: BotReport) => number) => reports.reduce((total, report) => total + value(report), 0);
  const mean = (value: (report: BotReport) => number) => sum(value) / reports.length;
  return {
    rooms: new Set(reports.map((report) => report.room)).size,
    snapshotsPerSecond: round(mean((report) => report.snapshotsPerSecond)),
    rttMs: round(mean((report) => report.rttMs)),
    bytesInPerSecond: Math.round(mean((report) => report.bytesInPerSecond)),
    bytesOutPerSecond: Math.round(mean((report) => report.bytesOutPerSecond)),
    corrections: sum((report) => report.corrections),
    predictionsChecked: sum((report) => report.predictionsChecked),
    hashesChecked: sum((report) => report.hashesChecked),
    hashesWrong: sum((report) => report.hashesWrong),
  };
}

export type BotSummary = ReturnType<typeof summaryOf>;

/** What is wrong with what they saw; `lost` of them have no server any more. */
export function faultIn(reports: readonly BotReport[], lost: number): CliError | undefined {
  const all = counted(reports.length, 'player');
  const apart = reports.filter((report) => report.hashesWrong > 0).length;
  if (apart > 0) return new CliError(exitCodes.corrupt, `${apart} of ${all} saw another state than the server`);
  return lost > 0 ? new CliError(exitCodes.network, `${lost} of ${all} lost the server`) : undefined;
}

/** A table of more rows helps nobody; `--json` has them all. */
const MAX_ROWS = 20;
const HEADER = ['player', 'seat', 'state', 'snaps/s', 'rtt ms', 'corrected', 'in', 'out', 'hashes'];

/** The players line by line, and one line about all of them. */
export function textOf(reports: readonly BotReport[], summary: BotSummary): string {
  const rest = reports.length - MAX_ROWS;
  const more = rest > 0 ? `\n… and ${whole(rest)} more; --json shows all` : '';
  return `${table(HEADER, reports.slice(0, MAX_ROWS).map(row))}${more}\n\n${inWords(summary, reports.length)}`;
}

function row(report: BotReport): string[] {
  return [
    report.name,
    `${report.seat}`,
    report.state,
    `${report.snapshotsPerSecond}`,
    `${report.rttMs}`,
    `${report.corrections}/${report.predictionsChecked}`,
    `${size(report.bytesInPerSecond)}/s`,
    `${size(report.bytesOutPerSecond)}/s`,
    report.hashesWrong === 0 ? `${report.hashesChecked} agree` : `${report.hashesWrong} WRONG`,
  ];
}

function inWords(summary: BotSummary, players: number): string {
  const { rooms, snapshotsPerSecond, rttMs, corrections, predictionsChecked, hashesChecked, hashesWrong } = summary;
  const parts = [
    `${snapshotsPerSecond} snaps/s`,
    `rtt ${rttMs} ms`,
    `${corrections}/${predictionsChecked} corrected`,
    `${hashesChecked - hashesWrong}/${hashesChecked} hashes agree`,
  ];
  return `${counted(players, 'player')} in ${counted(rooms, 'room')}: ${parts.join(', ')}`;
}
