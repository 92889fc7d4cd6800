import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { defineGame } from '@rubato/game';
import { RecordingLog } from '@rubato/ports/doubles';
import { seat } from '@rubato/schema';
import { RulesUnavailable, type PlayedSheet, type TurnPosition } from '@rubato/services';
import { LiveServer } from '../api/testing/live-server.ts';
import { kernelRules } from './kernel-rules.ts';
import { remoteRules } from './remote-rules.ts';
import { tallyTurns } from './testing/tally.ts';
import { ROGUE_FILE, rogueTurns } from './testing/turn-games.ts';
import { TurnThread, type TurnThreadOptions } from './turn-thread.ts';

const module = new URL('./testing/turn-games.ts', import.meta.url);
const directory = mkdtempSync(join(tmpdir(), 'rubato-thread-'));
const marker = join(directory, 'marker');
process.env[ROGUE_FILE] = marker;
const threads: TurnThread[] = [];
afterEach(async () => {
  for (const thread of threads.splice(0)) await thread.stop();
  rmSync(marker, { force: true });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const log = new RecordingLog();
function threadOf(options: Partial<TurnThreadOptions> = {}): TurnThread {
  const thread = new TurnThread({ module, log, ...options });
  threads.push(thread);
  return thread;
}
const match = { seed: '0123456789abcdef0123456789abcdef', seats: 3, settings: '{}' };
const ordering = (name: string, args: object = {}): PlayedSheet[] => [
  { seat: 1, by: 'player', orders: JSON.stringify([{ name, args }]) },
];
const rogueOf = async (thread: TurnThread) => remoteRules(rogueTurns, thread).begin({ ...match, seats: 1 });

it('comes to the same states, views, films and answers as rules that run here', async () => {
  const thread = threadOf();
  const told = async (position: TurnPosition) => {
    const seen: unknown[] = [];
    for (let turn = 1; turn <= 5; turn++) {
      const sheets = [
        ...ordering('add', { n: turn % 4 }),
        { seat: 2, by: 'ai', orders: await position.standIn(2) } as const,
      ];
      seen.push(await position.film(2, sheets), await position.check(3, '[{"name":"add","args":{"n":9}}]'));
      await position.run(sheets);
      seen.push(position.turn, await position.hash(), await position.awaits(), await position.result());
      seen.push(await position.view(1), await position.save());
    }
    return seen;
  };
  const here = kernelRules(tallyTurns);
  const there = remoteRules(tallyTurns, thread);
  const [one, other] = [here.begin(match), await there.begin(match)];
  expect(await told(other)).toEqual(await told(one));
  const again = there.load(match, await one.save());
  expect([again.turn, await again.hash()]).toEqual([5, one.hash()]);
});

it('begins a match there, and refuses settings as rules that run here do', async () => {
  const thread = threadOf();
  const rules = remoteRules(tallyTurns, thread);
  const begun = await rules.begin({ ...match, settings: '{"start":7}' });
  expect([begun.turn, await begun.awaits(), thread.counts.done]).toEqual([0, [1, 2, 3], 1]);
  expect(JSON.parse(await begun.view(2))).toMatchObject({ sums: { 9: { owner: 2, sum: 7 } } });
  for (const settings of ['[]', '{"start":999}', '{'])
    await expect(rules.begin({ ...match, settings })).rejects.toThrow(TypeError);
});

it('answers of the match as it was at the call, also when it is run meanwhile', async () => {
  const position = await remoteRules(tallyTurns, threadOf()).begin(match);
  const before = await position.view(1);
  const [ran, seen] = [position.run(ordering('add', { n: 3 })), position.view(1)];
  await ran;
  expect(await seen).toBe(before);
  expect(await position.view(1)).not.toBe(before);
});

it('ends rules that never end, says so, and goes on with the next match', async () => {
  const thread = threadOf({ jobLimitMs: 1500 });
  const rogue = await rogueOf(thread);
  const tally = await remoteRules(tallyTurns, thread).begin(match);
  await rogue.view(1);
  const endless = rogue.run(ordering('loop'));
  const next = tally.run(ordering('add', { n: 1 }));
  await expect(endless).rejects.toThrow(RulesUnavailable);
  await next;
  expect([rogue.turn, tally.turn, thread.counts.timedOut]).toEqual([0, 1, 1]);
  expect(log.lines.at(-1)).toMatchObject({ level: 'error', message: 'the rules of a turn game took too long' });
});

it('asks once more after a crash, and gives up after the second', async () => {
  const thread = threadOf();
  writeFileSync(marker, '');
  const rogue = await rogueOf(thread);
  await rogue.run(ordering('crash'));
  expect([rogue.turn, existsSync(marker), thread.counts.crashed]).toEqual([1, false, 1]);
  await expect(rogue.run(ordering('always-crash'))).rejects.toThrow(/ended twice over the same job/);
  expect([rogue.turn, thread.counts.crashed]).toEqual([1, 3]);
  await rogue.run([]);
  expect(rogue.turn).toBe(2);
});

it('passes on what the rules threw, as no lack of an answer', async () => {
  const error: unknown = await Promise.resolve(remoteRules(tallyTurns, threadOf()).load(match, 'AAAA').hash()).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(RulesUnavailable);
});

it('refuses one job more than may wait, and all when it stops', async () => {
  const thread = threadOf({ mostWaiting: 2 });
  const rogue = remoteRules(rogueTurns, thread).load(match, 'AAAA');
  const asked = [1, 2, 3].map(() => Promise.resolve(rogue.view(1)).catch((error: unknown) => error));
  expect(await asked[2]).toMatchObject({ code: 'overloaded', message: expect.stringMatching(/too many turns/) });
  await thread.stop();
  expect(await asked[0]).toMatchObject({ message: 'the server is about to stop' });
  await expect(Promise.resolve(rogue.view(1))).rejects.toThrow('about to stop');
});

it('says why games can’t be loaded, and tries again for whoever asks later', async () => {
  const thread = threadOf({ module: new URL('./kernel-rules.ts', import.meta.url) });
  for (let times = 0; times < 2; times++) await expect(rogueOf(thread)).rejects.toThrow(/exports no list turnGames/);
});

/** Real-time, and of nothing but ticks. */
const beat = defineGame({
  name: 'beat',
  version: 1,
  state: { taken: { by: seat } },
  setup() {},
  commands: {},
});

it('leaves rooms their ticks while a turn runs that only ends once they have ticked', { timeout: 20_000 }, async () => {
  const hosted = { game: beat, hz: 60, seats: { default: 1, max: 1 }, fillWithBots: false };
  const live = await new LiveServer({
    games: [hosted],
    turnGames: [tallyTurns, rogueTurns],
    turnsModule: module,
  }).start();
  try {
    const room = live.running.host.arrange({ game: 'beat', settings: '', seats: ['nobody'] });
    const { sessionToken: token } = await live.guest();
    const input = { game: 'rogue', title: 'Rogue', seats: 1, turnMs: 600_000 };
    const { id } = (await live.call('createTurnGame', { token, input })).body;
    const orders = JSON.stringify([{ name: 'wait', args: {} }]);
    const submitted = live.call('submitOrders', { token, input: { id, turn: 1, orders } });
    await vi.waitFor(() => expect(live.running.services.turns.thread!.waiting).toBe(1), { timeout: 5000 });
    const from = room.machine.tick;
    await vi.waitFor(() => expect(room.machine.tick).toBeGreaterThan(from + 20), { timeout: 5000 });
    writeFileSync(marker, '');
    expect((await submitted).status).toBe(200);
    expect((await live.call('turnGame', { token, input: { id } })).body).toMatchObject({ turn: 2, phase: 'planning' });
  } finally {
    writeFileSync(marker, '');
    await live.stop();
  }
});
