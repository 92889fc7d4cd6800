/** What the overlay tells in words: clock, scores, feed, the state of the own ship. Rebuilt a few times a second. */
import type { MatchEvent, MatchSource } from '@rubato/web';
import { TICKS_PER_SECOND } from './balance.ts';
import type { ArenaView } from './state.ts';
import { beamShare, boostShare } from './view-gauges.ts';
import type { Scene } from './view-scene.ts';

export interface BoardRow {
  readonly seat: number;
  readonly name: string;
  readonly own: boolean;
  readonly bot: boolean;
  readonly score: number;
  readonly wins: number;
  readonly kills: number;
  readonly deaths: number;
  readonly assists: number;
  readonly ready: boolean;
}

export interface Board {
  readonly phase: ArenaView['round']['phase'];
  readonly number: number;
  readonly rounds: number;
  /** Whole seconds until the phase ends, rounded up. */
  readonly secondsLeft: number;
  /** 0 to 1 of the round played. */
  readonly elapsed: number;
  readonly winner: number;
  /** Best first. */
  readonly rows: readonly BoardRow[];
  /** Whether a press now would do it. */
  readonly beamReady: boolean;
  readonly boostReady: boolean;
  /** Set while the own ship is gone: seconds until it returns. */
  readonly returnsIn: number | undefined;
  readonly killer: string | undefined;
}

export interface FeedLine {
  readonly id: number;
  readonly by: number;
  readonly byName: string;
  readonly victim: number;
  readonly victimName: string;
  readonly atMs: number;
}

export const FEED_MAX = 4;
const FEED_MS = 6_000;

export function readBoard(scene: Scene, source: MatchSource<ArenaView>, killerSeat: number): Board {
  const { round } = scene.view;
  const ticksLeft = Math.max(0, round.endsAt - scene.ownTick);
  const length = round.seconds * TICKS_PER_SECOND;
  const own = scene.own?.row;
  const rows = [...scene.view.ships].map(({ owner, score, wins, kills, deaths, assists, ready }): BoardRow => ({
    seat: owner,
    name: source.nameOf(owner),
    own: owner === scene.seat,
    bot: source.isBot(owner),
    score,
    wins,
    kills,
    deaths,
    assists,
    ready,
  }));
  const final = round.phase === 'done';
  rows.sort(
    (a, b) =>
      (final ? b.wins - a.wins || b.kills - a.kills || a.deaths - b.deaths : b.score - a.score) || a.seat - b.seat,
  );
  return {
    phase: round.phase,
    number: round.number,
    rounds: round.rounds,
    secondsLeft: Math.ceil(ticksLeft / TICKS_PER_SECOND),
    elapsed: round.phase === 'play' ? Math.round((1 - ticksLeft / length) * 48) / 48 : 0,
    winner: round.winner,
    rows,
    beamReady: scene.own !== undefined && Math.abs(beamShare(scene.own)) > 0.999,
    boostReady: scene.own !== undefined && boostShare(scene.own) >= 1,
    returnsIn:
      own && !own.alive ? Math.max(0, Math.ceil((own.respawnAt - scene.ownTick) / TICKS_PER_SECOND)) : undefined,
    killer: killerSeat > 0 ? source.nameOf(killerSeat) : undefined,
  };
}

/** The last few kills; lines fade by themselves. */
export class Feed {
  #lines: readonly FeedLine[] = [];
  #nextId = 1;

  add(event: MatchEvent, source: MatchSource<ArenaView>, nowMs: number): void {
    const [by, victim] = [Number(event.data['by']), Number(event.data['victim'])];
    const line = {
      id: this.#nextId++,
      by,
      byName: by ? source.nameOf(by) : '',
      victim,
      victimName: source.nameOf(victim),
      atMs: nowMs,
    };
    this.#lines = [...this.#lines, line].slice(-FEED_MAX);
  }

  lines(nowMs: number): readonly FeedLine[] {
    if (this.#lines.some((line) => nowMs - line.atMs > FEED_MS))
      this.#lines = this.#lines.filter((line) => nowMs - line.atMs <= FEED_MS);
    return this.#lines;
  }
}

export function clockText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
