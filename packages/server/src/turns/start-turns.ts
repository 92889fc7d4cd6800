/** The turn games of one server: services, and the sweep that keeps their time. */
import type { Clock, Database, Log } from '@rubato/ports';
import {
  giveBackLease,
  newId,
  Positions,
  PushSubscriptions,
  takeLease,
  TurnCloser,
  TurnGames,
  TurnOrders,
  TurnSweep,
  Vacations,
  type Notice,
  type Ratings,
} from '@rubato/services';
import { nodeRandom } from '../node/node-random.ts';
import { repeatTask } from '../repeat-task.ts';
import type { Unwind } from '../unwind.ts';
import { kernelRules } from './kernel-rules.ts';
import { newPushKeys, remind, webPushSender, type SendMail, type SendPush } from './reminders.ts';
import type { TurnGame } from './turn-game.ts';

/** Between two looks for deadlines: they are met with so much delay at most, plus what the turns before take. */
export const SWEEP_EVERY_MS = 1000;
const LEASE = { name: 'turn sweep', holdMs: 30_000 } as const;
/** Whom a push service may ask about this server, unless its operator says so. */
const PUSH_SUBJECT = 'https://localhost';

export interface TurnOptions {
  /** Games for slow matches. Default: none. */
  readonly turnGames?: readonly TurnGame[];
  /** Takes reminders by e-mail. Default: none are sent. */
  readonly sendMail?: SendMail;
  /** Default: by web push. */
  readonly sendPush?: SendPush;
  /** An https or mailto address for push services that have a question. */
  readonly pushSubject?: string;
}

export interface TurnServices {
  readonly games: TurnGames;
  readonly orders: TurnOrders;
  readonly vacations: Vacations;
  readonly push: PushSubscriptions;
  readonly publicKey: string;
}

export interface TurnStart {
  readonly options: TurnOptions;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly ratings: Ratings;
  readonly deliver: (notices: readonly Notice[]) => void;
}

export async function startTurns(parts: TurnStart, unwind: Unwind): Promise<TurnServices> {
  const { options, database, clock, log, ratings, deliver } = parts;
  const positions = new Positions(database, (options.turnGames ?? []).map(kernelRules));
  const context = { database, clock, log, random: nodeRandom, positions };
  const closer = new TurnCloser(context);
  const sweep = new TurnSweep(context, closer, ratings);
  const push = new PushSubscriptions(context);
  const keys = await push.keys(newPushKeys);
  const { sendMail, sendPush = webPushSender(keys, options.pushSubject ?? PUSH_SUBJECT) } = options;
  const holder = newId(context);
  const work = async () => {
    if ((await takeLease(database, { ...LEASE, holder, nowMs: clock.wallMs() })) === undefined) return;
    deliver(await sweep.close());
    await remind(await sweep.reminders(), { database, log, push, sendPush, sendMail });
  };
  let running: Promise<void> | undefined;
  const once = () => (running = work());
  const end = repeatTask(once, { clock, log, everyMs: SWEEP_EVERY_MS, failed: 'turns could not be looked after' });
  unwind.add(async () => {
    end();
    await running?.catch(() => {});
    // Without it another server waits for the lease's end, nothing worse; the database may be what failed.
    await giveBackLease(database, { name: LEASE.name, holder }).catch((error: unknown) =>
      log.log('warn', 'the lease of the turns was not given back', { error: String(error) }),
    );
  });
  return {
    games: new TurnGames(
      context,
      closer,
      ratings.ladders().map(({ name }) => name),
    ),
    orders: new TurnOrders(context, closer),
    vacations: new Vacations(context),
    push,
    publicKey: keys.publicKey,
  };
}
