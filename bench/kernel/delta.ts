// What the delta codec costs: CPU time per changed row, per row scanned, and bytes of a small scene.
//   npx tsx --conditions=rubato:source bench/kernel/delta.ts [--json]
// CPU time is user + system of this process; each figure is the median of several runs on warm code.
import {
  angle,
  BitReader,
  BitWriter,
  bool,
  decodeDelta,
  encodeDelta,
  fixed,
  i16,
  type Layout,
  layoutOf,
  oneOf,
  seat,
  Snapshot,
  type StateSchema,
  Store,
  table,
  u16,
  u8,
} from '@rubato/schema';

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly budget?: number;
}
const figures: Figure[] = [];

/** Median CPU nanoseconds of a call. */
function cpuNs(run: () => void, callsPerSample: number): number {
  for (let i = 0; i < 3 * callsPerSample; i++) run();
  const samples = Array.from({ length: 9 }, () => {
    const start = process.cpuUsage();
    for (let i = 0; i < callsPerSample; i++) run();
    const { user, system } = process.cpuUsage(start);
    return ((user + system) * 1000) / callsPerSample;
  });
  return samples.sort((a, b) => a - b)[4] as number;
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const erased = <S extends StateSchema>(layout: Layout<S>): Layout => layout as unknown as Layout;

/** Two of eight columns change in a share of the rows. */
function rowsFigures(rows: number, share: number): void {
  const layout = layoutOf({
    units: table(
      {
        owner: seat,
        x: fixed(-500, 500, 1 / 64),
        y: fixed(-500, 500, 1 / 64),
        aim: angle(12),
        hp: i16,
        kind: oneOf('a', 'b', 'c'),
        on: bool,
        load: u16,
      },
      { max: 131_072 },
    ),
  });
  const random = seeded(7);
  const store = new Store(layout);
  for (let i = 0; i < rows; i++)
    store.state.units.add({ x: random() * 900 - 450, y: random() * 900 - 450, hp: i & 0xff, aim: random() * 6 });
  const base = store.snapshot() as Snapshot;
  let changed = 0;
  for (const unit of store.state.units) {
    if (random() >= share) continue;
    changed++;
    unit.x += (random() - 0.5) * 2;
    unit.y += 0.1 + random();
  }
  const next = store.snapshot() as Snapshot;
  const writer = new BitWriter(1 << 20);
  const encode = (): void => {
    writer.reset();
    encodeDelta(base, next, writer);
  };
  const calls = Math.max(2, Math.round(200_000 / rows));
  const encodeNs = cpuNs(encode, calls);
  const bytes = writer.toBytes();
  const into = new Snapshot(erased(layout));
  const decodeNs = cpuNs(() => decodeDelta(erased(layout), base, new BitReader(bytes), into), calls);
  if (into.viewHash() !== next.viewHash()) throw new Error('decoded state differs');
  const copyNs = cpuNs(() => into.copyFrom(base), calls);
  const twin = new Snapshot(erased(layout)).copyFrom(base);
  const scanNs = cpuNs(() => {
    writer.reset();
    encodeDelta(base, twin, writer);
  }, calls);
  const label = `${rows} rows, ${Math.round(share * 100)} % changed`;
  const all = share === 1;
  // Sparse change is mostly scanning, so its budget is 20 ns per row and 100 ns per changed row together.
  const sparseBudget = (20 * rows + 100 * changed) / 1000;
  figures.push({ name: `${label}: nothing to say`, value: scanNs / rows, unit: 'ns/row', budget: 20 });
  if (all) figures.push({ name: `${label}: encode`, value: encodeNs / changed, unit: 'ns/changed row', budget: 200 });
  if (all) figures.push({ name: `${label}: decode`, value: decodeNs / changed, unit: 'ns/changed row', budget: 200 });
  figures.push({
    name: `${label}: whole encode`,
    value: encodeNs / 1000,
    unit: 'µs',
    ...(!all && { budget: sparseBudget }),
  });
  figures.push({
    name: `${label}: whole decode`,
    value: decodeNs / 1000,
    unit: 'µs',
    ...(!all && { budget: sparseBudget }),
  });
  figures.push({ name: `${label}: of that, the copy`, value: copyNs / 1000, unit: 'µs' });
  figures.push({ name: `${label}: size`, value: bytes.length / changed, unit: 'B/changed row' });
}

/** 20 entities that all move at 2 to 8 m/s in a 120 m square, 30 Hz; the base is 1 to 3 ticks old. */
function sceneFigures(): void {
  const place = fixed(0, 120, 120 / 65_535);
  const layout = layoutOf({ units: { x: place, y: place, z: place, yaw: angle(16), health: u8 } });
  const store = new Store(layout);
  const random = seeded(42);
  const movers = Array.from({ length: 20 }, () => ({
    unit: store.state.units.add({ x: random() * 120, y: 5, z: random() * 120, yaw: random() * 6.28, health: 100 }),
    turn: (random() - 0.5) * 2,
    speed: 2 + random() * 6,
    phase: random() * 6.28,
  }));
  const past: Snapshot[] = [];
  const pairs: { base: Snapshot; next: Snapshot; bytes: Uint8Array }[] = [];
  const writer = new BitWriter();
  const into = new Snapshot(erased(layout));
  for (let tick = 0; tick < 600; tick++) {
    for (const { unit, turn, speed, phase } of movers) {
      unit.yaw += turn / 30;
      unit.x = (unit.x + (Math.cos(unit.yaw) * speed) / 30 + 120) % 120;
      unit.z = (unit.z + (Math.sin(unit.yaw) * speed) / 30 + 120) % 120;
      unit.y = 5 + Math.sin(tick / 30 + phase);
      if (random() < 0.01) unit.health = Math.floor(random() * 100);
    }
    const next = store.snapshot() as Snapshot;
    past.push(next);
    if (past.length < 4) continue;
    const base = past[past.length - 2 - (tick % 3)] as Snapshot;
    writer.reset();
    encodeDelta(base, next, writer);
    const bytes = writer.toBytes();
    decodeDelta(erased(layout), base, new BitReader(bytes), into);
    if (into.viewHash() !== next.viewHash()) throw new Error('decoded scene differs');
    pairs.push({ base, next, bytes });
  }
  const encodeAll = (): void => {
    for (const { base, next } of pairs) {
      writer.reset();
      encodeDelta(base, next, writer);
    }
  };
  const decodeAll = (): void => {
    for (const { base, bytes } of pairs) decodeDelta(erased(layout), base, new BitReader(bytes), into);
  };
  const meanBytes = pairs.reduce((sum, { bytes }) => sum + bytes.length, 0) / pairs.length;
  figures.push({ name: 'scene of 20: delta', value: meanBytes, unit: 'B/frame', budget: 135 });
  figures.push({ name: 'scene of 20: encode', value: cpuNs(encodeAll, 20) / pairs.length / 1000, unit: 'µs/frame' });
  figures.push({ name: 'scene of 20: decode', value: cpuNs(decodeAll, 20) / pairs.length / 1000, unit: 'µs/frame' });
  writer.reset();
  encodeDelta(undefined, past[0] as Snapshot, writer);
  figures.push({ name: 'scene of 20: keyframe', value: writer.byteLength, unit: 'B' });
}

sceneFigures();
rowsFigures(1000, 1);
rowsFigures(100_000, 1);
rowsFigures(100_000, 0.01);

if (process.argv.includes('--json')) console.log(JSON.stringify(figures));
else {
  for (const { name, value, unit, budget } of figures) {
    const verdict = budget === undefined ? '' : `budget ${budget} ${value <= budget ? 'met' : 'MISSED'}`;
    console.log(`${name.padEnd(44)}${value.toFixed(1).padStart(10)} ${unit.padEnd(16)}${verdict}`);
  }
}
