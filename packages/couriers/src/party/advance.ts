// What a party does by itself, as soon as it may: show its sheet, confirm sheets, say who is late, run turns.

import {
  type Doc,
  isComputer,
  LetterRefused,
  type Match,
  newAbsence,
  newReceipt,
  newView,
  readRecord,
  signRecord,
  type TurnLog,
} from '@rubato/letters';
import { sendPublic, sendViews } from './dispatch.ts';
import type { Party } from './party.ts';
import { ownSheet } from './submit.ts';

/** Returns the turns that were run. Throws LetterRefused `record-differs` when the referee's record of a turn isn't what its letters come to. */
export async function advance(party: Party, nowMs: number): Promise<readonly TurnLog[]> {
  const { match } = party;
  if (match === undefined) return [];
  const logs: TurnLog[] = [];
  await showViews(party, match, nowMs);
  while (!match.over) {
    if (match.genesis.mode === 'peer') await reveal(party, match, nowMs);
    else if (party.isReferee) await confirm(party, match, nowMs);
    await declareAbsent(party, match, nowMs);
    const log = match.standing().complete ? await close(party, match, nowMs) : undefined;
    if (log === undefined) break;
    logs.push(log);
  }
  return logs;
}

/** Every commitment is fixed: nothing is given away any more. */
async function reveal(party: Party, match: Match, nowMs: number): Promise<void> {
  const sheet = ownSheet(party);
  const { missingCommits, absentCommits } = match.standing();
  const { player } = party;
  if (sheet === undefined || missingCommits.length > 0 || match.letters.sheets.has(player)) return;
  if (absentCommits.includes(player)) return;
  sendPublic(party, { turn: sheet['turn'] as number, kind: 'order', letter: sheet });
  await party.saveDesk();
  await match.accept(sheet);
  await party.saveMatch(nowMs);
}

/** The referee's receipt for each sheet that it holds. */
async function confirm(party: Party, match: Match, nowMs: number): Promise<void> {
  const { sheets, receipts } = match.letters;
  for (const [player, { hash }] of sheets) {
    if (receipts.get(player)?.value.sheet === hash) continue;
    // It was in time when it was accepted; a crash since then must not make it late.
    const { sheetDeadlineMs = nowMs } = match.standing();
    await party.keepOwn(await newReceipt(match, party.author(Math.min(nowMs, sheetDeadlineMs)), player), nowMs);
  }
}

async function declareAbsent(party: Party, match: Match, nowMs: number): Promise<void> {
  const late = lateNow(party, match, nowMs);
  if (late === undefined) return;
  const said = match.letters.absences.get(`${late.phase} ${party.player}`)?.value.missing;
  if (said !== undefined && said.length === late.missing.length && said.every((one) => late.missing.includes(one)))
    return;
  await party.keepOwn(await newAbsence(match, party.author(nowMs), late), nowMs);
}

function lateNow(
  party: Party,
  match: Match,
  nowMs: number,
): { readonly phase: 'commit' | 'order'; readonly missing: string[] } | undefined {
  const { missingCommits, missingSheets, commitDeadlineMs, sheetDeadlineMs } = match.standing();
  const isOver = (deadlineMs: number | undefined): boolean =>
    deadlineMs !== undefined && nowMs > deadlineMs + party.graceMs;
  const { commits, sheets } = match.letters;
  if (match.genesis.mode !== 'peer')
    return party.isReferee && missingSheets.length > 0 && isOver(sheetDeadlineMs)
      ? { phase: 'order', missing: [...missingSheets] }
      : undefined;
  if (missingCommits.length > 0)
    return commits.has(party.player) && isOver(commitDeadlineMs)
      ? { phase: 'commit', missing: [...missingCommits] }
      : undefined;
  return missingSheets.length > 0 && sheets.has(party.player) && isOver(sheetDeadlineMs)
    ? { phase: 'order', missing: [...missingSheets] }
    : undefined;
}

/** Undefined when the referee's record is still awaited. */
async function close(party: Party, match: Match, nowMs: number): Promise<TurnLog | undefined> {
  if (party.isReferee) return closeAsReferee(party, match, nowMs);
  const expected = match.genesis.mode === 'peer' ? undefined : recordOf(party, match.turn);
  if (match.genesis.mode !== 'peer' && expected === undefined) return undefined;
  const log = match.close();
  if (expected !== undefined) {
    const record = readRecord(expected);
    // Nothing is saved: the file stays at the turn before, with all that proves it.
    if (record.hash !== log.record.hash)
      throw new LetterRefused(
        'record-differs',
        `the referee's record of turn ${log.turn} is not what its letters come to`,
      );
    match.countersigned(record);
  }
  await party.saveMatch(nowMs);
  return log;
}

const recordOf = ({ desk }: Party, turn: number | undefined): Doc | undefined =>
  desk.records.find((record) => record['turn'] === turn);

async function closeAsReferee(party: Party, match: Match, nowMs: number): Promise<TurnLog> {
  const log = match.close();
  const record = await signRecord(log.record, party.author(nowMs));
  match.countersigned(record);
  publish(party, { ...log, record });
  await party.saveDesk();
  await party.saveMatch(nowMs);
  await showViews(party, match, nowMs);
  return log;
}

/** What players need to run a closed turn themselves; of a hosted match only its record. */
export function publish(party: Party, { turn, record, letters }: TurnLog): void {
  if (party.genesis.mode === 'escrow')
    for (const { letter } of letters.sheets.values()) sendPublic(party, { turn, kind: 'order', letter });
  sendPublic(party, { turn, kind: 'record', letter: record.letter });
}

/** A host shows everyone what is theirs to see: before the first turn, and after each. */
async function showViews(party: Party, match: Match, nowMs: number): Promise<void> {
  const { turn } = match.machine;
  if (match.genesis.mode !== 'host' || !party.isReferee || party.desk.shown >= turn) return;
  const views: Doc[] = [];
  for (const { player } of match.genesis.players)
    if (!isComputer(match.genesis, player)) views.push(await newView(match, party.author(nowMs), player));
  party.desk.views = views;
  sendViews(party);
  party.desk.shown = turn;
  await party.saveDesk();
}
