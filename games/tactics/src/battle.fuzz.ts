// Orders that nobody would give, over and over: the state stays sound, and the journal of it all replays to the same bits.
import { drawsAt, exportJournal, JournalSegmentWriter, Machine, readJournal, replay } from '@rubato/game';
import type { AnyGame, Draws, Order, Turn } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import { TURN_TICKS } from './balance.ts';
import { classOf, FACINGS, SUBSYSTEMS } from './classes.ts';
import { supply, powerOf, sharesOf } from './drive.ts';
import { tactics } from './rules.ts';
import { SCENARIO_NAMES } from './scenarios.ts';
import type { TacticsState } from './state.ts';
import { times } from '../../../tools/provision/soak.ts';

const matches = times(2, 200);
const MODES = ['Hold', 'Move', 'Turn', 'MoveAndTurn', 'Evasive', 'Warp'] as const;

function anyOrder(dice: Draws, state: TacticsState): Pick<Order, 'name' | 'args'> {
  const ships = [...state.ships];
  const ship = dice.pick(ships).id;
  const far = dice.pick([50, 300, 700]);
  const along = (): number => (dice.float() - 0.5) * far;
  switch (dice.int(0, 7)) {
    case 0:
      return {
        name: 'PowerAllocated',
        args: {
          ship,
          engines: dice.int(0, 6),
          guns: dice.int(0, 6),
          screens: dice.int(0, 6),
          scanners: dice.int(0, 3),
        },
      };
    case 1:
      return { name: 'MovementModeChanged', args: { ship, mode: dice.pick(MODES) } };
    case 2:
    case 3: {
      const rotation = { x: along(), y: along(), z: along(), w: along() };
      return {
        name: 'MovementPlanned',
        args: { ship, mode: dice.pick(MODES), position: { x: along(), y: along() / 3, z: along() }, rotation },
      };
    }
    case 4:
    case 5:
      return { name: 'MovementConfirmed', args: { ship } };
    case 6:
      return { name: 'SubsystemTargeted', args: { ship, subsystem: dice.pick(SUBSYSTEMS) } };
    default:
      return {
        name: 'WeaponTargeted',
        args: { ship, weapon: dice.int(0, 5), target: dice.pick(ships).id, fireTime: dice.int(0, 300) / 30 },
      };
  }
}

/** Everything that must hold of a battle at any time; what doesn't, by name. */
function unsound(state: TacticsState): string[] {
  const wrong: string[] = [];
  const must = (holds: boolean, what: string): void => void (holds || wrong.push(what));
  for (const ship of state.ships) {
    const { hull, shield, reactor, jumps } = classOf[ship.kind];
    const { x, y, z, vx, vy, vz, qx, qy, qz, qw, number } = ship;
    const active = ship.status === 'active';
    must([x, y, z, vx, vy, vz].every(Number.isFinite), `ship ${number}: place ${x} ${y} ${z}`);
    must(ship.hull >= 0 && ship.hull <= hull && (ship.hull > 0 || !active), `ship ${number}: hull ${ship.hull}`);
    for (const facing of FACINGS)
      must(ship[facing] >= 0 && ship[facing] <= shield, `ship ${number}: ${facing} ${ship[facing]}`);
    for (const system of SUBSYSTEMS)
      must(ship[system] >= 0 && ship[system] <= 1, `ship ${number}: ${system} ${ship[system]}`);
    must(Math.abs(Math.sqrt(qx * qx + qy * qy + qz * qz + qw * qw) - 1) < 1e-5, `ship ${number}: rotation`);
    must(!active || Math.sqrt(x * x + y * y + z * z) < state.battle.radius + 20, `ship ${number}: beyond the edge`);
    const plan = state.plans.get(ship.plan)!;
    must(plan.engines + plan.guns + plan.screens + plan.scanners <= reactor, `ship ${number}: more power than it has`);
    const power = powerOf(ship, sharesOf(plan));
    const arrives = power.engines + power.guns + power.screens + power.scanners;
    must(arrives <= supply(ship) + 1e-9, `ship ${number}: ${arrives} units arrive of ${supply(ship)}`);
    must(plan.jumps <= jumps, `ship ${number}: ${plan.jumps} jumps`);
  }
  return wrong;
}

describe('battles of random orders', () => {
  for (let seed = 1; seed <= matches; seed++)
    it(`stay sound and replay to the same hashes (seed ${seed})`, () => {
      const bytes = new Uint8Array(16).fill(seed);
      const dice = drawsAt(bytes, 'orders', 'shuffle', seed);
      const seats = Array.from({ length: 2 + (seed % 5) }, (_, i) => (i + 1) as Seat);
      const settings = { scenario: SCENARIO_NAMES[seed % 3], fog: seed % 4 !== 0 };
      const machine = Machine.start(tactics, { seats, seed: bytes, settings });
      // Anyone can hit anyone from the start.
      for (const ship of machine.state.ships) Object.assign(ship, { x: ship.x / 3, z: ship.z / 3 });
      const writer = new JournalSegmentWriter(machine as never, { room: 'fuzz', epoch: 1, segment: 0 });
      const records = [writer.head()];
      const turns: Turn[] = [];
      let applied = 0;
      for (let turn = 0; turn < 4; turn++) {
        const orders = Array.from({ length: 90 }, (_, i) => {
          return {
            ...anyOrder(dice, machine.state),
            seat: dice.pick(seats),
            seq: turn * 100 + i + 1,
            seenTick: machine.tick,
          };
        });
        const report = machine.runTurn({
          orders: orders as never[],
          ticks: TURN_TICKS,
          seed: Uint8Array.from(bytes, (byte) => byte + turn),
        });
        turns.push(report.turn);
        applied += report.outcomes.filter(({ status }) => status === 'applied').length;
        expect(report.outcomes.filter(({ status }) => status === 'faulted')).toEqual([]);
        expect(unsound(machine.state)).toEqual([]);
      }
      expect(applied).toBeGreaterThan(20);
      records.push(writer.block(turns));
      const replayed = replay(tactics as AnyGame, readJournal(exportJournal(records)));
      expect(replayed.divergedAt).toBeUndefined();
      expect(replayed.machine.hash()).toBe(machine.hash());
    });
});
