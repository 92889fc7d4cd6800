// The smallest game that needs everything letters have: simultaneous orders that exclude each other, dice, losses, a result.
// Files of it lie in fixtures/: its rules never change.

import { i16, one, oneOf, ref, seat, table, u8, u16 } from '@rubato/schema';
import { defineBot, defineGame } from '@rubato/game';

export const skirmish = defineGame({
  name: 'skirmish',
  version: 1,
  rewindTicks: 0,
  state: {
    ships: table(
      { owner: seat, x: i16, dx: i16, hull: u8, fuel: u16, planned: oneOf('none', 'move', 'fire') },
      { max: 32 },
    ),
    battle: one({ turns: u16, wind: i16 }),
  },
  events: { hit: { ship: u16, by: seat, damage: u8 }, moved: { ship: u16, x: i16 } },
  settings: { fields: { hull: u8, lastTurn: u16 }, defaults: { hull: 40, lastTurn: 400 } },
  commands: {
    move: {
      args: { ship: ref('ships'), by: i16 },
      check: (view, who, { ship, by }) => {
        const row = view.ships.get(ship);
        if (row === undefined || row.owner !== who) return 'not-your-ship';
        if (row.planned !== 'none') return 'already-planned';
        return Math.abs(by) > row.fuel ? 'no-fuel' : undefined;
      },
      apply({ state }, _who, { ship, by }) {
        const row = state.ships.get(ship);
        if (row === undefined) return;
        row.planned = 'move';
        row.dx = by;
        row.fuel -= Math.abs(by);
      },
    },
    fire: {
      args: { ship: ref('ships'), at: ref('ships') },
      check: (view, who, { ship, at }) => {
        const row = view.ships.get(ship);
        if (row === undefined || row.owner !== who) return 'not-your-ship';
        if (row.planned !== 'none') return 'already-planned';
        return view.ships.has(at) ? undefined : 'no-target';
      },
      apply({ state, random, emit }, who, { ship, at }) {
        const row = state.ships.get(ship);
        const target = state.ships.get(at);
        if (row === undefined || target === undefined) return;
        row.planned = 'fire';
        const damage = Math.min(target.hull, random('damage').int(1, 6));
        target.hull -= damage;
        emit('hit', { ship: at & 0xffff, by: who, damage });
      },
    },
  },
  setup({ state, settings, random }, seats) {
    for (const owner of seats)
      state.ships.add({ owner, x: random('place').int(-100, 100), hull: settings.hull, fuel: 500 });
  },
  tick({ state, random, emit }) {
    state.battle.wind = random('wind').int(-3, 3);
    for (const ship of state.ships) {
      if (ship.hull === 0) {
        state.ships.remove(ship);
        continue;
      }
      ship.x += ship.dx + state.battle.wind;
      if (ship.dx !== 0) emit('moved', { ship: ship.id & 0xffff, x: ship.x });
      ship.dx = 0;
      ship.planned = 'none';
    }
    state.battle.turns += 1;
  },
  awaits: (view) => [...new Set([...view.ships].map(({ owner }) => owner))],
  result(view) {
    const alive = [...new Set([...view.ships].map(({ owner }) => owner))];
    return alive.length <= 1 ? { winners: alive, reason: 'last-one' } : undefined;
  },
});

/** Moves its first ship by one. */
export const drifter = defineBot<typeof skirmish>((view, who) => {
  const ship = [...view.ships].find(({ owner }) => owner === who);
  return ship === undefined ? {} : { orders: [{ name: 'move', args: { ship: ship.id, by: 1 } }] };
});
