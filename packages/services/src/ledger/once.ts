/**
 * Exactly once, however often a call arrives. A plan's transaction begins with its caller's key:
 *
 *   decide → [call(actor, key, sha256 of the request, reply), …steps] in one transaction
 *          → key taken: the same request gets the kept reply, another is refused with `key-reused`
 *          → a step missed: its refusal, or decide again
 *
 * Refusals aren't kept, as they changed nothing: the same call may succeed later.
 */
import { DatabaseError, type Database, type Statement } from '@rubato/ports';
import { hex, sha256, utf8Encode } from '@rubato/schema';
import { oneRow, type Plan, type Step } from './plan.ts';
import { Refused } from './refused.ts';

export interface Call {
  /** Who calls: keys of one caller don't meet those of another. */
  readonly actorId: string;
  /** 1 to 128 visible ASCII characters, new for each new request. */
  readonly key: string;
  /** What is asked, in an order of its own making: the same request gives the same JSON text. */
  readonly request: readonly unknown[];
  /** Remembered for good, not only for KEPT_CALL_MS. */
  readonly kept?: boolean;
}

export interface Once<R> {
  readonly reply: R;
  /** The call had been done before: the reply is the one from then. */
  readonly repeated: boolean;
}

/** How often rivals may come between looking and writing; then the call is refused with `conflict`. */
export const MOST_ATTEMPTS = 20;
/** How long a caller may repeat a call under its key. */
export const KEPT_CALL_MS = 7 * 24 * 3_600_000;

const KEY = /^[\x21-\x7e]{1,128}$/;

/** Runs `decide`, then its plan; throws Refused, or DatabaseError when the database fails. */
export async function once<R>(
  database: Database,
  call: Call,
  options: { readonly atMs: number; readonly decide: () => Plan<R> | Promise<Plan<R>> },
): Promise<Once<R>> {
  const known = hashed(call);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const outcome = await tryOnce(database, known, options);
    if (outcome) return outcome;
  }
  throw new Refused('conflict', 'others change it all the time; try again');
}

/** A call and its request's hash. */
export interface Hashed {
  readonly call: Call;
  readonly hash: string;
}

/** For what came to nothing after all: the key is free again. */
export function forgetCall({ actorId, key }: Call): Statement {
  return { sql: 'delete from call where actor_id = ? and call_key = ?', values: [actorId, key] };
}

/** Held by the transaction that does a call, so that its repetitions wait for it. */
export const callLock = ({ actorId, key }: Call): string => `call:${actorId}/${key}`;

/** Throws Refused `bad-value` for what is no key. */
export function hashed(call: Call): Hashed {
  if (!KEY.test(call.key)) throw new Refused('bad-value', 'an idempotency key is 1 to 128 visible ASCII characters');
  return { call, hash: hex(sha256(utf8Encode(JSON.stringify(call.request)))) };
}

/** Undefined: look again. */
async function tryOnce<R>(
  database: Database,
  known: Hashed,
  { atMs, decide }: { readonly atMs: number; readonly decide: () => Plan<R> | Promise<Plan<R>> },
): Promise<Once<R> | undefined> {
  let steps: readonly Step[] = [];
  try {
    const plan = await decide();
    steps = [keep(known, plan.reply, atMs), ...plan.steps];
    await database.batch(
      steps.map(({ statement }) => statement),
      // Repetitions of a call wait for each other; everything else the steps settle themselves.
      { locks: [callLock(known.call), ...(plan.locks ?? [])] },
    );
    return { reply: plan.reply, repeated: false };
  } catch (error) {
    // It may be refused only because it was done before, or be in doubt: its key tells.
    const kept = await keptReply<R>(database, known);
    if (kept) return kept;
    const answer = answerTo(error, steps);
    if (answer === 'again') return undefined;
    throw answer;
  }
}

const KEEP = `insert into call (actor_id, call_key, request_sha256, reply, kept, created_ms) values (?, ?, ?, ?, ?, ?)`;
const KEPT = `select request_sha256, reply from call where actor_id = ? and call_key = ?`;

function keep({ call, hash }: Hashed, reply: unknown, atMs: number): Step {
  const values = [call.actorId, call.key, hash, JSON.stringify(reply), call.kept ? 1 : 0, atMs];
  return oneRow(KEEP, values, { broken: 'again' });
}

/** What a call that was done answered; throws Refused `key-reused`. */
export async function keptReply<R>(database: Database, { call, hash }: Hashed): Promise<Once<R> | undefined> {
  const { rows } = await database.query<{ request_sha256: string; reply: string }>(KEPT, [call.actorId, call.key]);
  const [row] = rows;
  if (!row) return undefined;
  if (row.request_sha256 !== hash) throw new Refused('key-reused', 'this idempotency key stands for another request');
  return { reply: JSON.parse(row.reply) as R, repeated: true };
}

function answerTo(error: unknown, steps: readonly Step[]): unknown {
  if (!(error instanceof DatabaseError)) return error;
  if (error.code === 'in-doubt') return 'again';
  const step = steps[error.statement ?? -1];
  const answer = { 'unexpected-rows': step?.missed, unique: step?.broken, constraint: step?.broken }[
    error.code as string
  ];
  if (answer === undefined || answer === 'again') return answer ?? error;
  return new Refused(answer.code, answer.message);
}

const FORGET = `delete from call where (actor_id, call_key) in
  (select actor_id, call_key from call where kept = 0 and created_ms < ? order by created_ms limit ?)`;

/** Forgets keys older than KEPT_CALL_MS, at most `limit`; returns how many. */
export async function forgetCalls(database: Database, nowMs: number, limit = 1000): Promise<number> {
  const [result] = await database.batch([{ sql: FORGET, values: [nowMs - KEPT_CALL_MS, limit] }]);
  return result?.changes ?? 0;
}
