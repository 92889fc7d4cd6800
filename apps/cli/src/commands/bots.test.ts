import { closeCodes } from '@rubato/protocol';
import { startServer } from '@rubato/server';
import type { RunningServer, ServerConfig } from '@rubato/server';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostedGames } from '../games.ts';
import { call, callJson } from '../testing/call.ts';
import { closingServer } from '../testing/closing-server.ts';
import { freshFolder } from '../testing/folder.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../../packages/server/src/http/fixtures/${name}`, import.meta.url));
const certificate = fixture('test-only-cert.pem');

const start = (config: Partial<ServerConfig> = {}): Promise<RunningServer> =>
  startServer({
    games: hostedGames,
    config: { port: 0, adminPort: 0, data: freshFolder(afterAll), commitMs: 20, sync: 'normal', ...config },
  });

let server: RunningServer;
let secure: RunningServer;
beforeAll(async () => {
  server = await start();
  secure = await start({ tlsCert: certificate, tlsKey: fixture('test-only-key.pem') });
});
afterAll(async () => {
  await server.stop();
  await secure.stop();
});

const bots = (...words: string[]) => call(['bots', '--seconds', '1', ...words], { directory: freshFolder() });
const botsJson = (...words: string[]) => callJson(['bots', '--seconds', '1', ...words], { directory: freshFolder() });

/** A port where nobody listens. */
async function deadUrl(): Promise<string> {
  const held = createServer();
  await new Promise<void>((done) => void held.listen(0, '127.0.0.1', done));
  const { port } = held.address() as AddressInfo;
  await new Promise<void>((done) => void held.close(() => done()));
  return `ws://127.0.0.1:${port}`;
}

const pause = (ms: number): Promise<void> => new Promise((done) => void setTimeout(done, ms));

type Room = RunningServer['host']['lobby']['rooms'] extends ReadonlyMap<string, infer R> ? R : never;

/** The room, other than the one before, that both players are in. */
async function filled({ host }: RunningServer, before?: Room): Promise<Room> {
  const find = () => [...host.lobby.rooms.values()].find((room) => room !== before && room.summary.players === 2);
  await expect.poll(find, { timeout: 20_000 }).toBeDefined();
  return find()!;
}

/** Two players who go on until they are told to end. */
function untilEnded({ socketUrl }: RunningServer) {
  let end = (): void => {};
  const reported = callJson(['bots', '--url', socketUrl, '--clients', '2', '--seconds', '3600'], {
    directory: freshFolder(),
    interrupt: (press) => void (end = press),
  });
  return { reported, end: () => end() };
}

interface Reports {
  readonly players: readonly Readonly<Record<string, number | string>>[];
  readonly hashesChecked: number;
}

describe('bots', () => {
  it('reports what each player saw, and that all saw what the server has', async () => {
    const { code, value, err } = await botsJson('--url', server.socketUrl, '--clients', '4', '--seconds', '2');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const number = expect.any(Number);
    expect(value).toEqual({
      url: server.socketUrl,
      game: 'arena',
      clients: 4,
      seconds: number,
      rooms: 1,
      snapshotsPerSecond: number,
      rttMs: number,
      bytesInPerSecond: number,
      bytesOutPerSecond: number,
      corrections: number,
      predictionsChecked: number,
      hashesChecked: number,
      hashesWrong: 0,
      players: [1, 2, 3, 4].map((each) => ({
        name: `Bot ${each}`,
        room: expect.stringMatching(/^[a-z2-9]{16}$/),
        seat: number,
        state: 'playing',
        matches: 1,
        snapshotsPerSecond: number,
        rttMs: number,
        jitterMs: number,
        corrections: number,
        predictionsChecked: number,
        earlinessMs: number,
        discarded: number,
        bytesInPerSecond: number,
        bytesOutPerSecond: number,
        hashesChecked: number,
        hashesWrong: 0,
        reconnects: 0,
      })),
    });
    const { players, hashesChecked } = value as unknown as Reports;
    expect(new Set(players.map(({ seat }) => seat)).size).toBe(4);
    expect(hashesChecked).toBeGreaterThan(0);
    for (const { snapshotsPerSecond, bytesInPerSecond, bytesOutPerSecond } of players)
      for (const rate of [snapshotsPerSecond, bytesInPerSecond, bytesOutPerSecond]) expect(rate).toBeGreaterThan(0);
  });

  it('prints a table, and one line about all', async () => {
    const { code, out } = await bots('--url', server.socketUrl, '--clients', '2');
    expect(code).toBe(0);
    const [title, , header, first, second, , summary] = out.split('\n');
    expect(title).toBe(`2 players of arena on ${server.socketUrl} for 1 s …`);
    expect(header!.split(/  +/)).toEqual([
      'player', 'seat', 'state', 'snaps/s', 'rtt ms', 'corrected', 'in', 'out', 'hashes',
    ]); // prettier-ignore
    expect(first).toMatch(/^Bot 1 +\d +playing .* agree$/);
    expect(second).toMatch(/^Bot 2 +\d +playing .* agree$/);
    expect(summary).toMatch(
      /^2 players in 1 room: [\d.]+ snaps\/s, rtt [\d.]+ ms, \d+\/\d+ corrected, (\d+)\/\1 hashes agree$/,
    );
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(82);
  });

  it('takes the server from environment and file, too', async () => {
    const environment = { RUBATO_URL: server.socketUrl };
    const { code, out } = await call(['bots', '--clients', '1', '--seconds', '1'], {
      directory: freshFolder(),
      environment,
    });
    expect(code).toBe(0);
    expect(out).toContain(`1 player of arena on ${server.socketUrl}`);
  });

  it('ends early at Ctrl+C, with the report', async () => {
    const before = performance.now();
    const { code, value } = await callJson(['bots', '--url', server.socketUrl, '--clients', '1', '--seconds', '3600'], {
      directory: freshFolder(),
      interrupt: (press) => void setTimeout(press, 300),
    });
    expect({ code, value }).toMatchObject({ code: 0, value: { players: [{ name: 'Bot 1' }] } });
    expect((value as unknown as { seconds: number }).seconds).toBeLessThan(30);
    expect(performance.now() - before).toBeLessThan(30_000);
  });

  it('plays the next match when one is over, and counts both', async () => {
    const own = await start();
    try {
      const { reported, end } = untilEnded(own);
      const first = await filled(own);
      first.close('ended', 'The match is over.');
      await filled(own, first);
      await pause(300);
      end();
      const { code, value } = await reported;
      expect({ code, value }).toMatchObject({ code: 0, value: { players: [{ matches: 2 }, { matches: 2 }] } });
      expect((value as unknown as Reports).players.map(({ state }) => state)).toEqual(['playing', 'playing']);
    } finally {
      await own.stop();
    }
  });

  it('exits with 4 when nobody answers, and says what to do', async () => {
    const url = await deadUrl();
    const { code, out, err } = await bots('--url', url, '--clients', '3');
    expect({ code, out }).toEqual({ code: 4, out: '' });
    expect(err).toBe(
      `error: ${url} does not answer: nobody listens there: rubato serve starts a server, --url names another\n`,
    );
    expect((await botsJson('--url', url)).error).toMatchObject({ exitCode: 4 });
  });

  it('waits for a server that is about to come', async () => {
    const port = Number(new URL(await deadUrl()).port);
    const waiting = botsJson('--url', `ws://127.0.0.1:${port}`, '--clients', '1', '--wait', '30');
    await pause(300);
    const late = await start({ port });
    try {
      expect(await waiting).toMatchObject({ code: 0, value: { players: [{ state: 'playing' }] } });
    } finally {
      await late.stop();
    }
  });

  it('exits with 4, after the report, when the server goes away', async () => {
    const brief = await start();
    const { reported, end } = untilEnded(brief);
    await filled(brief);
    await pause(100);
    await brief.stop();
    await pause(300);
    end();
    const { code, value, error } = await reported;
    expect({ code, value }).toMatchObject({ code: 4, value: { players: [{ state: 'reconnecting' }, {}] } });
    expect(error!.error).toBe('2 of 2 players lost the server');
  });

  it('exits with 5 when the server does not know the token it was given', async () => {
    const environment = { RUBATO_TOKEN: 'made-up' };
    const words = ['bots', '--url', server.socketUrl, '--clients', '1', '--seconds', '1'];
    const { code, out, err } = await call(words, { directory: freshFolder(), environment });
    expect({ code, out }).toEqual({ code: 5, out: '' });
    expect(err).toContain('(4003)');
  });

  it('exits with 5 at the close code that says so, whoever sends it', async () => {
    const { code, meaning } = closeCodes.notAuthorised;
    const url = await closingServer(code, meaning);
    expect(await botsJson('--url', url, '--clients', '1')).toMatchObject({
      code: 5,
      error: { exitCode: 5, error: `${meaning} (4003)` },
    });
  });

  it.each([
    [closeCodes.versionRefused, 1],
    [closeCodes.originRefused, 1],
    [closeCodes.serverFull, 4],
  ])('tells a refusal from a bad line: %j is %i', async ({ code, meaning }, exitCode) => {
    const { code: left, error } = await botsJson('--url', await closingServer(code, meaning), '--clients', '1');
    expect(left).toBe(exitCode);
    expect(error!.error).toContain(meaning);
  });

  it('exits with 1 when the server has no such game or region, in its words', async () => {
    const { code, error } = await botsJson('--url', server.socketUrl, '--region', 'nowhere', '--clients', '1');
    expect(code).toBe(1);
    expect(error!.error).toContain('nowhere');
  });

  it('speaks TLS to a server whose certificate --ca vouches for', async () => {
    const { code, value } = await botsJson('--url', secure.socketUrl, '--clients', '1', '--ca', certificate);
    expect({ code, value }).toMatchObject({ code: 0, value: { url: expect.stringMatching(/^wss:/) } });
  });

  it('does not trust a certificate that nobody vouches for, and says how to', async () => {
    const { code, err } = await bots('--url', secure.socketUrl, '--clients', '1');
    expect(code).toBe(4);
    expect(err).toMatch(/does not answer: its? .*certificate.*: --ca FILE trusts/);
    expect(await bots('--url', secure.socketUrl, '--ca', 'none.pem')).toMatchObject({
      code: 2,
      err: 'error: none.pem cannot be read: there is no such file; --ca takes a PEM file\n',
    });
  });

  it('says what is wrong with the call', async () => {
    expect((await bots('--game', 'polo')).err).toBe('error: there is no game called polo; this build has arena\n');
    expect(await bots('--url', 'http://here')).toMatchObject({ code: 2, err: expect.stringContaining('--url: url') });
    for (const [flag, value] of [
      ['--clients', '501'],
      ['--seconds', '0'],
      ['--wait', '61'],
    ] as const)
      expect(await bots(flag, value)).toMatchObject({
        code: 2,
        err: expect.stringContaining('must be a whole number'),
      });
  });
});
