import { ApiError } from '@rubato/client';
import type { Seat } from '@rubato/game';
import type { ShipId } from '@rubato/tactics';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { draftOf, ordersOf, withAim, withCourse, withPower, withShot, type Draft } from '../draft.ts';
import { hasDraft, keepDraft, keptDraft } from '../draft-store.ts';
import { ordersFromText, ordersText } from '../order-json.ts';
import { AGAIN_MS, DraftSync, REST_MS } from './draft-sync.ts';
import { inviteLink, isServerGame, readCode, readInvitation } from './links.ts';
import { byUrgency } from './server-games.ts';
import type { ServerGame } from './told.ts';
import { leftWords, spanWords } from '../../kit/span-words.ts';
import { behindWords, resultOf, scenarioIn, statusOfGame } from './words.ts';

const ONE = 1 as Seat;
const SHIP = 1025 as ShipId;
const course = { mode: 'Move', position: { x: 12.5, y: -3, z: 40 }, rotation: { x: 0, y: 0, z: 0, w: 1 } } as const;
const power = { engines: 3, guns: 2, screens: 1, scanners: 0 };
const shot = { weapon: 0, target: 1026 as ShipId, fireTime: 3 };
const whole: Draft = withShot(withAim(withPower(withCourse({}, SHIP, course), SHIP, power), SHIP, 'weapons'), SHIP, {
  ...shot,
  subsystem: 'reactor',
});
const moved = withCourse({}, SHIP, course);

describe('a plan that is written', () => {
  it('is read again as it was', () => {
    const text = ordersText(ordersOf(whole));
    expect(draftOf(ordersFromText(text))).toEqual(whole);
    expect(ordersText(ordersOf(draftOf(ordersFromText(text))))).toBe(text);
  });

  it('loses what these rules do not know, and is empty where it is broken', () => {
    const strange = JSON.stringify([{ name: 'Sing', args: {} }, { name: 'MovementConfirmed', args: { ship: 'x' } }, 5]);
    for (const text of [strange, '{', 'null', '{}']) expect(ordersFromText(text)).toEqual([]);
  });
});

describe('a draft on the server', () => {
  const place = { match: 'm', turn: 1, seat: ONE };
  const kept = new Map<string, string>();
  let saves: { readonly text: string; readonly done: (error?: Error) => Promise<void> }[];
  let timers: { readonly delayMs: number; readonly task: () => void }[];
  const sync = (given?: string): DraftSync =>
    new DraftSync({
      place,
      given,
      save: (text) =>
        new Promise((resolve, reject) => {
          const done = async (error?: Error): Promise<void> => {
            if (error) reject(error);
            else resolve(undefined);
            await Promise.resolve();
            await Promise.resolve();
          };
          saves.push({ text, done });
        }),
      after: (delayMs, task) => {
        const timer = { delayMs, task };
        timers.push(timer);
        return () => void (timers = timers.filter((other) => other !== timer));
      },
    });
  const pass = (): number => {
    const [timer] = timers.splice(0, 1);
    timer?.task();
    return timer?.delayMs ?? -1;
  };
  beforeEach(() => {
    [saves, timers] = [[], []];
    kept.clear();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    });
  });

  it('is sent when the hand rests, as it is then, and leaves the browser once it is there', async () => {
    const draft = sync();
    draft.keep(moved);
    draft.keep(whole);
    expect([timers.length, draft.state.value, keptDraft(place)]).toEqual([1, 'saving', whole]);
    expect(pass()).toBe(REST_MS);
    await saves[0]!.done();
    expect([saves.length, saves[0]!.text]).toEqual([1, ordersText(ordersOf(whole))]);
    expect([draft.state.value, hasDraft(place)]).toEqual(['saved', false]);
  });

  it('that changes under way is sent again', async () => {
    const draft = sync();
    draft.keep(moved);
    pass();
    draft.keep(whole);
    pass();
    expect(saves.length).toBe(1);
    await saves[0]!.done();
    expect(draft.state.value).toBe('saving');
    pass();
    await saves[1]!.done();
    expect([saves[1]!.text, draft.state.value]).toEqual([ordersText(ordersOf(whole)), 'saved']);
  });

  it('stays in the browser while nobody answers, is tried later and later, and goes first after a reload', async () => {
    const draft = sync();
    draft.keep(moved);
    pass();
    await saves[0]!.done(new ApiError('network', 0, 'nobody'));
    expect([draft.state.value, keptDraft(place)]).toEqual(['here', moved]);
    const waits: number[] = [];
    for (let at = 1; at < 7; at++) {
      waits.push(pass());
      await saves[at]!.done(new ApiError('network', 0, 'nobody'));
    }
    expect(waits).toEqual([2, 4, 8, 16, 30, 30].map((seconds) => seconds * 1000));
    expect(Math.max(...waits)).toBe(AGAIN_MS.most);
    expect(sync(ordersText(ordersOf(whole))).load()).toEqual(moved);
    draft.flush();
    await saves[7]!.done();
    expect([draft.state.value, hasDraft(place)]).toEqual(['saved', false]);
  });

  it('is the server’s where this browser has none, and nothing is sent for looking at it', () => {
    const draft = sync(ordersText(ordersOf(whole)));
    expect(draft.load()).toEqual(whole);
    draft.keep(draft.load());
    expect([timers, saves, kept.size, draft.state.value]).toEqual([[], [], 0, 'saved']);
    expect([draft.equals(ordersText(ordersOf(whole)), whole), draft.equals('[]', whole)]).toEqual([true, false]);
    expect(draft.equals(undefined, {})).toBe(false);
  });

  it('is sent no more once its turn is closed, and once per change where it is refused', async () => {
    const draft = sync();
    draft.keep(moved);
    pass();
    await saves[0]!.done(new ApiError('bad-value', 400, 'too long'));
    expect([draft.state.value, timers.length]).toEqual(['refused', 0]);
    draft.keep(whole);
    pass();
    await saves[1]!.done(new ApiError('conflict', 409, 'turn 1 is not open'));
    draft.keep(moved);
    expect([draft.state.value, timers.length, saves.length]).toEqual(['closed', 0, 2]);
  });

  it('stays where it is when the page is left, and goes when the turn is over', () => {
    const draft = sync();
    draft.keep(moved);
    draft.stop();
    expect([timers, keptDraft(place)]).toEqual([[], moved]);
    keepDraft(place, whole);
    draft.keep({});
    expect(keptDraft(place)).toEqual(whole);
    draft.end();
    expect(hasDraft(place)).toBe(false);
  });
});

const ID = '01980000-aaaa-7bbb-8ccc-0123456789ab';

describe('an invitation', () => {
  it('is a link, read again with whatever people put around it', () => {
    const link = inviteLink('https://play.example', ID, 'abcd234efg');
    expect(link).toBe(`https://play.example/tactics/${ID}?code=abcd234efg`);
    for (const typed of [link, ` ${link}\n`, `${ID} ABCD234EFG`, `Come: ${link}`])
      expect(readInvitation(typed)).toEqual({ id: ID, code: 'abcd234efg' });
    expect(readInvitation(inviteLink('', ID, undefined))).toEqual({ id: ID, code: undefined });
    for (const typed of ['', 'abcd234efg', 'https://play.example/tactics'])
      expect(readInvitation(typed)).toBeUndefined();
  });

  it('reads a code alone as people write it', () => {
    for (const typed of ['abcd234efg', ' ABCD-234 efg '] as const) expect(readCode(typed)).toBe('abcd234efg');
    for (const typed of ['', 'abc', 'what is this?']) expect(readCode(typed)).toBeUndefined();
  });

  it('tells a server’s game from a match of this browser', () => {
    expect([isServerGame(ID), isServerGame(`${ID}0`), isServerGame('q1TxPc0W')]).toEqual([true, false, false]);
  });
});

const game = (part: Partial<ServerGame> = {}): ServerGame => ({
  id: ID,
  game: 'tactics',
  title: 'The Beacon',
  settings: '{"scenario":"beacon"}',
  phase: 'planning',
  turn: 2,
  status: 'waiting',
  turnMs: 86_400_000,
  joinable: false,
  watchDelay: 1,
  watchTurns: 0,
  sawTurns: 1,
  nowMs: 0,
  seats: ['Ada', 'Ben', 'Cem'].map((name, at) => {
    return { seat: at + 1, name, by: 'player', missed: 0, resigned: false, awaited: at > 0 };
  }),
  seat: 1,
  ...part,
});

describe('whoever looks on', () => {
  it('reads which turn comes next, and when', () => {
    const late = 'so that nobody can help them: turn 1 comes by itself as soon as turn';
    expect(behindWords({ watchDelay: 1, watchTurns: 0 })).toBe(
      `You watch one turn behind the players, ${late} 2 has run.`,
    );
    expect(behindWords({ watchDelay: 3, watchTurns: 0 })).toContain(`3 turns behind the players, ${late} 4 has run.`);
    expect(behindWords({ watchDelay: 0, watchTurns: 4 })).toContain('turn 5 comes by itself then');
  });
});

describe('the list of the server’s games', () => {
  it('says whose turn it is, or what came of it', () => {
    const words = (part: Partial<ServerGame>) => statusOfGame(game(part)).words;
    expect(words({ status: 'your-turn' })).toBe('Your turn!');
    expect(words({})).toBe('Waiting for Ben and Cem');
    const guest = { ...game().seats[1]!, name: 'guest-157039215197031079210129' };
    expect(words({ seats: [guest] })).toBe('Waiting for Guest 3889');
    expect(words({ seats: [] })).toBe('Waiting for the turn to close');
    expect(words({ status: 'simulating' })).toBe('Simulating…');
    expect(words({ status: 'gathering', seats: [{ ...game().seats[0]!, by: 'nobody' }] })).toBe('1 seat free');
    expect(words({ status: 'over', result: '{"winners":[1,2],"reason":"points"}' })).toBe('You and Ben won');
    expect(words({ status: 'over', result: '{"winners":[]}' })).toBe('A draw');
  });

  it('takes a result that it does not know for a draw without scores', () => {
    for (const result of [undefined, '{', '{"winners":3,"scores":"x","reason":1}'])
      expect(resultOf(result === undefined ? game() : game({ result }))).toEqual({
        title: 'A draw',
        reason: '',
        scores: new Map(),
      });
    expect(resultOf(game({ result: '{"winners":[2],"scores":[{"seat":2,"score":7}]}' })).scores.get(2)).toBe(7);
    expect([
      scenarioIn('{}'),
      scenarioIn('{"scenario":"beacon"}'),
      scenarioIn('{"scenario":"x"}'),
      scenarioIn('['),
    ]).toEqual(['asteroid-belt-ambush', 'beacon', undefined, undefined]);
  });

  it('puts first what waits for the player, and of that the nearest deadline', () => {
    const sorted = [
      game({ id: 'over', status: 'over' }),
      game({ id: 'late', status: 'your-turn', deadlineMs: 9 }),
      game({ id: 'waiting' }),
      game({ id: 'soon', status: 'your-turn', deadlineMs: 5 }),
    ].sort(byUrgency);
    expect(sorted.map(({ id }) => id)).toEqual(['soon', 'late', 'waiting', 'over']);
  });

  it('counts down in the units that matter', () => {
    const second = 1000;
    const spans = [0, 59, 599, 601, 3600, 5400, 90_000, 172_800].map((seconds) => leftWords(seconds * second));
    expect(spans).toEqual([
      'time is up',
      '0:59 left',
      '9:59 left',
      '10 min left',
      '1 h left',
      '1 h 30 min left',
      '1 d 1 h left',
      '2 d left',
    ]);
    expect([30, 120, 3600, 86_400, 604_800].map((seconds) => spanWords(seconds * second))).toEqual([
      '30 seconds',
      '2 minutes',
      '1 hour',
      '1 day',
      '7 days',
    ]);
  });
});
