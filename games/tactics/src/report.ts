// A turn's events as a commander reads them. Pure: the same events and names give the same lines; what a seat wasn't told
// isn't in its events, and so not in its report.
import { TICKS_PER_SECOND, TURN_TICKS } from './balance.ts';
import type { tacticsEvents } from './state.ts';
import type { EventRecord } from '@rubato/game';
import type { Value } from '@rubato/schema';

/** One of the game's events, with its data. */
export type TacticsEvent = {
  [K in keyof typeof tacticsEvents]: {
    readonly name: K;
    readonly tick: number;
    readonly data: Readonly<Value<(typeof tacticsEvents)[K]>>;
  };
}[keyof typeof tacticsEvents];

/** The events as they came of a machine or off the wire, typed. */
export const eventsOf = (records: readonly Pick<EventRecord, 'name' | 'tick' | 'data'>[]): readonly TacticsEvent[] =>
  records as readonly TacticsEvent[];

export type Tone = 'loss' | 'damage' | 'action' | 'contact' | 'outcome';

export interface ReportLine {
  readonly tick: number;
  /** Into the turn. */
  readonly seconds: number;
  readonly tone: Tone;
  readonly text: string;
  /** Numbers of the ships it is about. */
  readonly ships: readonly number[];
}

/** What a ship is called; 0 is nobody in sight. */
export type ShipNames = (number: number) => string;

export const plainNames: ShipNames = (number) => (number === 0 ? 'someone unseen' : `ship ${number}`);

/** Readable lines in the sequence of the events; several hits of one weapon on one ship within a second are one line. */
export function battleReport(events: readonly TacticsEvent[], names: ShipNames = plainNames): ReportLine[] {
  const lines: ReportLine[] = [];
  for (const event of gathered(attributed(events))) {
    const said = lineOf(event, names);
    if (said === undefined) continue;
    const [tone, text, ...ships] = said;
    const seconds = (((event.tick - 1) % TURN_TICKS) + 1) / TICKS_PER_SECOND;
    lines.push({ tick: event.tick, seconds, tone, text: capitalised(text), ships: ships.filter((ship) => ship !== 0) });
  }
  return lines;
}

/** Gives hits by somebody unseen to the ship that scored them, where the reader was told which it was. */
export function attributed(events: readonly TacticsEvent[]): readonly TacticsEvent[] {
  const scores = events.filter((event): event is ScoreEvent => event.name === 'scored');
  if (scores.length === 0) return events;
  return events.map((event) => {
    if (event.name !== 'hit' || event.data.by !== 0) return event;
    const { victim, weapon } = event.data;
    const score = scores.find(
      ({ tick, data }) => tick === event.tick && data.victim === victim && data.weapon === weapon,
    );
    return score === undefined ? event : { ...event, data: { ...event.data, by: score.data.ship } };
  });
}

type ScoreEvent = Extract<TacticsEvent, { name: 'scored' }>;

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

type HitEvent = Extract<TacticsEvent, { name: 'hit' }>;
type HitData = HitEvent['data'];

const sameFire = (a: HitData, b: HitData): boolean =>
  a.victim === b.victim && a.by === b.by && a.weapon === b.weapon && a.subsystem === b.subsystem;

/** Adds hits up that belong together. */
function gathered(events: readonly TacticsEvent[]): TacticsEvent[] {
  const result: TacticsEvent[] = [];
  for (const event of events) {
    if (event.name !== 'hit') {
      result.push(event);
      continue;
    }
    const at = lastIndex(result, event);
    const earlier = result[at];
    if (earlier?.name !== 'hit') result.push(event);
    else result[at] = { ...earlier, data: added(earlier.data, event.data) };
  }
  return result;
}

/** Of the latest line that the hit belongs to; -1 for none. */
function lastIndex(lines: readonly TacticsEvent[], hit: HitEvent): number {
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i];
    if (line === undefined || hit.tick - line.tick > TICKS_PER_SECOND) return -1;
    if (line.name === 'hit' && sameFire(line.data, hit.data)) return i;
  }
  return -1;
}

const added = (a: HitData, b: HitData): HitData => ({ ...a, shield: a.shield + b.shield, hull: a.hull + b.hull });

type Said = readonly [tone: Tone, text: string, ...ships: number[]];

function lineOf(event: TacticsEvent, names: ShipNames): Said | undefined {
  switch (event.name) {
    case 'fired':
    case 'scored':
    case 'struck':
    case 'turnEnded':
      // Told by what they lead to.
      return undefined;
    case 'hit':
      return hitLine(event.data, names);
    case 'nearMiss': {
      const { by, victim, weapon } = event.data;
      return ['action', `${weaponWord(weapon)} of ${names(by)} misses ${names(victim)} narrowly`, victim, by];
    }
    case 'held': {
      const { ship, index, reason } = event.data;
      return ['action', `${names(ship)} holds fire with weapon ${index + 1}: ${HELD[reason]}`, ship];
    }
    case 'collided': {
      const { ship, other, damage } = event.data;
      const what = other === 0 ? 'a rock' : names(other);
      return ['damage', `${names(ship)} runs into ${what} and loses ${damage} hull`, ship, other];
    }
    case 'intercepted':
      return ['action', `point defence of ${names(event.data.ship)} shoots a torpedo down`, event.data.ship];
    default:
      return shipLine(event, names) ?? outcomeLine(event);
  }
}

type Rest = Exclude<
  TacticsEvent,
  { name: 'fired' | 'scored' | 'struck' | 'turnEnded' | 'hit' | 'nearMiss' | 'held' | 'collided' | 'intercepted' }
>;

function shipLine(event: Rest, names: ShipNames): Said | undefined {
  switch (event.name) {
    case 'shieldDown':
      return ['damage', `the ${event.data.facing} shield of ${names(event.data.ship)} is down`, event.data.ship];
    case 'subsystemDown':
      return ['damage', `${names(event.data.ship)} loses its ${SUBSYSTEM[event.data.subsystem]}`, event.data.ship];
    case 'destroyed': {
      const { ship, by, kind } = event.data;
      const end = by === 0 ? 'is destroyed' : `is destroyed by ${names(by)}`;
      return ['loss', `${names(ship)}, a ${kind}, ${end}`, ship, by];
    }
    case 'jumped':
      return ['action', `${names(event.data.ship)} jumps`, event.data.ship];
    case 'jumpFailed':
      return ['action', `${names(event.data.ship)} can't jump: its warp engine is gone`, event.data.ship];
    case 'spotted':
      return ['contact', `${names(event.data.ship)}, a ${event.data.kind}, comes into sight`, event.data.ship];
    case 'lost':
      return ['contact', `${names(event.data.ship)} is out of sight`, event.data.ship];
    case 'escaped':
      return ['loss', `${names(event.data.ship)} ${ESCAPED[event.data.how]}`, event.data.ship];
    default:
      return undefined;
  }
}

function outcomeLine(event: Rest): Said | undefined {
  if (event.name === 'goalHeld')
    return ['outcome', `team ${event.data.team} holds the beacon and has ${event.data.points} points`];
  if (event.name !== 'ended') return undefined;
  const { winner, reason } = event.data;
  return ['outcome', winner === 0 ? `the battle ends in a draw (${reason})` : `team ${winner} wins (${reason})`];
}

function hitLine({ victim, by, weapon, facing, shield, hull, subsystem }: HitData, names: ShipNames): Said {
  const where = subsystem === 'hull' ? '' : ` and its ${SUBSYSTEM[subsystem]}`;
  const what = hull === 0 ? `takes ${shield} from the ${facing} shield` : `takes ${hull} hull${where}`;
  return ['damage', `${weaponWord(weapon)} of ${names(by)} hits ${names(victim)}: it ${what}`, victim, by];
}

const weaponWord = (weapon: HitData['weapon']): string => (weapon === 'point' ? 'point defence' : `a ${weapon}`);

const SUBSYSTEM = {
  impulse: 'impulse engine',
  warp: 'warp engine',
  weapons: 'weapon control',
  shields: 'shield generator',
  sensors: 'sensors',
  reactor: 'reactor',
} as const;

const HELD = {
  'weapons-down': 'weapon control is gone',
  charging: 'the ship charges for a jump',
  'target-gone': 'the target is gone',
  hidden: 'the target is out of sight',
  'out-of-range': 'the target stays out of range',
  'out-of-arc': 'the target stays out of arc',
  blocked: 'something is in the way',
  full: 'space is full of shots',
} as const;

const ESCAPED = {
  fled: 'leaves the battle',
  gate: 'is through the gate',
  surrendered: 'strikes its colours',
} as const;
