// A game that is no fun and uses everything: each function of game/math, each kind of field, streams of dice, the past,
// events to all, to one and to whoever sees, rules that throw. What engines could disagree on ends up in its state.
import {
  acos,
  angleBetween,
  asin,
  atan,
  atan2,
  clamp,
  cos,
  defineGame,
  exp,
  hypot,
  lerp,
  log,
  pow,
  sin,
  tan,
  TAU,
  wrapAngle,
} from '@rubato/game';
import type { Draws } from '@rubato/game';
import {
  angle,
  bool,
  bytes,
  f32,
  f64,
  fixed,
  i16,
  i32,
  i8,
  list,
  one,
  oneOf,
  optional,
  quat,
  ref,
  seat,
  struct,
  table,
  text,
  u16,
  u32,
  u8,
  uint53,
  vec2,
  vec3,
} from '@rubato/schema';
import type { Row, Seat, State } from '@rubato/schema';

const planets = {
  owner: seat,
  ringed: bool,
  kind: oneOf('rock', 'gas', 'ice'),
  near: ref('planets'),
  phase: angle(13),
  turn: angle(32),
  speed: fixed(-4, 4, 1 / 4096),
  small: i8,
  medium: i16,
  large: i32,
  tiny: u8,
  some: u16,
  many: u32,
  single: f32,
  double: f64,
  other: f64,
  place: vec2(f64),
  drift: vec3(f32),
  tilt: quat(),
  spin: quat(16),
  name: text(24),
  mark: bytes(8),
  trail: list(fixed(-64, 64, 1 / 64), 6),
  poses: list(quat(9), 2),
  moons: list(vec2(i16), 3),
  friends: list(ref('planets'), 3),
  songs: list(text(6), 2),
};

const state = {
  planets: table(planets, { max: 24 }),
  comets: { from: ref('planets'), heat: f64, at: vec3(fixed(-128, 128, 1 / 256)) },
  sky: one({ maths: list(f64, 32), lag: f64, luck: u32, faults: u16, motto: text(40) }),
};

type Planet = Row<typeof planets, 'planets'>;

export const orrery = defineGame({
  name: 'orrery',
  version: 1,
  rewindTicks: 6,
  state,
  events: {
    passed: { by: ref('planets'), angle: angle(16), force: f32 },
    whispered: { luck: f64, words: text(20) },
  },
  settings: {
    fields: { pull: fixed(0, 1, 1 / 256), names: list(text(8), 4) },
    defaults: { pull: 0.125, names: ['Äo'] },
  },
  frame: {
    args: { push: vec2(fixed(-1, 1, 1 / 64)), twist: angle(9) },
    neutral: { push: { x: 0, y: 0 }, twist: 0 },
    step({ state, settings, past, tick }, who, { push, twist }) {
      if (push.x === 1 && tick % 16 === 0) throw new Error('a step that throws leaves no trace');
      for (const planet of state.planets) {
        if (planet.owner !== who) continue;
        const then = past().planets.get(planet.id);
        const turn = then === undefined ? 0 : angleBetween(then.phase, planet.phase);
        planet.speed += push.x * settings.pull + turn / 64;
        planet.phase += planet.speed * push.y + sin(twist) / 16;
        planet.turn -= twist / 3;
      }
    },
  },
  commands: {
    rename: {
      args: { name: text(24), mark: optional(bytes(8)), moons: list(struct({ x: i16, y: i16 }), 3), serial: uint53 },
      check: (view, who) => ([...view.planets].some((each) => each.owner === who) ? undefined : 'no-planet'),
      apply({ state, emit }, who, { name, mark, moons, serial }) {
        for (const planet of state.planets) {
          if (planet.owner !== who) continue;
          planet.name = name;
          if (mark !== undefined) planet.mark = mark;
          planet.moons = moons;
          planet.many = serial % 4294967291;
          emit('passed', { by: planet.id, angle: planet.phase, force: planet.speed }, { near: planet });
        }
      },
    },
    stumble: {
      args: {},
      apply({ state, random }) {
        state.sky.faults = random('stumble').int(0, 65_535);
        state.planets.clear();
        throw new Error('an order that throws leaves no trace');
      },
    },
  },
  setup({ state, random }, seats) {
    for (const owner of seats) admit(state, owner, random('names'));
    for (let i = 0; i < 9; i++) admit(state, 0 as Seat, random('names'));
  },
  joined: ({ state, random }, owner) => admit(state, owner, random('names')),
  left({ state }, who) {
    for (const planet of state.planets) if (planet.owner === who) state.planets.remove(planet);
  },
  tick({ state, random, emit, seats, past, tick }) {
    tickMaths(state, random('maths'));
    for (const planet of state.planets) move(state, planet, random('moves'), tick);
    tickComets(state, random('comets'));
    for (const planet of past(tick - 4).planets) state.sky.lag = state.sky.lag / 2 + planet.other;
    state.sky.luck = random('luck').int(0, 4294967295);
    const to = random('ears').pick([0 as Seat, ...seats]);
    if (to !== 0) emit('whispered', { luck: state.sky.lag, words: `psst ${tick}` }, to);
  },
});

const NAMES = ['Ægir', 'Нибиру', '木星', '🪐 ring', 'plain'];

function admit(state: State<typeof orrery.state>, owner: Seat, dice: Draws): void {
  if (state.planets.full) return;
  const planet = state.planets.add({
    owner,
    name: dice.pick(NAMES),
    speed: dice.float() - 0.5,
    phase: dice.float() * TAU,
    other: dice.int(1, 1_000_000) / 7,
    place: { x: dice.float() * 200 - 100, y: dice.float() * 200 - 100 },
    mark: Uint8Array.from({ length: dice.int(0, 8) }, (_, i) => i * 31),
  });
  planet.songs = [planet.name.slice(0, 1), 'la'];
}

/** The arguments wander through the state, so that a last bit that differs once differs for good. */
function tickMaths(state: State<typeof orrery.state>, dice: Draws): void {
  const [seed = 0.7, other = 0.2] = state.sky.maths;
  const x = clamp(seed, -1e6, 1e6) * (dice.float() + 0.5) + dice.int(-3, 3);
  const y = clamp(other, -1e6, 1e6) - dice.float();
  const unit = x / (1 + Math.abs(x));
  const huge = x * pow(2, dice.int(0, 900));
  const size = Math.abs(x) + 0.001;
  state.sky.maths = [
    sin(x) * 3 + y / 2,
    hypot(x, y) - exp(unit),
    sin(huge),
    cos(huge),
    cos(x),
    tan(unit),
    atan(x),
    atan2(y, x),
    asin(unit),
    acos(unit),
    exp(clamp(x, -40, 40)),
    exp(-unit),
    log(size),
    pow(size, clamp(y, -8, 8)),
    pow(1 + unit / 3, 0.37),
    hypot(x, y, unit),
    lerp(x, y, unit),
    wrapAngle(x * 1e3),
    angleBetween(x, y),
  ];
}

function move(state: State<typeof orrery.state>, planet: Planet, dice: Draws, tick: number): void {
  const { x, y } = planet.place;
  const far = hypot(x, y, 1);
  const bearing = atan2(y, x) + planet.speed / 7;
  planet.phase = bearing;
  planet.turn += bearing / 5;
  planet.place = { x: cos(bearing) * far * 0.9999 + sin(tick) / 9, y: sin(bearing) * far * 0.9999 };
  planet.drift = { x: planet.place.x / 3, y: exp(-far / 99), z: log(far) };
  planet.tilt = about(planet.turn);
  planet.spin = about(bearing * 3);
  planet.poses = [planet.tilt, about(far)];
  planet.trail = [...planet.trail.slice(-5), planet.place.x / 4];
  planet.moons = planet.moons.map((moon) => ({ x: moon.x * 1.02 + 1, y: moon.y - planet.speed * 50 }));
  planet.single = tan(planet.single / 2 + 0.3);
  planet.double = pow(far, 1.5) + asin(sin(far) / 2);
  planet.other = planet.other * 0.999 + acos(cos(bearing) / 3);
  planet.small = planet.double;
  planet.medium = planet.double * 7.5;
  planet.large = -planet.other * 1e4;
  planet.tiny = dice.int(0, 300);
  planet.some = planet.some + planet.drift.z;
  planet.many = planet.many + far * 1e6;
  planet.ringed = dice.chance(0.3);
  planet.kind = dice.pick(['rock', 'gas', 'ice'] as const);
  const all = [...state.planets];
  const near = dice.pick(all);
  planet.near = near.id;
  planet.friends = [near.id, ...planet.friends.slice(0, 2)];
}

/** A rotation by `radians` about an axis that wanders. */
function about(radians: number) {
  const [a, b, c] = [cos(radians), sin(radians * 2), 0.5];
  const length = hypot(a, b, c);
  const half = sin(radians / 2) / length;
  return { x: a * half, y: b * half, z: c * half, w: cos(radians / 2) };
}

function tickComets(state: State<typeof orrery.state>, dice: Draws): void {
  for (const comet of state.comets) {
    comet.heat *= 0.97 + dice.float() / 50;
    const from = state.planets.get(comet.from);
    comet.at = { x: (from?.place.x ?? 0) + comet.heat, y: comet.at.y - 0.5, z: wrapAngle(comet.heat * 9) };
    if (comet.heat < 1) state.comets.remove(comet);
  }
  if (!state.comets.full && dice.chance(0.4)) state.comets.add({ from: dice.pick([...state.planets]).id, heat: 4 });
}
