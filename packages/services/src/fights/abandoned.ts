/**
 * Fights of servers that died. A fight's journal is on its server's disk, so nobody else can go on with it; but its
 * fighters shall not wait for that server for ever. Each server vouches for itself; a fight whose server has not for
 * ABANDONED_MS ends void, by whichever server finds it first. One that comes back later finds its fight ended.
 */
import { takeLease } from '../matchmaking/lease.ts';
import type { Notice } from '../notice.ts';
import { fightOf, OPEN_FIGHTS_OF_THE_DEAD, type FightRow } from './fight-rows.ts';
import { noticesOfEnd } from './fight-wire.ts';
import { settle, VOID, writeEnd, type SettleParts } from './settle.ts';

/** A server that says nothing for so long is taken for dead. */
export const ABANDONED_MS = 60_000;
/** Fights ended in one go. */
export const ABANDONED_AT_ONCE = 100;

export interface AbandonedParts extends SettleParts {
  /** This server. */
  readonly node: string;
  readonly deliver: (notices: readonly Notice[]) => void;
}

/** Says that this server lives; to be called much more often than ABANDONED_MS. */
export async function vouch({ database, clock, node }: AbandonedParts): Promise<void> {
  await takeLease(database, { name: `server:${node}`, holder: node, nowMs: clock.wallMs(), holdMs: ABANDONED_MS });
}

/** Ends, and settles, what dead servers left; returns how many fights that were. */
export async function endAbandoned(parts: AbandonedParts): Promise<number> {
  const { database, clock, node, deliver, log } = parts;
  const values = [node, clock.wallMs(), ABANDONED_AT_ONCE];
  const { rows } = await database.query(OPEN_FIGHTS_OF_THE_DEAD, values);
  let count = 0;
  for (const fight of (rows as readonly FightRow[]).map(fightOf)) {
    try {
      const outcome = fight.outcome ?? VOID;
      if (fight.outcome === undefined && (await writeEnd(parts, fight, VOID)) === undefined) continue;
      await settle(parts, fight, outcome);
      deliver(noticesOfEnd(fight, outcome));
      count++;
    } catch (error) {
      log.log('error', 'a dead server’s fight could not be ended; it is tried again', {
        fight: fight.id,
        error: String(error),
      });
    }
  }
  return count;
}
