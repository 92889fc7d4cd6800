/**
 * A fight begins once, however often its call arrives: the key is kept in the transaction that writes the fight, or the
 * challenge, down. Repeated, it tells how that fight stands by now.
 */
import type { Database, Statement } from '@rubato/ports';
import { callLock, forgetCall, keepCall, keptCall, type Call } from '../ledger/once.ts';
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
export function keeping(call: Call | undefined, kept: Kept, atMs: number): readonly Statement[] {
  return call === undefined ? [] : [keepCall(call, kept, atMs)];
}

/** The fight came to nothing, and the caller is told to try again: the same key may. */
export async function forgetBegun(database: Database, call: Call | undefined): Promise<void> {
  if (call !== undefined) await database.batch([forgetCall(call)], { locks: [] });
}

interface Beginning {
  readonly begin: () => Promise<Told<CombatState>>;
  readonly state: (combatId: string) => Promise<CombatState>;
}

/**
 * Runs beginnings, each call once. The same call that arrives while it is being done waits for that: before its key is
 * written down, a second try would only find the creature, or the fighters, taken by the first.
 */
export class BeginOnce {
  readonly #database: Database;
  readonly #running = new Map<string, Promise<unknown>>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Runs `begin` unless its call was done before; throws what `begin` throws, and Refused `key-reused`. */
  async run(call: Call | undefined, beginning: Beginning): Promise<Told<CombatState>> {
    if (call === undefined) return beginning.begin();
    const name = callLock(call);
    while (this.#running.has(name)) await this.#running.get(name)!.catch(() => {});
    const running = this.#unlessDone(call, beginning);
    this.#running.set(name, running);
    return running.finally(() => this.#running.delete(name));
  }

  async #unlessDone(call: Call, { begin, state }: Beginning): Promise<Told<CombatState>> {
    const repeated = async (): Promise<Told<CombatState> | undefined> => {
      const kept = (await keptCall<Kept>(this.#database, call))?.reply;
      if (kept === undefined) return undefined;
      return { reply: 'waiting' in kept ? kept.waiting : await state(kept.combatId), notify: [] };
    };
    const before = await repeated();
    if (before) return before;
    try {
      return await begin();
    } catch (error) {
      // It may be refused only because another server did it meanwhile, or be in doubt: its key tells.
      const meanwhile = await repeated();
      if (meanwhile) return meanwhile;
      throw error;
    }
  }
}
