// What must and must not compile. Checked by the compiler only; nothing here runs.
import {
  bool,
  f32,
  i16,
  list,
  oneOf,
  one,
  optional,
  quat,
  ref,
  seat,
  struct,
  table,
  text,
  u8,
  vec2,
  vec3,
} from './field.ts';
import { layoutOf } from './layout-of.ts';
import { Store } from './store.ts';
import type { Id, Quat, Seat, Value, Vec2, Vec3 } from './value.ts';
import { rowOf, viewOf } from './view.ts';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_proof: Same<A, B>): void => {};

const fields = {
  owner: seat,
  hp: i16,
  on: bool,
  mode: oneOf('hold', 'move'),
  target: ref('ships'),
  name: text(8),
  at: vec2(f32),
  pos: vec3(f32),
  spin: quat(),
  tags: list(u8, 3),
};
same<
  Value<typeof fields>,
  {
    owner: Seat;
    hp: number;
    on: boolean;
    mode: 'hold' | 'move';
    target: Id<'ships'>;
    name: string;
    at: Vec2;
    pos: Vec3;
    spin: Quat;
    tags: readonly number[];
  }
>(true);

const message = { item: struct({ n: u8, note: optional(text(4)) }), many: list(struct({ b: bool }), 2) };
same<Value<typeof message>['item'], { n: number; note?: string | undefined }>(true);
same<Value<typeof message>['many'], readonly { b: boolean }[]>(true);

export const store = new Store(
  layoutOf({ ships: fields, shots: table({ hp: u8 }, { max: 8 }), round: one({ phase: oneOf('wait', 'play') }) }),
);
const { state, view } = store;

export const mustCompile = (): void => {
  const ship = state.ships.add({ mode: 'hold', hp: 3 });
  ship.hp -= 1;
  ship.target = ship.id;
  ship.tags = [1, 2];
  state.round.phase = 'play';
  state.ships.remove(ship);
  state.ships.remove(ship.id);
  for (const each of state.ships) each.mode = 'move';
  const seen: number | undefined = view.ships.get(ship.id)?.hp;
  const found = rowOf(view, 'ships', 0)?.mode;
  const past: number = viewOf(store.layout, store.snapshot()).shots.size + (seen ?? 0);
  same<typeof found, 'hold' | 'move' | undefined>(true);
  void past;
};

export const mustNotCompile = (): void => {
  const ship = state.ships.add();
  const shot = state.shots.add();
  const seen = view.ships.get(ship.id);
  // @ts-expect-error a value that the field doesn't have
  ship.mode = 'warp';
  // @ts-expect-error the same when a row is added
  state.ships.add({ mode: 'warp' });
  // @ts-expect-error an unknown field
  state.ships.add({ speed: 1 });
  // @ts-expect-error an unknown field
  ship.speed = 1;
  // @ts-expect-error the id of another table
  state.ships.get(shot.id);
  // @ts-expect-error a reference to another table
  ship.target = shot.id;
  // @ts-expect-error a bare number is no id
  state.ships.get(3);
  // @ts-expect-error a seat is no row
  ship.target = ship.owner;
  // @ts-expect-error the row of another table
  state.ships.remove(shot);
  // @ts-expect-error ids are not assigned
  ship.id = shot.id;
  // @ts-expect-error a component of a copy
  ship.pos.x = 1;
  // @ts-expect-error an element of a copy
  ship.tags[0] = 1;
  // @ts-expect-error a table is not replaced
  state.ships = state.shots;
  // @ts-expect-error an unknown table
  void state.boats;
  // @ts-expect-error a write through a view
  if (seen !== undefined) seen.hp = 1;
  // @ts-expect-error a write through a view's record
  view.round.phase = 'play';
  // @ts-expect-error views don't add
  view.ships.add({});
  // @ts-expect-error views don't remove
  view.ships.remove(ship.id);
  // @ts-expect-error no such value to compare with
  void (state.round.phase === 'over');
};
