// A little state for golden bytes: two ships, one dead slot, a record.
import { bool, f32, fixed, i16, list, one, oneOf, ref, seat, table, text, u8, vec2 } from '../field.ts';
import { layoutOf } from '../layout-of.ts';
import { Store } from '../store.ts';
import type { Seat } from '../value.ts';

export const smallSchema = {
  ships: table(
    {
      owner: seat,
      hp: i16,
      at: vec2(fixed(-1, 1, 1 / 256)),
      name: text(6),
      target: ref('ships'),
      wing: list(ref('ships'), 2),
      mass: f32,
    },
    { max: 6 },
  ),
  round: one({ phase: oneOf('wait', 'play'), left: u8, over: bool }),
};

export const smallStore = (codegen = true): Store<typeof smallSchema> => {
  const store = new Store(layoutOf(smallSchema, { codegen }));
  const { ships, round } = store.state;
  const a = ships.add({ owner: 1 as Seat, hp: -2, at: { x: 0.5, y: -1 }, name: 'aé' });
  const gone = ships.add();
  const c = ships.add({ owner: 2 as Seat, hp: 300, target: a.id, wing: [a.id, gone.id], mass: 0.5 });
  a.target = gone.id;
  a.wing = [c.id];
  ships.remove(gone);
  round.phase = 'play';
  round.left = 9;
  return store;
};
