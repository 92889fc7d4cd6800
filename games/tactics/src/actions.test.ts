import { describe, expect, it } from 'vitest';
import { actionOf, documentError, orderOf } from './actions.ts';
import type { ShipId, TacticsOrder } from './state.ts';

const ship = 42 as ShipId;
const target = 17 as ShipId;

describe('an action of the document', () => {
  it('is an order, with the fields that the document names', () => {
    const rotation = { x: 0, y: 0.707, z: 0, w: 0.707 };
    const position = { x: 150, y: 25, z: -30 };
    expect(
      orderOf({
        action_type: 'MovementPlanned',
        ship_id: 42,
        movement_mode: 'MoveAndTurn',
        target_position: position,
        target_rotation: rotation,
      }),
    ).toEqual({ name: 'MovementPlanned', args: { ship, mode: 'MoveAndTurn', position, rotation } });
    expect(
      orderOf({
        action_type: 'WeaponTargeted',
        ship_id: 42,
        weapon_id: 0,
        target_id: 17,
        target_subsystem: 'ImpulseEngine',
        fire_time: 3.5,
      }),
    ).toEqual({ name: 'WeaponTargeted', args: { ship, weapon: 0, target, subsystem: 'impulse', fireTime: 3.5 } });
  });

  it('and an order an action: each of them comes back as it went', () => {
    const orders: TacticsOrder[] = [
      {
        name: 'MovementPlanned',
        args: { ship, mode: 'Warp', position: { x: 1, y: 2, z: 3 }, rotation: { x: 0, y: 0, z: 0, w: 1 } },
      },
      { name: 'MovementConfirmed', args: { ship } },
      { name: 'MovementModeChanged', args: { ship, mode: 'Evasive' } },
      { name: 'WeaponTargeted', args: { ship, weapon: 1, target, fireTime: 2 } },
      { name: 'WeaponTargeted', args: { ship, weapon: 1, target, subsystem: 'sensors', fireTime: 2 } },
      { name: 'SubsystemTargeted', args: { ship, subsystem: 'hull' } },
      { name: 'SubsystemTargeted', args: { ship, subsystem: 'reactor' } },
      { name: 'PowerAllocated', args: { ship, engines: 1, guns: 2, screens: 3, scanners: 4 } },
    ];
    for (const order of orders) expect(orderOf(actionOf(order))).toEqual(order);
    expect(actionOf(orders[3]!)).toMatchObject({ target_subsystem: null, target_id: 17 });
  });

  it('of an unknown type is none, and an unknown subsystem stays for the codec to refuse', () => {
    expect(orderOf({ action_type: 'SelfDestruct', ship_id: 42 })).toBeUndefined();
    expect(orderOf({ action_type: 'SubsystemTargeted', ship_id: 42, target_subsystem: 'Galley' })?.args).toMatchObject({
      subsystem: 'Galley',
    });
  });

  it('is refused under one of its errors', () => {
    expect(documentError('not-planning')).toBe('InvalidPhase');
    expect(documentError('not-your-ship')).toBe('UnauthorizedAction');
    expect(documentError('unknown-target')).toBe('InvalidTarget');
    expect(documentError('ship-twice')).toBe('DuplicateAction');
    expect(documentError('power-budget')).toBe('UnsupportedAction');
    expect((['no-such-ship', 'ship-lost'] as const).map(documentError)).toEqual(Array(2).fill('UnauthorizedAction'));
    const targets = ['target-lost', 'own-target', 'out-of-range', 'out-of-arc', 'out-of-reach', 'in-a-rock'] as const;
    expect(targets.map(documentError)).toEqual(Array(6).fill('InvalidTarget'));
    expect([documentError('battle-over'), documentError('already-planned')]).toEqual([
      'InvalidPhase',
      'DuplicateAction',
    ]);
  });
});
