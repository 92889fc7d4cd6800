/**
 * A fight begins once, however often its call arrives, and on however many servers: its key is claimed first, and kept in
 * the transaction that writes the fight, or the challenge, down. Repeated, it tells how that fight stands by now.
 */
import type { Clock, Database, Random, Statement } from '@rubato/ports';
import { claimCall, keepClaimed, releaseClaim, type Claim } from '../ledger/claimed-call.ts';
import { callLock, forgetCall, type Call } from '../ledger/once.ts';
import type { Player } from '../player.ts';
import type { Told } from '../told.ts';
import type { CombatState } from './fight-wire.ts';
import type { FightWish } from './wishes.ts';

/** Who begins a fight; a call without a key is a new one each time that it arrives. */
export interface Beginner extends Player {
  readonly key?: string | undefined;
}

/** What a key stands for: a fight, or a challenge as it was answered. */
export type Kept = { readonly combatId: string } | { readonly waiting: CombatState };

export function callOf({ characterId, key }: Beginner, { targetId, mode }: FightWish): Call | undefined {
  if (key === undefined) return undefined;
  return { actorId: characterId, key, request: ['fight', targetId, mode ?? 'duel'] };
}

/** Nothing for a call without a key. */
export function keeping(claim: Claim | undefined, kept: Kept, atMs: number): readonly Statement[] {
  return claim === undefined ? [] : [keepClaimed(claim, kept, atMs)];
}

/** The fight came to nothing, and the caller is told to try again: the same key may. */
export async function forgetBegun(database: Database, claim: Claim | undefined): Promise<void> {
  if (claim !== undefined) await database.batch([forgetCall(claim.call)], { locks: [] });
}

interface Beginning {
  readonly begin: (claim: Claim | undefined) => Promise<Told<CombatState>>;
  readonly state: (combatId: string) => Promise<CombatState>;
}

interface BeginContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Runs beginnings, each call once. The same call that arrives while it is being done waits for that: before its key is
 * written down, a second try would only find the creature, or the fighters, taken by the first. In this process it waits
 * without asking the database.
 */
export class BeginOnce {
  readonly #context: BeginContext;
  readonly #running = new Map<string, Promise<unknown>>();

  constructor(context: BeginContext) {
    this.#context = context;
  }

  /** Runs `begin` unless its call was done before; throws what `begin` and `claimCall` throw. */
  async run(call: Call | undefined, beginning: Beginning): Promise<Told<CombatState>> {
    if (call === undefined) return beginning.begin(undefined);
    const name = callLock(call);
    while (this.#running.has(name)) await this.#running.get(name)!.catch(() => {});
    const running = this.#unlessDone(call, beginning);
    this.#running.set(name, running);
    return running.finally(() => this.#running.delete(name));
  }

  async #unlessDone(call: Call, { begin, state }: Beginning): Promise<Told<CombatState>> {
    const { database } = this.#context;
    const repeated = async (kept: Kept): Promise<Told<CombatState>> => ({
      reply: 'waiting' in kept ? kept.waiting : await state(kept.combatId),
      notify: [],
    });
    const claimed = await claimCall<Kept>(this.#context, call);
    if ('reply' in claimed) return repeated(claimed.reply);
    const { claim } = claimed;
    try {
      return await begin(claim);
    } catch (error) {
      const kept = await releaseClaim<Kept>(database, claim);
      if (kept) return repeated(kept);
      throw error;
    }
  }
}
