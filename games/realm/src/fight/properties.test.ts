import { expect, test } from 'vitest';
import { exportJournal, JournalSegmentWriter, Machine, readJournal, replay } from '@rubato/game';
import { FACTIONS } from '../world/factions.ts';
import { abilityName, creatureName, supplyName } from './names.ts';
import { fight } from './rules.ts';
import { MOST_FIGHTERS, MOST_ROUNDS } from './state.ts';
import { one, seatOf, TestFight } from './test-fight.ts';
import { times } from '../../../../tools/provision/soak.ts';

const FIGHTS = times(30, 2_000);

/** Small, seeded, and not the game's own. */
function dice(seed: number) {
  let state = (seed + 1) * 0x9e3779b9;
  const word = () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
    return ((state ^ (state >>> 13)) >>> 0) / 4294967296;
  };
  return { int: (low: number, high: number) => low + Math.floor(word() * (high - low + 1)), word };
}
type Dice = ReturnType<typeof dice>;

function anyone(side: number, { int, word }: Dice) {
  const kind = side === 2 && word() < 0.6 ? creatureName.values[int(0, creatureName.values.length - 1)]! : 'character';
  const faction = FACTIONS[int(0, FACTIONS.length - 1)]!;
  const carried = { healingDraughts: int(0, 3), spiritDraughts: int(0, 3), clearSalts: int(0, 3) };
  return one(side, kind, {
    faction,
    level: int(1, 20),
    health: int(0, 100),
    mana: int(0, 100),
    stamina: int(0, 100),
    ...carried,
  });
}

function anyFight(seed: number): TestFight {
  const rolls = dice(seed);
  const fighters = [1, 2].flatMap((side) => Array.from({ length: rolls.int(1, 4) }, () => anyone(side, rolls)));
  const kind = (['creature', 'duel', 'attack'] as const)[rolls.int(0, 2)]!;
  return new TestFight({ kind, seed, fighters });
}

function invariants({ state }: TestFight): void {
  for (const fighter of state.fighters) {
    const { health, healthMax, mana, manaMax, stamina, staminaMax } = fighter;
    const within = health <= healthMax && mana <= manaMax && stamina <= staminaMax;
    expect([fighter.owner, within, (health === 0) === (fighter.state === 'fallen')]).toEqual([
      fighter.owner,
      true,
      true,
    ]);
  }
  for (const status of state.statuses)
    expect([status.kind, status.turns > 0, state.fighters.get(status.fighter)?.state]).toEqual([
      status.kind,
      true,
      'fighting',
    ]);
  const { acting, phase } = state.round;
  expect([phase, acting === 0]).toEqual([phase, phase === 'done']);
}

test('any fight of bots keeps its bounds after each step and ends within its rounds', () => {
  for (let seed = 0; seed < FIGHTS; seed++) {
    const fight = anyFight(seed);
    invariants(fight);
    fight.playOut();
    invariants(fight);
    expect([seed, fight.machine.result() !== undefined]).toEqual([seed, true]);
    expect(fight.state.round.number).toBeLessThanOrEqual(MOST_ROUNDS);
    expect(fight.state.round.turn).toBeLessThanOrEqual(MOST_ROUNDS * MOST_FIGHTERS);
    expect(fight.turns.length).toBeLessThanOrEqual(2 * MOST_ROUNDS * MOST_FIGHTERS);
  }
});

/** Whatever a client could send, mostly nonsense. */
function anyOrder({ int, word }: Dice) {
  const target = seatOf(int(0, 9));
  const roll = word();
  if (roll < 0.3) return { name: 'attack', args: { target } } as const;
  if (roll < 0.6) return { name: 'ability', args: { ability: abilityName.values[int(0, 20)]!, target } } as const;
  if (roll < 0.75) return { name: 'item', args: { item: supplyName.values[int(0, 2)]!, target } } as const;
  return roll < 0.9 ? ({ name: 'defend', args: {} } as const) : ({ name: 'flee', args: {} } as const);
}

test('whatever is ordered, bounds hold, and a refused order changes nothing', () => {
  let [applied, refused] = [0, 0];
  for (let seed = 0; seed < FIGHTS / 3; seed++) {
    const rolls = dice(seed + 10_000);
    const fight = anyFight(seed);
    for (let at = 0; at < 120 && fight.machine.result() === undefined; at++) {
      const before = fight.machine.copyView(null);
      const who = rolls.word() < 0.7 ? fight.acting : rolls.int(1, 9);
      const { status } = fight.order(who, anyOrder(rolls));
      expect(['applied', 'rejected']).toContain(status);
      if (status === 'applied') applied += 1;
      else {
        refused += 1;
        expect(fight.machine.copyView(null)).toEqual(before);
      }
      if (rolls.word() < 0.3) fight.run(1);
      invariants(fight);
    }
  }
  expect(applied).toBeGreaterThan(FIGHTS);
  expect(refused).toBeGreaterThan(FIGHTS);
});

test('malformed orders are refused by their shape', () => {
  const { machine } = new TestFight();
  const order = (name: string, args: unknown) =>
    machine.check({ seat: machine.state.round.acting, seq: 1, seenTick: 0, name, args });
  for (const [name, args] of [
    ['attack', {}],
    ['attack', { target: -1 }],
    ['attack', { target: 'two' }],
    ['attack', { target: 1.5 }],
    ['ability', { ability: 'constructor', target: 2 }],
    ['item', { item: 'sword', target: 1 }],
    ['defend', { target: 2 }],
    ['flee', null],
  ] as const)
    expect([name, args, order(name, args)]).toEqual([name, args, 'bad-args']);
  expect(order('steal', {})).toBe('unknown-command');
});

test('the same seed and orders make the same fight; another seed another', () => {
  for (let seed = 0; seed < FIGHTS / 6; seed++) {
    const [first, again, other] = [anyFight(seed).playOut(), anyFight(seed).playOut(), anyFight(seed + 500).playOut()];
    expect(again.machine.hash()).toBe(first.machine.hash());
    expect(again.turns).toEqual(first.turns);
    expect(other.machine.hash()).not.toBe(first.machine.hash());
  }
});

test('a journal of a fight replays to the same end', () => {
  const { machine: start } = anyFight(7);
  const writer = new JournalSegmentWriter(start as never, { room: 'fight', epoch: 1, segment: 0 });
  const head = writer.head();
  const { turns, machine } = anyFight(7).playOut();
  for (const turn of turns) writer.add(turn);
  const { segments } = readJournal(exportJournal([head, writer.block()]));
  const report = replay(fight, segments);
  expect([report.divergedAt, report.turns, report.machine.hash()]).toEqual([undefined, turns.length, machine.hash()]);
  expect(report.result).toEqual(machine.result());
  expect(Machine.load(fight, machine.snapshot()).hash()).toBe(machine.hash());
});
