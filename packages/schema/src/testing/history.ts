// For tests only: a state of every field kind, and seeded histories of it.
import * as f from '../field.ts';
import { layoutOf } from '../layout-of.ts';
import { Store } from '../store.ts';

export const everyKind = {
  ships: f.table(
    {
      owner: f.seat,
      flag: f.bool,
      i8: f.i8,
      u8: f.u8,
      i16: f.i16,
      u16: f.u16,
      i32: f.i32,
      u32: f.u32,
      single: f.f32,
      double: f.f64,
      at: f.vec3(f.fixed(-60, 60, 120 / 65_535)),
      odd: f.fixed(0, 10, 0.1),
      aim: f.angle(12),
      whole: f.angle(32),
      mode: f.oneOf('walk', 'run', 'fly', 'swim', 'sit'),
      target: f.ref('ships'),
      turn: f.quat(),
      fine: f.quat(15),
      name: f.text(20),
      blob: f.bytes(9),
      marks: f.list(f.vec2(f.i16), 3),
      friends: f.list(f.ref('ships'), 4),
    },
    { max: 200 },
  ),
  bare: f.table({}, { max: 5 }),
  loot: { gold: f.u16, of: f.ref('ships') },
  round: f.one({ phase: f.oneOf('a', 'b', 'c'), clock: f.u32, title: f.text(12) }),
};

export const everyLayout = layoutOf(everyKind);
export type EveryStore = Store<typeof everyKind>;
export const newStore = (): EveryStore => new Store(everyLayout);

const MODES = ['walk', 'run', 'fly', 'swim', 'sit'] as const;

/** A number 0..n−1. */
export type Draw = (n: number) => number;

const float = (draw: Draw): number => [0, 1.5, -2.25, 1e-30, 3e38, -7, draw(1000) / 7][draw(7)] as number;

function writeOne(store: EveryStore, row: ReturnType<EveryStore['state']['ships']['add']>, draw: Draw): void {
  const writes = [
    () => (row.owner = draw(256) as never),
    () => (row.flag = draw(2) === 1),
    () => (row.i8 = draw(256) - 128),
    () => (row.u8 += draw(3)),
    () => (row.i16 += draw(500) - 250),
    () => (row.u16 = draw(65_536)),
    () => (row.i32 = draw(2) ? draw(2 ** 32) - 2 ** 31 : row.i32 + 1),
    () => (row.u32 = draw(2) ? draw(2 ** 32) : row.u32 + 1),
    () => (row.single = float(draw)),
    () => (row.double = float(draw) * (1 + draw(5))),
    () => (row.at = { x: row.at.x + draw(3), y: row.at.y, z: draw(120) - 60 }),
    () => (row.odd = draw(101) / 10),
    () => (row.aim += 0.05),
    () => (row.whole = draw(1e6)),
    () => (row.mode = MODES[draw(5)] as 'walk'),
    () => (row.target = ([...store.state.ships][draw(store.state.ships.size)]?.id ?? 0) as never),
    () => (row.turn = { x: draw(9) - 4, y: draw(9), z: draw(3), w: 1 }),
    () => (row.fine = { x: row.fine.x + 0.01, y: row.fine.y, z: row.fine.z, w: row.fine.w }),
    () => (row.name = 'é'.repeat(draw(11))),
    () => (row.blob = Uint8Array.from({ length: draw(10) }, () => draw(256))),
    () => (row.marks = Array.from({ length: draw(4) }, () => ({ x: draw(9), y: -draw(9) }))),
    () => (row.friends = Array.from({ length: draw(5) }, () => row.id)),
  ];
  (writes[draw(writes.length)] as () => void)();
}

/** One turn of a random history: rows come, go and change; now and then a table empties or fills. */
export function evolve(store: EveryStore, draw: Draw): void {
  const { ships, bare, loot, round } = store.state;
  if (draw(60) === 0) ships.clear();
  const births = draw(40) === 0 ? 250 : draw(4);
  for (let i = 0; i < births && !ships.full; i++) ships.add({ owner: draw(4) as never, i16: draw(100) });
  const everything = draw(5) === 0;
  for (const ship of ships) {
    if (draw(15) === 0) ships.remove(ship);
    else if (everything || draw(3) === 0) for (let i = draw(4); i >= 0; i--) writeOne(store, ship, draw);
  }
  if (!bare.full && draw(3) === 0) bare.add();
  for (const row of bare) if (draw(9) === 0) bare.remove(row);
  if (!loot.full && draw(2) === 0) loot.add({ gold: draw(9) });
  for (const row of loot) if (draw(4) === 0) loot.remove(row);
  if (draw(2) === 0) round.clock += 1;
  if (draw(9) === 0) round.title = 'x'.repeat(draw(13));
  if (draw(9) === 0) round.phase = (['a', 'b', 'c'] as const)[draw(3)] as 'a';
}
