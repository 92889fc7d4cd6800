import { arena, bot, botNames, type ArenaView } from '@rubato/arena';
import { SEED_BYTES } from '@rubato/game';
import { describe, expect, it } from 'vitest';
import type { GameView } from '../kit/game-view.ts';
import type { MatchSource } from '../kit/match-source.ts';
import { CATCH_UP_TICKS, PracticeMatch, WAITING_ORDERS_MAX } from './practice.ts';

const HZ = 30;
const TICK_MS = 1000 / HZ;
const view = { game: arena, bot, botNames, hz: HZ, help: [] } as unknown as GameView;
const open = (settings?: object) => new PracticeMatch(view, { seats: 4, settings, seed: new Uint8Array(SEED_BYTES) });
const neutral = arena.frame.neutral;

/** Runs to `untilMs` in display frames of 16 ms and returns the last picture's own ship. */
function play(source: MatchSource, fromMs: number, untilMs: number) {
  for (let nowMs = fromMs; nowMs <= untilMs; nowMs += 16) source.sample(nowMs);
  const shown = source.sample(untilMs)?.view as ArenaView;
  return [...shown.ships].find((ship) => ship.owner === source.seat);
}

describe('a match in the page', () => {
  it('keeps the game’s tempo, whatever the display’s', () => {
    const match = open();
    const source = match.take('Ann');
    const before = match.tick;
    for (let nowMs = 0; nowMs <= 2000; nowMs += 7) source.sample(nowMs);
    expect(match.tick - before).toBe(Math.floor((2000 - 5) / TICK_MS));
  });

  it('leaves out the time of a pause instead of racing through it', () => {
    const match = open();
    const source = match.take('Ann');
    source.sample(0);
    const before = match.tick;
    source.sample(60_000);
    expect(match.tick - before).toBe(CATCH_UP_TICKS);
    source.pause(true);
    source.sample(90_000);
    expect(match.tick - before).toBe(CATCH_UP_TICKS);
  });

  it('flies the local player’s ship by the frame held, from the next tick on', () => {
    const match = open();
    const source = match.take('Ann');
    const still = play(source, 0, 4000)!;
    const [x, y] = [still.x, still.y];
    source.setFrame({ ...neutral, thrust: 1 });
    const flown = play(source, 4000, 4000 + TICK_MS * 30)!;
    expect(Math.hypot(flown.x - x, flown.y - y)).toBeGreaterThan(5);
  });

  it('shows a moving ship between its ticks', () => {
    const match = open();
    const source = match.take('Ann');
    play(source, 0, 4000);
    source.setFrame({ ...neutral, thrust: 1 });
    const places = [500, 508, 516, 524].map((ms) => {
      const { x, y } = play(source, 4000 + ms, 4000 + ms)!;
      return `${x} ${y}`;
    });
    expect(new Set(places).size).toBeGreaterThanOrEqual(3);
  });

  it('seats as many local players as there are bots to relieve, and gives a seat back', () => {
    const match = open();
    const taken = ['Ann', 'Ben', 'Cid', 'Dee'].map((name) => match.take(name));
    expect(taken.map(({ seat }) => seat)).toEqual([1, 2, 3, 4]);
    expect(() => match.take('Eve')).toThrow('Every seat is taken');
    expect([taken[0]!.nameOf(2), taken[0]!.isBot(2)]).toEqual(['Ben', false]);
    taken[1]!.close();
    expect([taken[0]!.nameOf(2), taken[0]!.isBot(2)]).toEqual([botNames[1], true]);
    expect(match.take('Eve').seat).toBe(2);
  });

  it('takes no more than its limit of waiting orders', () => {
    const match = open();
    const source = match.take('Ann');
    const heard: string[] = [];
    source.onEvent(({ name }) => heard.push(name));
    for (let n = 0; n < WAITING_ORDERS_MAX * 3; n++) source.order('emote', { kind: 'hello' });
    source.sample(0);
    expect(() => source.sample(TICK_MS + 1)).not.toThrow();
    // The rules let one emote through; the point is that the queue is bounded and emptied.
    expect(heard.filter((name) => name === 'emoted')).toHaveLength(1);
  });

  it('tells events to whoever listens, until they stop', () => {
    const match = open();
    const source = match.take('Ann');
    const heard: string[] = [];
    const stop = source.onEvent(({ name }) => heard.push(name));
    play(source, 0, 6000);
    expect(heard).toContain('roundStarted');
    const count = heard.length;
    stop();
    play(source, 6000, 12_000);
    expect(heard).toHaveLength(count);
  });

  it('passes the settings on to the rules', () => {
    const shown = open({ rounds: 1, roundSeconds: 20 }).take('Ann').sample(0)?.view as ArenaView;
    expect([shown.round.rounds, shown.round.seconds]).toEqual([1, 20]);
  });

  it('can begin in the middle of the action', () => {
    const match = new PracticeMatch(view, { seats: 4, warm: true });
    const shown = match.watch().sample(0)?.view as ArenaView | undefined;
    expect(shown?.round.phase).toBe('play');
  });
});
