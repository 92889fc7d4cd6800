/**
 * Runs random calls the way a bad network and a dying server make them: several at once, each sent up to three times, in
 * any order, cut off before, amid and after their commit, and repeated under their keys until an answer arrives; old ones
 * come again much later. After each round every coin and item must be where the model has it.
 */
import { DatabaseError, type Database } from '@rubato/ports';
import { SeededRandom, type ManualClock } from '@rubato/ports/doubles';
import { Ledger } from '../../ledger/ledger.ts';
import { Refused } from '../../ledger/refused.ts';
import { FaultyDatabase } from '../../ledger/testing/faulty-database.ts';
import { Trades } from '../trades.ts';
import { ASSETS, Calls, CHARACTERS, type Call, type Services } from './calls.ts';
import { Model, type Effect } from './model.ts';

export interface Interleaving {
  readonly calls: number;
  readonly seed: string;
  readonly clock: ManualClock;
}

/** How the calls ended, by `done` or the code of the refusal, and the faults met: to see that the test tests something. */
export interface Tally {
  readonly outcomes: Record<string, number>;
  readonly predicted: number;
  readonly again: number;
  readonly completed: number;
  readonly faults: FaultyDatabase['injected'];
}

interface Answer {
  readonly outcome: string;
  readonly reply?: unknown;
}

interface Past {
  readonly call: Call;
  readonly reply: unknown;
}

const FAULT_SHARE = 0.04;
const ITEMS = 20;
const MOST_AT_ONCE = 8;
const PAST_KEPT = 500;

export async function interleave(database: Database, { calls: wanted, seed, clock }: Interleaving): Promise<Tally> {
  const random = new SeededRandom(seed);
  const faulty = new FaultyDatabase(database, { share: FAULT_SHARE, random });
  const model = new Model();
  const calls = new Calls(random, model, () => clock.wallMs());
  const servers = [0, 1].map((): Services => {
    const context = { database: faulty, clock, random, mayTrade: async () => undefined };
    return { ledger: new Ledger(context), trades: new Trades(context) };
  });
  await endow(new Ledger({ database, clock, random }), model);
  const tally = {
    outcomes: {} as Record<string, number>,
    predicted: 0,
    again: 0,
    completed: 0,
    faults: faulty.injected,
  };
  const past: Past[] = [];
  for (let run = 0; run < wanted;) {
    const count = random.chance(0.3) ? 1 : random.int(2, MOST_AT_ONCE);
    const batch = Array.from({ length: count }, () => calls.next());
    const predicted = count === 1 ? batch[0]!.predicted() : undefined;
    const repeated = random.chance(0.3) && past.length > 0 ? random.pick(past) : undefined;
    const [answers] = await Promise.all([
      Promise.all(batch.map((call) => sendCopies(call, servers, random))),
      repeated && expectSame(repeated, servers, random),
    ]);
    run += count;
    if (repeated) tally.again++;
    const effects: Effect[] = [];
    for (const [index, answer] of answers.entries()) {
      const call = batch[index]!;
      tally.outcomes[answer.outcome] = (tally.outcomes[answer.outcome] ?? 0) + 1;
      if (predicted !== undefined && answer.outcome !== predicted)
        throw new Error(`${call.name}: ${answer.outcome}, but ${predicted} was predicted (seed ${seed}, call ${run})`);
      if (predicted !== undefined) tally.predicted++;
      if (answer.outcome !== 'done') continue;
      effects.push(...call.effects(answer.reply));
      if ((answer.reply as { state?: string }).state === 'done') tally.completed++;
      past.push({ call, reply: answer.reply });
      if (past.length > PAST_KEPT) past.shift();
    }
    model.apply(effects);
    await expectEverything(database, model, `seed ${seed}, call ${run}`);
    if (random.chance(0.02)) clock.advance(random.int(1, 120_000));
  }
  return tally;
}

/** Everybody starts with something; the last character with nothing. */
async function endow(ledger: Ledger, model: Model): Promise<void> {
  const givers = CHARACTERS.slice(0, -1);
  const assets = givers.flatMap((to) => ASSETS.map((asset) => ({ from: 'system:start', to, asset, amount: 200 })));
  const mint = Array.from({ length: ITEMS }, (_, at) => ({
    template: 'relic',
    data: '{}',
    to: givers[at % givers.length]!,
  }));
  const { reply } = await ledger.post({ actorId: 'server', key: 'start' }, { kind: 'start', assets, mint });
  for (const [at, id] of reply.minted.entries()) model.items.set(id, { holder: mint[at]!.to, version: 1 });
  model.apply(assets.map((move) => ({ kind: 'asset', ...move })));
}

/** Sends a call one to three times at once; done if any copy is, and then all those say the same. */
async function sendCopies(call: Call, servers: readonly Services[], random: SeededRandom): Promise<Answer> {
  const copies = random.pick([1, 1, 2, 3]);
  const answers = await Promise.all(Array.from({ length: copies }, () => send(call, servers, random)));
  const done = answers.filter(({ outcome }) => outcome === 'done');
  for (const { reply } of done) expectEqual(reply, done[0]!.reply, call.name);
  return done[0] ?? answers[0]!;
}

/** Repeats until an answer arrives, as a client does: each time to any server. */
async function send(call: Call, servers: readonly Services[], random: SeededRandom): Promise<Answer> {
  for (;;) {
    for (let pause = random.int(0, 3); pause > 0; pause--) await new Promise((resolve) => setTimeout(resolve, 0));
    try {
      return { outcome: 'done', reply: await call.run(random.pick(servers)) };
    } catch (error) {
      if (error instanceof Refused) return { outcome: error.code };
      if (!(error instanceof DatabaseError && error.code === 'unavailable')) throw error;
    }
  }
}

async function expectSame({ call, reply }: Past, servers: readonly Services[], random: SeededRandom): Promise<void> {
  const answer = await send(call, servers, random);
  if (answer.outcome !== 'done') throw new Error(`${call.name} was done once, and is ${answer.outcome} now`);
  expectEqual(answer.reply, reply, call.name);
}

async function expectEverything(database: Database, model: Model, when: string): Promise<void> {
  const [balances, items] = await Promise.all([
    database.query<{ place: string; amount: number }>(
      `select holder_id || ' ' || asset as place, amount from balance where amount <> 0`,
    ),
    database.query<{ id: string; holder_id: string; version: number }>('select id, holder_id, version from item'),
  ]);
  const found = balances.rows.map(({ place, amount }) => [place, amount] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  expectEqual(found, model.balances(), `balances after ${when}`);
  const held = Object.fromEntries(items.rows.map(({ id, holder_id, version }) => [id, { holder: holder_id, version }]));
  for (const [id, item] of model.items) expectEqual(held[id], item, `item ${id} after ${when}`);
  expectEqual(items.rows.length, model.items.size, `items after ${when}`);
}

function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new Error(`${what}: ${is} instead of ${should}`);
}
