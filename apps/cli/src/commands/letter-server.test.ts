/** `rubato letter push | claim | pull`: a battle of Tactics between a running server and files. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApi, type Api } from '@rubato/client';
import { openMatch, openTribal, WebLetterCrypto } from '@rubato/letters';
import { startServer, type RunningServer } from '@rubato/server';
import { tacticsLetters } from '@rubato/tactics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, callJson } from '../testing/call.ts';
import { freshFolder } from '../testing/folder.ts';
import { turnGames } from '../turn-games.ts';

const PASSWORD = 'correct horse battery';

let root: string;
let clean: () => void;
let server: RunningServer;
beforeAll(async () => {
  root = freshFolder((end) => (clean = end));
  const config = { data: join(root, 'data'), port: 0, adminPort: 0, sync: 'normal' as const };
  server = await startServer({ games: [], turnGames, config });
});
afterAll(async () => {
  await server.stop();
  clean();
});

/** Somebody with a folder, keys, and an account on the server. */
class Someone {
  readonly name: string;
  readonly directory: string;
  readonly api: Api = createApi({ baseUrl: server.url });
  constructor(name: string) {
    this.name = name;
    this.directory = join(root, name);
  }
  async begin(): Promise<this> {
    mkdirSync(this.directory);
    await this.api.register({ username: this.name, password: PASSWORD });
    await this.run('keys', '--player', this.name);
    writeFileSync(join(this.directory, 'none.json'), '[]');
    return this;
  }
  get options() {
    return { directory: this.directory, environment: { RUBATO_SERVER_PASSWORD: PASSWORD } };
  }
  run(...words: readonly string[]) {
    return call(['letter', ...words], this.options);
  }
  atServer(...words: readonly string[]) {
    return callJson(['letter', ...words, '--server', server.url, '--user', this.name], this.options);
  }
  async json(...words: readonly string[]) {
    const { code, value, err } = await callJson(['letter', ...words], this.options);
    if (code !== 0) throw new Error(`${code}: ${err}`);
    return value as unknown;
  }
}

const hashesAt = async (id: string) =>
  (await server.services.database.query('select hash from turn_record where game_id = ? order by turn', [id])).rows.map(
    ({ hash }) => hash as string,
  );

const hashIn = async (path: string) => {
  const { match } = await openMatch(openTribal(readFileSync(path)), tacticsLetters, new WebLetterCrypto());
  return match.machine.hash();
};

describe('a battle between a server and files', () => {
  let ada: Someone;
  let ben: Someone;
  let id: string;
  const turnAt = async (game: string, turn: number) => {
    for (const who of [ada, ben]) await who.api.submitOrders({ id: game, turn, orders: '[]' });
  };
  beforeAll(async () => {
    [ada, ben] = [await new Someone('ada').begin(), await new Someone('ben').begin()];
    ({ id } = await ada.api.createTurnGame({
      game: 'tactics',
      title: 'There and back',
      settings: JSON.stringify({ turnLimit: 9 }),
      seats: 2,
      turnMs: 3_600_000,
    }));
    await ben.api.joinTurnGame({ id });
    await turnAt(id, 1);
  });

  it('leaves with the agreement of everybody, and goes on by hand', async () => {
    expect(await ada.atServer('pull', id, 'm.tribal')).toMatchObject({
      code: 1,
      error: { error: expect.stringContaining('seat 2 has left no card') as string },
    });
    expect(await ben.atServer('pull', id, 'm.tribal')).toMatchObject({ code: 0, value: { turn: 1, file: 'm.tribal' } });
    expect(await ada.atServer('pull', id, 'm.tribal')).toMatchObject({ code: 0, value: { turn: 1 } });
    expect(await ada.atServer('pull', id, 'm.tribal')).toMatchObject({ code: 2 });
    expect(readFileSync(join(ada.directory, 'm.tribal'))).toEqual(readFileSync(join(ben.directory, 'm.tribal')));
    for (const who of [ada, ben]) await who.json('sign', 'm.tribal');
    await ada.json('fetch', 'm.tribal', '--from', '../ben/m.tribal');
    await ben.json('fetch', 'm.tribal', '--from', '../ada/m.tribal');
    for (const who of [ada, ben]) await who.json('submit', 'm.tribal', '--orders', 'none.json');
    await ada.json('fetch', 'm.tribal', '--from', '../ben/m.tribal');
    expect(await ben.json('fetch', 'm.tribal', '--from', '../ada/m.tribal')).toMatchObject({ ran: [2], turn: 3 });
    // What the server ran stays in the file, also when it was recovered.
    await ben.json('recover', 'm.tribal', '--out', 'back.tribal');
    for (const file of ['m.tribal', 'back.tribal'])
      expect(await ben.run('verify', file)).toMatchObject({ code: 0, out: 'OK: 2 turns, each played again\n' });
  });

  it('comes back with the same states, opens when both have claimed their seats, and leaves whole again', async () => {
    const path = join(ben.directory, 'm.tribal');
    const played = await hashesAt(id);
    const eve = await new Someone('eve').begin();
    const pushed = await callJson(['letter', 'push', path, '--server', `${server.url}/`]);
    expect(pushed.err).toBe('');
    const { id: next } = pushed.value as unknown as { id: string };
    expect(pushed).toMatchObject({ code: 0, value: { turn: 3, link: `${server.url}/tactics/${next}` } });
    expect(await hashesAt(next)).toEqual([...played, await hashIn(path)]);
    expect(await eve.atServer('claim', next)).toMatchObject({ code: 1 });
    expect(await eve.atServer('claim', id)).toMatchObject({ code: 1 });
    for (const who of [ada, ben]) expect(await who.atServer('claim', next)).toMatchObject({ code: 0 });
    await turnAt(next, 3);
    const again = ['m3.tribal', '--mode', 'peer'];
    expect(await ada.atServer('pull', next, ...again)).toMatchObject({ code: 1 });
    for (const who of [ben, ada]) expect(await who.atServer('pull', next, ...again)).toMatchObject({ code: 0 });
    const { opening } = openTribal(readFileSync(join(ada.directory, 'm3.tribal'))).genesis.genesis;
    expect(opening?.turn).toBe(3);
    expect(await ada.run('verify', 'm3.tribal')).toMatchObject({
      code: 0,
      out: expect.stringContaining('OK: 3 turns'),
    });
  });

  it('takes the computer’s seat along, which plays on without anybody’s keys, there and back', async () => {
    const { id: solo } = await ada.api.createTurnGame({
      game: 'tactics',
      title: 'Against the computer',
      settings: JSON.stringify({ turnLimit: 9 }),
      seats: 2,
      turnMs: 3_600_000,
    });
    await ben.api.joinTurnGame({ id: solo });
    await turnAt(solo, 1);
    await ben.api.resignTurnGame({ id: solo });
    expect(await ada.atServer('pull', solo, 'solo.tribal')).toMatchObject({ code: 0, value: { turn: 1 } });
    await ada.json('sign', 'solo.tribal');
    expect(await ada.json('submit', 'solo.tribal', '--bot')).toMatchObject({ turn: 3 });
    expect(await ada.json('status', 'solo.tribal')).toMatchObject({ yourTurn: true, waitingFor: ['ada'] });
    expect(await ada.run('verify', 'solo.tribal')).toMatchObject({
      code: 0,
      out: 'OK: 2 turns, each played again\n',
    });
    const path = join(ada.directory, 'solo.tribal');
    const pushed = await callJson(['letter', 'push', path, '--server', server.url]);
    const { id: next } = pushed.value as unknown as { id: string };
    await ada.api.submitOrders({ id: next, turn: 3, orders: '[]' });
    expect(await ada.api.turnGame({ id: next })).toMatchObject({ turn: 4, seats: [{}, { by: 'ai' }] });
    expect(await hashesAt(next)).toEqual(expect.arrayContaining([await hashIn(path)]));
    const rows = await server.services.database.query('select sheets from turn_record where game_id = ?', [next]);
    // Turn 1 had two empty sheets; what the computer orders is long enough to be deflated, whoever ran the turn.
    expect(rows.rows.map(({ sheets }) => (sheets as string).slice(0, 2))).toEqual(['[{', '2.', '2.']);
    expect(await ada.atServer('pull', next, 'solo3.tribal')).toMatchObject({ code: 0, value: { turn: 3 } });
    expect(await ada.run('verify', 'solo3.tribal')).toMatchObject({ code: 0 });
  });

  it('says what is wrong, by the exit codes of all commands', async () => {
    const path = join(ben.directory, 'm.tribal');
    const forged = join(root, 'forged.tribal');
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(forged, bytes);
    const at = ['--server', server.url];
    expect((await call(['letter', 'push', forged, ...at])).code).toBe(3);
    expect((await call(['letter', 'push', 'nowhere.tribal', ...at])).code).toBe(2);
    expect((await call(['letter', 'push', path, '--server', 'ftp://x'])).code).toBe(2);
    expect((await call(['letter', 'push', path])).code).toBe(2);
    expect((await call(['letter', 'push', path, '--server', 'http://127.0.0.1:9'])).code).toBe(4);
    const strange = { environment: { RUBATO_TOKEN: 'made-up' } };
    expect((await call(['letter', 'push', path, ...at], strange)).code).toBe(5);
    const wrong = { directory: ada.directory, environment: { RUBATO_SERVER_PASSWORD: 'wrong horse battery' } };
    expect((await call(['letter', 'claim', id, ...at, '--user', 'ada'], wrong)).code).toBe(5);
    expect(await ada.run('claim', id, ...at)).toMatchObject({ code: 5, err: expect.stringContaining('RUBATO_TOKEN') });
    expect(existsSync(join(ada.directory, 'x.tribal'))).toBe(false);
  });
});
