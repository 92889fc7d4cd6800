/** Rubato, Colyseus and plain `ws` under the same load: see bench/README.md. */
import { writeFileSync } from 'node:fs';
import { Bout } from './harness/bout.ts';
import type { BoutOptions, Point } from './harness/bout.ts';
import { chosen } from './harness/contenders.ts';
import type { Contender } from './harness/contenders.ts';
import { duel } from './harness/duel.ts';
import type { Duel } from './harness/duel.ts';
import { parseFlags } from './harness/flags.ts';
import { machineFacts } from './harness/machine.ts';
import { pointTable, rampLine, aligned } from './harness/table.ts';
import { workload } from './harness/workload.ts';

const flags = parseFlags(
  {
    /** Names, comma-separated; empty: all. */
    only: '',
    rooms: 100,
    warm: 3,
    seconds: 10,
    /** How often each contender is measured, in turns: a shared machine is faster in one minute than in the next. */
    rounds: 1,
    /** Clients of Rubato's own kind beside the crowd. */
    companions: 4,
    /** How many rooms each contender holds on one core, instead of one point. */
    ramp: false,
    from: 50,
    step: 25,
    to: 600,
    /** The two contenders named by --only at once on one core, each with --rooms; their CPU, window after window. */
    duel: false,
    /** In a duel of one: the folder of another checkout whose bench has run, so that its version has been bundled. */
    against: '',
    /** Windows of a duel. */
    windows: 20,
    /** A step is held while the 99th percentile of lateness stays below this. */
    limit: 10,
    /** Before other work on the machine; needs root. */
    realtime: false,
    /** Bytes of a message of the floor. */
    bytes: 280,
    /** Of Colyseus: quantised or float. */
    precision: 'quantised',
    /** A .cpuprofile of each server into this folder. */
    profile: '',
    /** Writes everything measured to this file. */
    json: '',
  },
  process.argv.slice(2),
);

const isRamp = flags.ramp;
const measured = flags.duel ? { duel: await duelOfTwo() } : isRamp ? await rampAll() : { points: await pointAll() };
if (flags.json !== '') {
  const report = {
    bench: flags.duel ? 'arena duel' : isRamp ? 'arena ramp' : 'arena',
    measuredAt: new Date().toISOString(),
    machine: machineFacts(),
    workload,
    flags,
    ...measured,
  };
  writeFileSync(flags.json, `${JSON.stringify(report, rounded, 1)}\n`);
}

/** Of each contender the round whose CPU is the median. */
async function pointAll(): Promise<readonly Point[]> {
  const contenders = chosen(flags.only);
  const rounds = contenders.map((): Point[] => []);
  for (let round = 0; round < flags.rounds; round++) {
    for (const [at, contender] of contenders.entries()) {
      const point = await pointOf(contender);
      rounds[at]!.push(point);
      console.error(`${contender.name.padEnd(16)}${rampLine(point)}`);
    }
  }
  const points = rounds.map((measured) => {
    const byCpu = measured.toSorted((a, b) => a.server.cpuPct - b.server.cpuPct);
    return byCpu[byCpu.length >> 1]!;
  });
  console.log(`\n${flags.rooms} rooms, ${flags.rooms * workload.players} clients, ${flags.seconds} s\n`);
  console.log(pointTable(points));
  return points;
}

async function pointOf(contender: Contender): Promise<Point> {
  const bout = await Bout.open(contender, optionsFor(contender));
  await bout.invite(flags.companions);
  await bout.fill(flags.rooms);
  const point = await bout.measure(flags.warm, flags.seconds);
  await bout.close();
  return point;
}

/** With --against the contender itself, as the other checkout has it, is the first. */
async function duelOfTwo(): Promise<Duel> {
  const { against, rooms, warm, windows, seconds } = flags;
  const [first, second = first, ...others] = chosen(flags.only);
  if (windows < 2) throw new TypeError('a duel has at least 2 windows');
  if (others.length > 0 || (first === second) !== (against !== ''))
    throw new TypeError('a duel is of two: --only=A,B, or --only=A --against=FOLDER');
  const server = against === '' ? undefined : `${against}/bench/arena/dist/${first!.folder}-server.mjs`;
  const bouts = [
    await Bout.open(first!, { ...optionsFor(first!), server }),
    await Bout.open(second!, optionsFor(second!)),
  ] as const;
  for (const bout of bouts) await bout.fill(rooms);
  await bouts[0].measure(warm, 1);
  const result = await duel(bouts, windows, seconds);
  for (const bout of bouts) await bout.close();
  const names = [server === undefined ? first!.name : `${first!.name} of ${against}`, second!.name];
  const [a, b] = result.cpuPct.map((cpu) => cpu.toFixed(1));
  console.log(`\n${rooms} rooms each, ${windows} windows of ${seconds} s: CPU in % of a core`);
  console.log(`${names[0]} ${a}, ${names[1]} ${b}: ${result.ratio.toFixed(3)} × (± ${result.error.toFixed(3)})`);
  return result;
}

async function rampAll(): Promise<{
  readonly held: Readonly<Record<string, number>>;
  readonly points: readonly Point[];
}> {
  const points: Point[] = [];
  const held: Record<string, number> = {};
  for (const contender of chosen(flags.only)) {
    console.log(`${contender.name}: ${contender.meaning}`);
    held[contender.name] = await rampOne(contender, points);
  }
  const rows = Object.entries(held).map(([name, rooms]) => [name, String(rooms), String(rooms * workload.players)]);
  console.log(`\n${aligned([['held', 'rooms', 'clients'], ...rows])}`);
  return { held, points };
}

/** Adds rooms until the limit is crossed twice in a row, so that one hiccup of the machine doesn't decide. */
async function rampOne(contender: Contender, points: Point[]): Promise<number> {
  const bout = await Bout.open(contender, optionsFor(contender));
  let held = 0;
  let misses = 0;
  for (let rooms = flags.from; rooms <= flags.to && misses < 2;) {
    await bout.fill(rooms);
    const point = await bout.measure(flags.warm, flags.seconds);
    points.push(point);
    console.log(rampLine(point));
    const late = point.server.latenessMs?.p99 ?? Infinity;
    if (late < flags.limit && point.load.dropped === 0) {
      held = rooms;
      misses = 0;
      rooms += flags.step;
    } else misses++;
  }
  await bout.close();
  return held;
}

function optionsFor({ folder }: Contender): BoutOptions {
  const { profile, bytes, precision, realtime } = flags;
  return {
    realtime,
    serverNodeFlags: profile === '' ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
    serverFlags: { ...(folder === 'raw-ws' ? { bytes } : {}), ...(folder === 'colyseus' ? { precision } : {}) },
  };
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
}
