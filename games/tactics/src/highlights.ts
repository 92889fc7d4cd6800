// The moments of a turn or of a whole battle that are worth seeing again, with scores.
import { TICKS_PER_SECOND } from './balance.ts';
import { classOf, type ShipClassName } from './classes.ts';
import { attributed, type TacticsEvent } from './report.ts';

export interface Highlight {
  readonly kind: 'kill' | 'turning-point' | 'escape' | 'breakdown' | 'near-miss' | 'clash' | 'jump';
  /** When it happens, and which part around it to show. */
  readonly tick: number;
  readonly from: number;
  readonly to: number;
  /** Higher is better; 100 is the loss of a destroyer. */
  readonly score: number;
  /** Numbers of the ships to look at; the first is in the middle. */
  readonly ships: readonly number[];
}

/** Seconds shown before and after the moment. */
const BEFORE = 2.5;
const AFTER = 1.5;

/** The best moments in the sequence of time, at most `most`, none shown twice. Scores look at all events given. */
export function highlights(events: readonly TacticsEvent[], most = 5): Highlight[] {
  const known = attributed(events);
  const moments = [...momentsOf(known), ...clashes(known), ...turningPoints(known)];
  const best: Highlight[] = [];
  for (const moment of moments.sort((a, b) => b.score - a.score || a.tick - b.tick)) {
    if (best.length >= most) break;
    if (!best.some((other) => overlaps(other, moment))) best.push(moment);
  }
  return best.sort((a, b) => a.tick - b.tick);
}

const overlaps = (a: Highlight, b: Highlight): boolean => a.from < b.to && b.from < a.to;

function moment(kind: Highlight['kind'], tick: number, score: number, ships: readonly number[]): Highlight {
  const from = Math.max(0, tick - BEFORE * TICKS_PER_SECOND);
  return { kind, tick, from, to: tick + AFTER * TICKS_PER_SECOND, score, ships: ships.filter((ship) => ship !== 0) };
}

function momentsOf(events: readonly TacticsEvent[]): Highlight[] {
  return events.flatMap((event): Highlight[] => {
    const { tick } = event;
    switch (event.name) {
      case 'destroyed':
        return [moment('kill', tick, killScore(event.data.kind), [event.data.ship, event.data.by])];
      case 'escaped':
        return event.data.how === 'surrendered'
          ? []
          : [moment('escape', tick, event.data.how === 'gate' ? 90 : 45, [event.data.ship])];
      case 'subsystemDown':
        return [moment('breakdown', tick, 40, [event.data.ship])];
      case 'nearMiss':
        return [moment('near-miss', tick, missScore(event.data), [event.data.victim, event.data.by])];
      case 'jumped':
        return [moment('jump', tick, 20, [event.data.ship])];
      default:
        return [];
    }
  });
}

const killScore = (kind: ShipClassName): number => 40 + classOf[kind].value * 0.6;

/** A torpedo that passes a hand's breadth away is worth more than a beam that goes wide. */
const missScore = ({ weapon, distance }: { readonly weapon: string; readonly distance: number }): number =>
  (weapon === 'torpedo' ? 35 : weapon === 'cannon' ? 15 : 6) + Math.max(0, 10 - distance);

/** The second in which most damage was done to one ship, if it was much. */
function clashes(events: readonly TacticsEvent[]): Highlight[] {
  const sums = new Map<string, { tick: number; amount: number; ship: number; by: number }>();
  for (const { name, tick, data } of events) {
    if (name !== 'hit') continue;
    const key = `${data.victim} ${Math.floor(tick / TICKS_PER_SECOND)}`;
    const sum = sums.get(key) ?? { tick, amount: 0, ship: data.victim, by: data.by };
    sum.amount += data.shield + data.hull;
    sums.set(key, sum);
  }
  return [...sums.values()]
    .filter(({ amount }) => amount >= 40)
    .map(({ tick, amount, ship, by }) => moment('clash', tick, Math.min(80, amount * 0.5), [ship, by]));
}

/** Where the lead changes hands: a loss or a beacon after which another team is ahead, and the end of the battle. */
function turningPoints(events: readonly TacticsEvent[]): Highlight[] {
  const lost = new Map<number, number>();
  let behind = 0;
  const points: Highlight[] = [];
  for (const event of events) {
    if (event.name === 'ended') points.push(moment('turning-point', event.tick, 60, []));
    if (event.name !== 'destroyed') continue;
    const { team, kind, ship, by } = event.data;
    lost.set(team, (lost.get(team) ?? 0) + classOf[kind].value);
    const worst = [...lost].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 0;
    if (behind !== 0 && worst !== behind)
      points.push(moment('turning-point', event.tick, killScore(kind) + 30, [ship, by]));
    behind = worst;
  }
  return points;
}
