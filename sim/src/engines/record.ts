// The journals that every engine replays: played here once, by bots and by dice.
import { arena, bot } from '@rubato/arena';
import { bot as commander, tactics } from '@rubato/tactics';
import { realm, shards } from '@rubato/realm';
import { BotRunner, drawsAt, exportJournal, JOIN, JournalSegmentWriter, LEAVE, Machine } from '@rubato/game';
import type { AnyGame, Draws, FrameInput, Order, Turn, TurnInput, TurnReport } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { times } from '../../../tools/provision/soak.ts';
import { orrery } from './orrery.ts';

const SEED = Uint8Array.from({ length: 16 }, (_, i) => i * 15 + 1);
const TURNS_PER_BLOCK = 32;

/** Turns of each journal: QuickJS takes minutes for the long ones. */
export const TURNS = {
  arena: times(180, 1800),
  orrery: 120,
  tactics: times(2, 8),
  realm: times(150, 600),
};

export interface Recorded {
  /** The exported journal. */
  readonly file: Uint8Array;
  /** How often what happened: `boost applied`, `step faulted`. */
  readonly tally: Readonly<Record<string, number>>;
}

type Script = (machine: Machine, turn: number) => TurnInput;

/** Plays `turns` turns as the script asks; a new segment every `perSegment` of them. */
function record(machine: Machine, turns: number, perSegment: number, script: Script): Recorded {
  const tally: Record<string, number> = {};
  const records: Uint8Array[] = [];
  let writer: JournalSegmentWriter | undefined;
  let waiting: Turn[] = [];
  for (let turn = 0; turn < turns; turn++) {
    if (turn % perSegment === 0) {
      writer = new JournalSegmentWriter(machine, { room: 'engines', epoch: 1, segment: turn / perSegment });
      records.push(writer.head());
    }
    const input = script(machine, turn);
    const report = machine.runTurn(input);
    waiting.push(report.turn);
    count(tally, input, report);
    const ends = turn + 1 === turns || (turn + 1) % perSegment === 0;
    if (writer === undefined || (!ends && waiting.length < TURNS_PER_BLOCK)) continue;
    records.push(writer.block(waiting));
    waiting = [];
  }
  return { file: exportJournal(records), tally };
}

function count(tally: Record<string, number>, { orders = [] }: TurnInput, { outcomes, turn }: TurnReport): void {
  const add = (what: string): void => void (tally[what] = (tally[what] ?? 0) + 1);
  orders.forEach(({ name }, i) => add(`${name} ${outcomes[i]!.status}`));
  for (const _ of turn.stepFaults) add('step faulted');
}

const seatsTo = (count: number): Seat[] => Array.from({ length: count }, (_, i) => (i + 1) as Seat);

const platform = (seat: number, name: typeof JOIN | typeof LEAVE): Order => {
  return { seat: seat as Seat, seq: 0, seenTick: 0, name, args: {} };
};

/** Who comes and goes in arena, by turn. */
const ARENA_VISITS: Readonly<Record<number, Order>> = {
  30: platform(4, LEAVE),
  48: platform(4, JOIN),
  70: platform(5, JOIN),
  110: platform(2, LEAVE),
  150: platform(2, JOIN),
};

/** Arena at 30 Hz among four bots, one tick a turn; they boost, and talk more than bots do. */
export function arenaJournal(): Recorded {
  const settings = { rounds: 2, roundSeconds: 25, bots: 'ace' };
  const machine: Machine = Machine.start(arena, { seats: seatsTo(4), seed: SEED, settings });
  const runner = new BotRunner(bot, SEED);
  const held = new Map<Seat, FrameInput>();
  let seq = 0;
  return record(machine, TURNS.arena, TURNS.arena / 3, (_, turn) => {
    const orders: Order[] = ARENA_VISITS[turn] === undefined ? [] : [ARENA_VISITS[turn]];
    const seenTick = Math.max(0, machine.tick - 3);
    for (const seat of machine.seats) {
      const play = runner.play(machine.view, seat, machine.tick);
      if (play.frame !== undefined) held.set(seat, { args: play.frame, seenTick });
      for (const { name, args } of play.orders ?? []) orders.push({ seat, seq: ++seq, seenTick, name, args });
    }
    const speaker = machine.seats[turn % machine.seats.length] as Seat;
    // Twice in one turn: the second is refused.
    for (let said = 0; said < (turn % 45 === 0 ? 2 : 0); said++)
      orders.push({ seat: speaker, seq: ++seq, seenTick, name: 'emote', args: { kind: 'oops' } });
    return { orders, ticks: 1, frames: held };
  });
}

/** Turns of every length, with seeds of their own, refused and faulted orders, steps that throw. */
export function orreryJournal(): Recorded {
  const machine: Machine = Machine.start(orrery as AnyGame, { seats: seatsTo(3), seed: SEED });
  let seq = 0;
  return record(machine, TURNS.orrery, 50, (_, turn) => {
    const dice = drawsAt(SEED, 'script', 'shuffle', turn);
    const orders: Order[] = [];
    if (turn % 20 === 7) orders.push(platform(4, turn % 40 === 7 ? JOIN : LEAVE));
    const seat = dice.pick(seatsTo(4));
    if (dice.chance(0.5)) orders.push({ ...orreryOrder(dice), seat, seq: ++seq, seenTick: machine.tick });
    return {
      orders,
      ticks: turn === 60 ? 40 : dice.int(0, 3),
      frames: new Map(machine.seats.map((who) => [who, orreryFrame(dice, machine.tick)])),
      onReject: dice.chance(0.5) ? 'lapsed' : 'rejected',
      ...(dice.chance(0.3) && { seed: SEED.slice().reverse() }),
    };
  });
}

/** Turns of ten seconds among four commanders, each with a seed of its own; they order by their views. */
export function tacticsJournal(): Recorded {
  const settings = { scenario: 'beacon', bots: 'captain' };
  const machine: Machine = Machine.start(tactics as AnyGame, { seats: seatsTo(4), seed: SEED, settings });
  const runner = new BotRunner(commander, SEED);
  let seq = 0;
  return record(machine, TURNS.tactics, 3, (_, turn) => {
    const orders: Order[] = machine.seats.flatMap((seat) => {
      const { orders: plays = [] } = runner.play(machine.viewOf(seat), seat, machine.tick);
      return plays.map(({ name, args }) => ({ seat, seq: ++seq, seenTick: machine.tick, name, args }));
    });
    // Twice the same: the second lapses.
    const again = orders.filter(({ name }) => name === 'MovementPlanned').map((order) => ({ ...order, seq: ++seq }));
    orders.push(...again);
    return { orders, ticks: 300, onReject: 'lapsed', seed: SEED.map((byte) => byte + turn) };
  });
}

/** Minutes of the realm's world, in which the sky falls; four people of two factions are at three shards. */
export function realmJournal(): Recorded {
  const settings = { captureTicks: 6, guardTicks: 20, calmTicks: 40, omenTicks: 20, fallTicks: 40, afterTicks: 30 };
  const machine: Machine = Machine.start(realm as AnyGame, { seats: seatsTo(1), seed: SEED, settings });
  return record(machine, TURNS.realm, 100, (_, turn) => {
    const dice = drawsAt(SEED, 'crowd', 'shuffle', turn);
    if (dice.chance(0.5)) return { ticks: 1 };
    const number = dice.int(0, 3);
    const someone = { character: `walker ${number}`, faction: number < 2 ? 'tidebound' : 'pale-choir' };
    const shard = dice.pick(shards.slice(8, 11));
    const order = dice.chance(0.7)
      ? { name: 'claim', args: { ...someone, place: shard.place, shard: shard.number } }
      : { name: 'release', args: { character: someone.character } };
    return { orders: [{ seat: 1 as Seat, seq: turn + 1, seenTick: machine.tick, ...order }], ticks: 0 };
  });
}

function orreryOrder(dice: Draws): Pick<Order, 'name' | 'args'> {
  if (dice.chance(0.2)) return { name: 'stumble', args: {} };
  const moons = Array.from({ length: dice.int(0, 3) }, () => ({ x: dice.int(-999, 999), y: dice.int(-9, 9) }));
  const mark = dice.chance(0.5) ? { mark: Uint8Array.of(dice.int(0, 255)) } : {};
  return {
    name: 'rename',
    args: { name: dice.pick(['Žižka', '', '冥王星']), moons, serial: dice.int(0, 1e9) * 1e6, ...mark },
  };
}

function orreryFrame(dice: Draws, tick: number): FrameInput {
  const push = { x: dice.pick([1, -0.25, 0.5]), y: dice.float() };
  return { args: { push, twist: dice.float() * 6 }, seenTick: Math.max(0, tick - dice.int(0, 9)) };
}
