/** What the services do by themselves, again and again: ending what is over, forgetting what has no use any more. */
import {
  CLEANUP_EVERY_MS,
  cleanUpSessions,
  forgetCalls,
  noticesOfTrade,
  type Characters,
  type Notice,
  type ServiceContext,
  type Trades,
} from '@rubato/services';
import { repeatTask } from './repeat-task.ts';

/** Between two looks for trades whose time is over. For callers they end at once; this is for those who wait for the news. */
export const EXPIRE_EVERY_MS = 2000;
export const FORGET_EVERY_MS = 3_600_000;
/** Calls forgotten in one transaction, so that nobody waits long. */
export const FORGOTTEN_AT_ONCE = 1000;

export interface HousekeepingParts {
  readonly context: ServiceContext;
  readonly characters: Characters;
  readonly trades: Trades;
  readonly deliver: (notices: readonly Notice[]) => void;
}

/** Begins all of it; the returned function ends it. */
export function keepHouse({ context, characters, trades, deliver }: HousekeepingParts): () => void {
  const { clock, log, database } = context;
  const cleanUp = async () => {
    const [{ sessions, tokens }, purged] = await Promise.all([cleanUpSessions(context), characters.purge()]);
    log.log('debug', 'cleaned up', { sessions, tokens, characters: purged.length });
  };
  const expire = async () => deliver(noticesOfTrade(await trades.expireDue()));
  const forget = async () => {
    while ((await forgetCalls(database, clock.wallMs(), FORGOTTEN_AT_ONCE)) === FORGOTTEN_AT_ONCE);
  };
  const ends = [
    repeatTask(cleanUp, { clock, log, everyMs: CLEANUP_EVERY_MS, failed: 'the cleaning up failed' }),
    repeatTask(expire, { clock, log, everyMs: EXPIRE_EVERY_MS, failed: 'overdue trades could not be ended' }),
    repeatTask(forget, { clock, log, everyMs: FORGET_EVERY_MS, failed: 'old calls could not be forgotten' }),
  ];
  return () => ends.forEach((end) => end());
}
