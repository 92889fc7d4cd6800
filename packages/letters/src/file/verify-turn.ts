// One turn of a file, judged by the same rules by which its letters were once accepted.

import type { LetterCrypto } from '../crypto/letter-crypto.ts';
import type { Code } from '../codes.ts';
import { isSignedBy } from '../letters/signed.ts';
import type { TurnRecord } from '../letters/turn-record.ts';
import { signerKey } from '../match/admission.ts';
import type { Match } from '../match/match.ts';
import { eventsHash } from '../match/run-turn.ts';
import { lettersIn } from '../match/turn-letters.ts';
import type { TurnLog } from '../match/turn-log.ts';
import { acceptAll } from './open-match.ts';

export interface Finding {
  readonly code: Code;
  readonly player?: string | undefined;
  readonly message: string;
  readonly forged: boolean;
}

export interface TurnJudgeOptions {
  readonly crypto: LetterCrypto;
  /** Those of all turns before; this turn's are added. */
  readonly commitments: Set<string>;
}

const forged = (code: Code, message: string, player?: string): Finding => ({ code, message, player, forged: true });

/** Runs the turn in `match` and compares; what is forged ends the list, and then `match` stays where it was or is of no use. */
export async function judgeTurn(match: Match, log: TurnLog, options: TurnJudgeOptions): Promise<readonly Finding[]> {
  const wrong =
    misfit(match, log) ??
    (await unsignedRecord(match, log, options.crypto)) ??
    strangeSheets(match, log) ??
    replayedCommitment(log, options.commitments);
  if (wrong !== undefined) return [wrong];
  const letters = lettersIn(log.letters).map(({ letter }) => letter);
  for (const { answer } of await acceptAll(match, letters))
    if (!answer.ok) return [forged(answer.code, answer.message, answer.player)];
  const incomplete = unproven(match, log.record.record);
  if (incomplete !== undefined) return [incomplete];
  const played = match.close();
  const apart = difference(played.record.record, log);
  if (apart !== undefined) return [apart];
  match.countersigned(log.record);
  match.watched();
  return misconduct(log);
}

function misfit({ id, machine, prev, genesis }: Match, { record: { record } }: TurnLog): Finding | undefined {
  if (record.match !== id) return forged('wrong-match', 'of another match');
  if (record.turn !== machine.turn + 1)
    return forged('chain-broken', `turn ${record.turn} in the place of ${machine.turn + 1}`);
  if (record.prev !== prev) return forged('chain-broken', 'does not follow the turn before');
  if (record.rules !== genesis.rules) return forged('rules-replaced', 'run by other rules than everyone signed');
  return undefined;
}

async function unsignedRecord(
  { genesis }: Match,
  { record: { record, letter } }: TurnLog,
  crypto: LetterCrypto,
): Promise<Finding | undefined> {
  const { referee } = genesis;
  if (referee !== undefined && !Object.hasOwn(record.signatures, referee.player))
    return forged('record-unsigned', `not signed by ${referee.player}`, referee.player);
  for (const [player, signature] of Object.entries(record.signatures)) {
    const key = signerKey(genesis, player);
    if (key === undefined || !(await isSignedBy(crypto, 'turn', letter, signature, key)))
      return forged('bad-signature', `the record is not signed by ${player}`, player);
  }
  return undefined;
}

/** Sheets stand under the names of those who signed them, and those that count are there. */
function strangeSheets({ genesis }: Match, { record: { record }, letters }: TurnLog): Finding | undefined {
  for (const [i, { player }] of genesis.players.entries()) {
    const entry = record.sheets[i];
    if (entry?.player !== player || record.sheets.length !== genesis.players.length)
      return forged('record-differs', 'not the players in their order', player);
    if (entry.sheet === undefined || entry.sheet === letters.sheets.get(player)?.hash) continue;
    const owner = [...letters.sheets.values()].find(({ hash }) => hash === entry.sheet)?.value.player;
    if (owner !== undefined) return forged('wrong-player', `${owner}'s sheet stands under ${player}'s name`, player);
    return forged('record-differs', `the sheet of ${player} is not the one that counted`, player);
  }
  return undefined;
}

function replayedCommitment({ letters }: TurnLog, known: Set<string>): Finding | undefined {
  for (const { value } of letters.commits.values()) {
    if (known.has(value.commitment))
      return forged('commitment-replayed', `${value.player}'s commitment has been made before`, value.player);
    known.add(value.commitment);
  }
  return undefined;
}

/** Who is left out of a turn was declared absent by all others. */
function unproven(match: Match, record: TurnRecord): Finding | undefined {
  const standing = match.standing();
  if (standing.complete) return undefined;
  const player = [...standing.missingCommits, ...standing.missingSheets][0];
  const entry = record.sheets.find((one) => one.player === player);
  if (entry?.status === 'absent') return forged('unproven-absence', `${player} is left out without proof`, player);
  return forged('record-differs', 'letters that count are not there', player);
}

function difference(played: TurnRecord, { record, events }: TurnLog): Finding | undefined {
  const claimed = record.record;
  for (const [i, entry] of played.sheets.entries()) {
    const other = claimed.sheets[i];
    const { player, status } = entry;
    if (other?.status !== status || other.sheet !== entry.sheet)
      return forged(other?.status === 'absent' ? 'unproven-absence' : 'record-differs', `${player} ${status}`, player);
    if (other.missed !== entry.missed || other.last !== entry.last || other.signature !== entry.signature)
      return forged('record-differs', `the account of ${player} is wrong`, player);
  }
  if (claimed.seed !== played.seed) return forged('seed-rerolled', "the dice are not those of the players' shares");
  if (claimed.closedMs !== played.closedMs) return forged('forged-time', 'not the time that the last letter claims');
  if (claimed.state !== played.state) return forged('state-differs', 'the turn comes out otherwise');
  if (claimed.events !== played.events || eventsHash(events) !== played.events)
    return forged('events-differ', 'other things happened in the turn');
  if (claimed.ticks !== played.ticks) return forged('record-differs', 'a turn of another length');
  return undefined;
}

/** What is true, and yet to a player's discredit. */
function misconduct({ record: { record }, letters }: TurnLog): readonly Finding[] {
  return record.sheets
    .filter(({ status }) => status === 'absent')
    .map(({ player }) =>
      letters.commits.has(player)
        ? { code: 'reveal-withheld', player, message: `${player} committed and never showed the sheet`, forged: false }
        : { code: 'absent', player, message: `${player} ordered nothing in time`, forged: false },
    );
}
