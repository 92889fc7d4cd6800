import type { MatchEvent, MatchSource } from '@rubato/web';
import { describe, expect, it } from 'vitest';
import type { ArenaView, ShipView } from './state.ts';
import { clockText, Feed, FEED_MAX, readBoard } from './view-board.ts';
import { blankScene, compose } from './view-scene.ts';

const ship = (owner: number, more: object) =>
  ({
    owner,
    alive: true,
    score: 0,
    wins: 0,
    kills: 0,
    deaths: 0,
    assists: 0,
    ready: false,
    energy: 100,
    beamAt: 0,
    boostAt: 0,
    beamCharge: 0,
    respawnAt: 0,
    ...more,
  }) as unknown as ShipView;
const source = {
  nameOf: (seat: number) => `name ${seat}`,
  isBot: (seat: number) => seat > 2,
} as unknown as MatchSource<ArenaView>;

function boardOf(phase: string, ships: ShipView[]) {
  const scene = blankScene();
  const round = { phase, number: 2, rounds: 3, seconds: 120, endsAt: 1000, winner: 0 };
  compose({ view: { ships, rocks: [], round } as unknown as ArenaView, tick: 846, ownTick: 850 }, 1, scene);
  return readBoard(scene, source, 3);
}

describe('the board', () => {
  it('puts the best of the round first, and at the end the best of the match', () => {
    const ships = [ship(1, { score: 2, wins: 0 }), ship(2, { score: 5, wins: 1 }), ship(3, { score: 1, wins: 2 })];
    expect(boardOf('play', ships).rows.map((row) => row.seat)).toEqual([2, 1, 3]);
    expect(boardOf('done', ships).rows.map((row) => row.seat)).toEqual([3, 2, 1]);
  });

  it('counts whole seconds down to one', () => {
    expect(boardOf('play', [ship(1, {})]).secondsLeft).toBe(5);
    expect([clockText(5), clockText(120)]).toEqual(['0:05', '2:00']);
  });

  it('says when a lost ship returns and who took it', () => {
    const board = boardOf('play', [ship(1, { alive: false, respawnAt: 880 })]);
    expect([board.returnsIn, board.killer]).toEqual([1, 'name 3']);
    expect(boardOf('play', [ship(1, {})]).returnsIn).toBeUndefined();
  });
});

describe('the feed', () => {
  const kill = (victim: number): MatchEvent => ({
    name: 'destroyed',
    tick: 1,
    predicted: false,
    data: { by: 1, victim },
  });

  it('holds the last few lines', () => {
    const feed = new Feed();
    for (let victim = 1; victim <= FEED_MAX + 3; victim++) feed.add(kill(victim), source, 0);
    expect(feed.lines(0).map((line) => line.victim)).toEqual([4, 5, 6, 7]);
  });

  it('lets a line go after six seconds', () => {
    const feed = new Feed();
    feed.add(kill(2), source, 0);
    feed.add(kill(3), source, 4000);
    expect(feed.lines(6001).map((line) => line.victim)).toEqual([3]);
  });
});
