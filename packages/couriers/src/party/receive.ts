// Takes what couriers bring. Everything is judged by the match; nothing is acknowledged before it is saved.

import {
  type Answer,
  type Code,
  type Doc,
  isSignedBy,
  LetterRefused,
  openLetter,
  parseJson,
  parseLetter,
  readRecord,
} from '@rubato/letters';
import type { Courier } from '../courier.ts';
import { CourierError } from '../courier-error.ts';
import { type ParcelKey, readKey } from '../parcel.ts';
import type { Party } from './party.ts';

export interface Refusal {
  readonly key: string;
  readonly code: Code | CourierError['code'];
  readonly message: string;
}

export interface Received {
  /** Letters that were new and hold. */
  readonly taken: number;
  /** Letters that will count when others have come; they stay with the courier. */
  readonly waiting: number;
  readonly refused: readonly Refusal[];
  /** Why not all could be taken: the courier can't be reached, or refuses. */
  readonly problem?: CourierError;
}

/** What one look takes in; the rest is taken at the next. */
const MAX_PARCELS = 1000;
/** Records and views that a desk keeps before their turn. */
const MAX_AHEAD = 64;

/** Letters refused for these may be good later. */
const LATER: readonly Code[] = ['turn-ahead', 'not-ready', 'too-early'];

interface Look {
  taken: number;
  waiting: number;
  readonly refused: Refusal[];
  /** Keys that need not be listed again. */
  readonly settled: string[];
}

/** What was taken before a courier failed is kept, saved and acknowledged. */
export async function receive(party: Party, courier: Courier, nowMs: number): Promise<Received> {
  const look: Look = { taken: 0, waiting: 0, refused: [], settled: [] };
  const broken = await attempt(() => takeAll(party, courier, { look, nowMs }));
  if (look.settled.length > 0) {
    await party.saveDesk();
    await party.saveMatch(nowMs);
  }
  const problem = (await attempt(() => acknowledgeAll(courier, look.settled))) ?? broken;
  const { taken, waiting, refused } = look;
  return { taken, waiting, refused, ...(problem && { problem }) };
}

async function attempt(action: () => Promise<void>): Promise<CourierError | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    if (error instanceof CourierError) return error;
    throw error;
  }
}

async function takeAll(
  party: Party,
  courier: Courier,
  { look, nowMs }: { readonly look: Look; readonly nowMs: number },
): Promise<void> {
  for (const key of inOrder(await courier.list(party.id)).slice(0, MAX_PARCELS)) {
    const bytes = await fetched(courier, key, look.refused);
    if (bytes === undefined) continue;
    const answer = await judged(party, key, bytes, nowMs);
    if (isForLater(answer)) look.waiting += 1;
    else look.settled.push(key);
    if (answer.ok && (answer.what === 'accepted' || answer.what === 'replaced')) look.taken += 1;
    if (!answer.ok && !isForLater(answer)) look.refused.push({ key, code: answer.code, message: answer.message });
  }
}

async function acknowledgeAll(courier: Courier, keys: readonly string[]): Promise<void> {
  for (const key of keys) await courier.acknowledge(key);
}

const RANK: readonly string[] = ['genesis', 'record', 'view', 'commit', 'sealed', 'order', 'receipt', 'absence'];

/** So that fewer have to be taken twice; what is right never depends on it. */
const inOrder = (keys: readonly string[]): readonly string[] =>
  keys
    .map((key) => ({ key, parts: readKey(key) }))
    .filter((one): one is { key: string; parts: ParcelKey } => one.parts !== undefined)
    .sort((a, b) => a.parts.turn - b.parts.turn || RANK.indexOf(a.parts.kind) - RANK.indexOf(b.parts.kind))
    .map(({ key }) => key);

/** A file that is damaged or gone stops nobody: it is told, and looked for again at the next time. */
async function fetched(courier: Courier, key: string, refused: Refusal[]): Promise<Uint8Array | undefined> {
  try {
    return await courier.fetch(key);
  } catch (error) {
    if (!(error instanceof CourierError) || error.code === 'network' || error.code === 'auth') throw error;
    refused.push({ key, code: error.code, message: error.message });
    return undefined;
  }
}

const isForLater = (answer: Answer): boolean => (answer.ok ? answer.what === 'kept' : LATER.includes(answer.code));

async function judged(party: Party, key: string, bytes: Uint8Array, nowMs: number): Promise<Answer> {
  const { kind } = readKey(key) as ParcelKey;
  try {
    switch (kind) {
      case 'genesis':
        return await party.takeGenesis(parseJson(bytes, kind) as Doc, nowMs);
      case 'sealed':
        return await takeSealed(party, bytes, nowMs);
      case 'record':
        return await takeRecord(party, parseJson(bytes, kind) as Doc);
      case 'view':
        return await takeView(party, parseJson(bytes, kind) as Doc);
      default:
        return await takeLetter(party, bytes, nowMs);
    }
  } catch (error) {
    if (!(error instanceof LetterRefused)) throw error;
    return { ok: false, code: error.code, message: error.message };
  }
}

const notYet: Answer = { ok: false, code: 'not-ready', message: 'the match has not begun' };
const misplaced = (message: string): Answer => ({ ok: false, code: 'wrong-mode', message });

async function takeLetter(party: Party, bytes: Uint8Array, nowMs: number): Promise<Answer> {
  if (party.seat !== undefined) return misplaced('only the host takes letters of a hosted match');
  if (party.match === undefined) return notYet;
  const letter = parseLetter(bytes);
  // What a referee takes in the open comes under its clock, too. Among peers claims alone count, equally for everyone.
  return party.match.accept(letter, party.isReferee ? { receivedMs: nowMs } : {});
}

async function takeSealed(party: Party, bytes: Uint8Array, nowMs: number): Promise<Answer> {
  if (!party.isReferee) return misplaced('sealed for the referee');
  if (party.match === undefined) return notYet;
  const { crypto, keys } = party.options;
  return party.match.accept(await openLetter(crypto, keys.seal, bytes), { receivedMs: nowMs });
}

async function takeRecord(party: Party, letter: Doc): Promise<Answer> {
  const { seat, match, desk, genesis } = party;
  const { referee } = genesis;
  if (referee === undefined || party.isReferee) return misplaced('only referees send records');
  if (seat !== undefined) {
    const answer = await seat.acceptRecord(letter);
    if (answer.ok && answer.what === 'accepted') desk.records = [...desk.records, letter];
    return answer;
  }
  if (match === undefined) return notYet;
  const { record } = readRecord(letter);
  if (record.match !== party.id) return { ok: false, code: 'wrong-match', message: 'of another match' };
  if (record.turn <= match.machine.turn) return { ok: true, what: 'duplicate' };
  const mark = record.signatures[referee.player];
  if (mark === undefined || !(await isSignedBy(party.options.crypto, 'turn', letter, mark, referee.sign)))
    return { ok: false, code: 'record-unsigned', message: `not signed by ${referee.player}` };
  desk.records = [...desk.records.filter(({ turn }) => (turn as number) > match.machine.turn), letter].slice(
    -MAX_AHEAD,
  );
  return { ok: true, what: 'accepted' };
}

async function takeView({ seat, desk, match }: Party, letter: Doc): Promise<Answer> {
  if (seat === undefined) return match === undefined ? notYet : misplaced('views belong to hosted matches');
  const answer = await seat.acceptView(letter);
  if (answer.ok) desk.view = letter;
  return answer;
}
