// What a state costs beside plain objects: a pass that moves every row, a copy, a hash; 1,000 and 100,000 rows of 8 fields.
//   npx tsx --conditions=rubato:source bench/kernel/state.ts [--json]
// Budgets are held against the best sample, which other work on the machine disturbs least; compare machines by the ratios
// to plain objects in the same run.
import {
  angle,
  fixed,
  type Layout,
  layoutOf,
  oneOf,
  seat,
  type Seat,
  Snapshot,
  Store,
  table,
  u16,
} from '@rubato/schema';
import { bench, do_not_optimize, group, run } from 'mitata';

const metre = fixed(-2000, 2000, 1 / 1024);
const speed = fixed(-32, 32, 1 / 1024);
const modes = ['hold', 'move', 'flee'] as const;
const schema = {
  units: table(
    { owner: seat, x: metre, y: metre, vx: speed, vy: speed, hp: u16, heading: angle(12), mode: oneOf(...modes) },
    { max: 131_072 },
  ),
};

interface Unit {
  owner: Seat;
  x: number;
  y: number;
  vx: number;
  vy: number;
  hp: number;
  heading: number;
  mode: (typeof modes)[number];
}

const unit = (i: number): Unit => ({
  owner: ((i % 8) + 1) as Seat,
  x: (i % 1000) - 500,
  y: (i % 777) - 300,
  vx: (i % 13) / 8 - 0.75,
  vy: (i % 7) / 8 - 0.375,
  hp: i % 500,
  heading: (i % 100) / 16,
  mode: modes[i % 3] as Unit['mode'],
});

// Objects and rows never share a function: one that saw both would be slow for both.
const moveObjects = (units: readonly Unit[]): void => {
  for (const each of units) {
    each.x += each.vx;
    each.y += each.vy;
  }
};
const moveRows = ({ state }: Store<typeof schema>): void => {
  for (const each of state.units) {
    each.x += each.vx;
    each.y += each.vy;
  }
};
const bounceObjects = (units: readonly Unit[]): void => {
  for (const each of units) {
    each.x += each.vx;
    each.y += each.vy;
    if (each.x > 1500 || each.x < -1500) each.vx = -each.vx;
    if (each.y > 1500 || each.y < -1500) each.vy = -each.vy;
  }
};
const bounceRows = ({ state }: Store<typeof schema>): void => {
  for (const each of state.units) {
    each.x += each.vx;
    each.y += each.vy;
    if (each.x > 1500 || each.x < -1500) each.vx = -each.vx;
    if (each.y > 1500 || each.y < -1500) each.vy = -each.vy;
  }
};

/** The strength of the state's own hash, over objects. */
const hashObjects = (units: readonly Unit[]): number => {
  let a = 1;
  let b = 2;
  const mix = (value: number): void => {
    a = Math.imul(a ^ value, 0x9e3779b1);
    a = (a << 15) | (a >>> 17);
    b = Math.imul(((b << 13) | (b >>> 19)) + value, 0x85ebca77);
  };
  for (const { owner, x, y, vx, vy, hp, heading, mode } of units) {
    mix(owner);
    mix(x * 1024);
    mix(y * 1024);
    mix(vx * 1024);
    mix(vy * 1024);
    mix(hp);
    mix(heading * 652);
    mix(modes.indexOf(mode));
  }
  return a ^ b;
};

/** Milliseconds on the machine of the budgets; only the large size has any. */
const budgets = new Map([
  ['step', 2],
  ['copy', 0.1],
  ['restore', 0.1],
  ['hash', 2],
]);

const fill = (layout: Layout<typeof schema>, units: readonly Unit[]): Store<typeof schema> => {
  const store = new Store(layout);
  for (const each of units) store.state.units.add(each);
  return store;
};

for (const count of [1000, 100_000]) {
  const units = Array.from({ length: count }, (_, i) => unit(i));
  const store = fill(layoutOf(schema), units);
  const into = store.snapshot(new Snapshot(store.layout));
  // The walls come first: without them rows drift, after some thousand passes, to the end of their range.
  group(`${count} rows`, () => {
    bench(`bounce objects ${count}`, () => bounceObjects(units));
    bench(`bounce columns ${count}`, () => bounceRows(store));
    bench(`step objects ${count}`, () => moveObjects(units));
    bench(`step columns ${count}`, () => moveRows(store));
    bench(`copy objects ${count}`, () => do_not_optimize(units.map((each) => ({ ...each }))));
    bench(`copy columns ${count}`, () => do_not_optimize(store.snapshot(into)));
    bench(`restore columns ${count}`, () => store.restore(into));
    bench(`hash objects ${count}`, () => do_not_optimize(hashObjects(units)));
    bench(`hash columns ${count}`, () => do_not_optimize(store.hash()));
  });
}

interface Figure {
  readonly name: string;
  readonly bestMs: number;
  readonly medianMs: number;
  /** Times as fast as plain objects in the same run, by the best samples. */
  readonly ratio?: number;
  readonly budgetMs?: number;
}

const asJson = process.argv.includes('--json');
const { benchmarks } = await run({ format: asJson ? 'quiet' : 'mitata', colors: false, throw: true });
const stats = new Map(benchmarks.map(({ alias, runs }) => [alias, runs[0]?.stats]));
const toMs = (ns: number | undefined): number => (ns ?? Number.NaN) / 1e6;
const figures = [...stats].map(([name, found]): Figure => {
  const [verb, kind, count] = name.split(' ') as [string, string, string];
  const bestMs = toMs(found?.min);
  const peer = kind === 'objects' ? undefined : stats.get(`${verb} objects ${count}`);
  const budgetMs = kind === 'columns' && count === '100000' ? budgets.get(verb) : undefined;
  return {
    name,
    bestMs,
    medianMs: toMs(found?.p50),
    ...(peer === undefined ? {} : { ratio: toMs(peer.min) / bestMs }),
    ...(budgetMs === undefined ? {} : { budgetMs }),
  };
});

const verdict = ({ bestMs, budgetMs }: Figure): string =>
  budgetMs === undefined ? '' : bestMs <= budgetMs ? `≤ ${budgetMs}` : `OVER ${budgetMs}`;
const line = (figure: Figure): string =>
  [
    figure.name.padEnd(24),
    figure.bestMs.toFixed(4).padStart(9),
    figure.medianMs.toFixed(4).padStart(9),
    (figure.ratio?.toFixed(1) ?? '').padStart(7),
    verdict(figure),
  ].join(' ');

if (asJson) console.log(JSON.stringify(figures, undefined, 2));
else console.log(['', 'best ms, median ms, times as fast as objects, budget', ...figures.map(line)].join('\n'));
