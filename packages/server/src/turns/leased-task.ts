/** Work of the services that one server at a time does, again and again: whoever holds the lease. */
import type { Clock, Database, Log } from '@rubato/ports';
import { giveBackLease, newId, takeLease } from '@rubato/services';
import { nodeRandom } from '../node/node-random.ts';
import { repeatTask } from '../repeat-task.ts';
import type { Unwind } from '../unwind.ts';

/** A server that stopped without giving its lease back is followed after so long. */
const HOLD_MS = 30_000;

export interface LeasedTask {
  /** Of the lease, and of the log: `the NAME was not done`. */
  readonly name: string;
  readonly everyMs: number;
  readonly work: () => Promise<void>;
}

export interface LeasedContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
}

/** Until `unwind` ends it, which waits for what runs and gives the lease back. */
export function leasedTask(
  { database, clock, log }: LeasedContext,
  { name, everyMs, work }: LeasedTask,
  unwind: Unwind,
): void {
  const holder = newId({ clock, random: nodeRandom });
  const held = async () => {
    const wish = { name, holdMs: HOLD_MS, holder, nowMs: clock.wallMs() };
    if ((await takeLease(database, wish)) !== undefined) await work();
  };
  let running: Promise<void> | undefined;
  const once = () => (running = held());
  const end = repeatTask(once, { clock, log, everyMs, failed: `the ${name} was not done` });
  unwind.add(async () => {
    end();
    await running?.catch(() => {});
    // Without it another server waits for the lease's end, nothing worse; the database may be what failed.
    await giveBackLease(database, { name, holder }).catch((error: unknown) =>
      log.log('warn', `the lease of the ${name} was not given back`, { error: String(error) }),
    );
  });
}
