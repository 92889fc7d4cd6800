import { drawsAt } from '@rubato/game';
import { describe, expect, it } from 'vitest';
import { classOf, SHIP_CLASSES } from './classes.ts';
import {
  CONSUMERS,
  driveOf,
  evenPower,
  firepower,
  powerOf,
  rechargeOf,
  sightOf,
  supply,
  withinBudget,
  working,
  type Fitness,
} from './drive.ts';

const whole = { impulse: 1, warp: 1, weapons: 1, shields: 1, sensors: 1, reactor: 1 };
const cruiser: Fitness = { kind: 'cruiser', ...whole };
const even = evenPower(classOf.cruiser.reactor);
const still = { speed: 0, acceleration: 0, turn: 0 };
const dice = drawsAt(new Uint8Array(16).fill(5), 'drive', 'shuffle', 1);

describe('power', () => {
  it('that arrives is never more than the reactor supplies, however it is shared and damaged', () => {
    for (let i = 0; i < 300; i++) {
      const ship = { ...cruiser, kind: dice.pick(SHIP_CLASSES), reactor: dice.float() };
      const shares = {
        engines: dice.int(0, 9),
        guns: dice.int(0, 9),
        screens: dice.int(0, 9),
        scanners: dice.int(0, 9),
      };
      const power = powerOf(ship, shares);
      const sum = CONSUMERS.reduce((total, consumer) => total + power[consumer], 0);
      expect(sum).toBeLessThanOrEqual(supply(ship) + 1e-9);
      for (const consumer of CONSUMERS) expect(power[consumer]).toBeLessThanOrEqual(shares[consumer]);
    }
  });

  it('shared out evenly is all there is, and within the budget', () => {
    for (const kind of SHIP_CLASSES) {
      const { reactor } = classOf[kind];
      const shares = evenPower(reactor);
      expect(shares.engines + shares.guns + shares.screens + shares.scanners).toBe(reactor);
      expect(withinBudget({ kind }, shares)).toBe(true);
      expect(withinBudget({ kind }, { ...shares, guns: shares.guns + 1 })).toBe(false);
    }
  });

  it('makes each consumer do more, and none of it does not stop it', () => {
    const figures = (units: number): number[] => {
      const shares = { engines: units, guns: units, screens: units, scanners: units };
      const { speed } = driveOf(cruiser, shares, { ...still });
      return [speed, firepower(cruiser, shares), rechargeOf(cruiser, shares), sightOf(cruiser, shares)];
    };
    for (let units = 0; units < 4; units++) {
      const more = figures(units + 1);
      figures(units).forEach((figure, i) => {
        expect(figure).toBeGreaterThan(0);
        expect(more[i]).toBeGreaterThan(figure);
      });
    }
  });
});

describe('a damaged subsystem', () => {
  it('does less the worse it is, and nothing when it is destroyed', () => {
    expect([1, 0.25, 0.01, 0].map(working)).toEqual([1, 0.475, 0.307, 0]);
  });

  it('of each kind has its consequence', () => {
    expect(driveOf({ ...cruiser, impulse: 0.4 }, even, { ...still }).speed).toBeLessThan(
      driveOf(cruiser, even, { ...still }).speed,
    );
    expect(driveOf({ ...cruiser, impulse: 0 }, even, { ...still })).toMatchObject({ speed: 0 });
    expect(driveOf({ ...cruiser, impulse: 0 }, even, { ...still }).turn).toBeGreaterThan(0);
    expect(firepower({ ...cruiser, weapons: 0 }, even)).toBe(0);
    expect(rechargeOf({ ...cruiser, shields: 0 }, even)).toBe(0);
    expect(sightOf({ ...cruiser, sensors: 0 }, even)).toBeLessThan(sightOf(cruiser, even) / 4);
    expect(supply({ ...cruiser, reactor: 0 })).toBe(classOf.cruiser.reactor / 4);
    expect(firepower({ ...cruiser, reactor: 0 }, even)).toBeLessThan(firepower(cruiser, even));
  });
});
