import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lanUrls } from '../lan.ts';
import { call, callJson } from '../testing/call.ts';
import { Child, serve } from '../testing/child.ts';
import { freshFolder } from '../testing/folder.ts';

/** Holds a port of 127.0.0.1 until the test ends; it may be held by somebody else already. */
async function hold(port: number): Promise<number> {
  const held = createServer();
  await new Promise<void>((done) => {
    held.once('error', () => done());
    held.listen(port, '127.0.0.1', done);
  });
  onTestFinished(() => new Promise<void>((done) => void (held.listening ? held.close(() => done()) : done())));
  return (held.address() as AddressInfo | null)?.port ?? port;
}

const bots = (url: string) =>
  callJson(['bots', '--url', url, '--clients', '2', '--seconds', '1'], { directory: freshFolder() });

interface Room {
  readonly id: string;
  readonly status: string;
  readonly epoch: number;
}

const roomsOf = async (data: string): Promise<readonly Room[]> => {
  const { code, value } = await callJson(['rooms', '--data', data]);
  expect(code).toBe(0);
  return value!;
};

describe('serve', () => {
  it('says where it is, where its data is and what to do next, and stops at Ctrl+C with 0', async () => {
    const directory = freshFolder();
    const child = new Child(['serve', '--port', '0', '--admin-port', '0'], { directory });
    await child.printed(/stops;.*\n/);
    expect(child.out).toMatch(/^ {2}Rubato is running\.$/m);
    const url = /^ {2}Server +(http:\/\/127\.0\.0\.1:\d+)$/m.exec(child.out)![1]!;
    expect(child.out).toContain(`  Data     ${join(directory, 'data')}\n`);
    expect(child.out).toMatch(/^ {2}Metrics +http:\/\/127\.0\.0\.1:\d+\/metrics$/m);
    expect(child.out).toContain(`npx rubato bots --url ${url.replace('http', 'ws')}\n`);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    child.kill('SIGINT');
    expect(await child.ended).toBe(0);
    expect(child.out).toMatch(/Stopping …\n {2}Stopped; no room is open\.\n$/);
    expect(readdirSync(join(directory, 'data'))).not.toContain('server.pid');
  });

  it('goes on with its rooms after a stop, and after kill -9; the journals are readable all the while', async () => {
    const data = join(freshFolder(), 'demo');
    const first = await serve(data);
    expect(first.facts).toMatchObject({ data, resumedRooms: 0, pid: first.child.pid, page: false, lanUrls: [] });
    expect((await bots(first.facts.socketUrl)).code).toBe(0);

    // Beside the running server.
    const [room] = await roomsOf(data);
    expect(room).toMatchObject({ status: 'open', epoch: 1 });
    const running = await callJson(['replay', room!.id, '--data', data]);
    expect(running).toMatchObject({ code: 0, value: { room: room!.id, status: 'open' } });

    // One server per directory.
    const second = await call(['serve', '--data', data, '--port', '0', '--admin-port', '0']);
    expect(second).toMatchObject({ code: 1, out: '' });
    expect(second.err).toContain(`${data} is in use by process ${first.child.pid}; stop it, or start this server with`);

    // Right after kill -9 everything is in SQLite's own log.
    first.child.kill('SIGKILL');
    expect(await first.child.ended).toBe('SIGKILL');
    expect(existsSync(join(data, 'journal.db-wal'))).toBe(true);
    expect(await roomsOf(data)).toMatchObject([{ id: room!.id, status: 'open', epoch: 1 }]);
    const file = join(data, '..', 'killed.journal');
    const killed = await callJson(['replay', room!.id, '--data', data, '--export', file]);
    expect(killed.code).toBe(0);
    expect((killed.value as unknown as { turns: number }).turns).toBeGreaterThanOrEqual(
      (running.value as unknown as { turns: number }).turns,
    );
    expect((await call(['verify', file])).code).toBe(0);

    const third = await serve(data);
    expect(third.facts.resumedRooms).toBe(1);
    expect(await roomsOf(data)).toMatchObject([{ id: room!.id, epoch: 2 }]);
    expect((await bots(third.facts.socketUrl)).value).toMatchObject({ rooms: 1, players: [{ room: room!.id }, {}] });
    third.child.kill('SIGTERM');
    expect(await third.child.ended).toBe(0);

    const fourth = new Child(['serve', '--data', data, '--port', '0', '--admin-port', '0']);
    await fourth.printed(/^ {11}1 room resumed$/m);
    fourth.kill('SIGTERM');
    expect(await fourth.ended).toBe(0);
    expect(fourth.out).toContain('Stopped; 1 room will go on at the next start.');
    // What was killed in between is one journal still, through every life of the room.
    const whole = await callJson(['replay', room!.id, '--data', data, '--export', file]);
    expect(whole).toMatchObject({ code: 0, value: { segments: 3 } });
    expect((await call(['verify', file])).code).toBe(0);
  }, 180_000);

  it('says which port it took when the default is busy, where others find it, and where the page is', async () => {
    await hold(8788);
    const web = freshFolder();
    writeFileSync(join(web, 'index.html'), '<title>Rubato</title>');
    const words = ['serve', '--host', '0.0.0.0', '--admin-port', '0', '--data', join(web, 'd')];
    const child = new Child(words, { environment: { RUBATO_WEB_BUILD: web } });
    await child.printed(/stops;.*\n/);
    const [, url, took] = /^ {2}Play +(http:\/\/127\.0\.0\.1:(\d+))$/m.exec(child.out)!;
    expect(took).not.toMatch(/^878[89]$/);
    expect(child.out).toContain(
      `  Note     port 8788 is in use, so this server took ${took}; choose one with --port\n`,
    );
    expect(child.out).toContain('Open the page in two windows');
    expect(await (await fetch(url!)).text()).toContain('<title>Rubato</title>');
    for (const other of lanUrls('0.0.0.0', url!)) expect(child.out).toContain(`${other}\n`);
    child.kill('SIGTERM');
    expect(await child.ended).toBe(0);
  });

  it('exits with 4 when the port that was chosen is busy, and leaves nothing locked', async () => {
    const port = await hold(0);
    const data = join(freshFolder(), 'd');
    const { code, err } = await call(['serve', '--data', data, '--port', `${port}`, '--admin-port', '0']);
    expect(code).toBe(4);
    expect(err).toMatch(new RegExp(`^error: port ${port} on 127.0.0.1 is in use by another program; .*--port$`, 'm'));
    const again = await callJson(['serve', '--data', data, '--port', '0', '--admin-port', `${port}`]);
    expect(again.error).toMatchObject({ exitCode: 4, error: expect.stringContaining('--admin-port') });
    expect(readdirSync(data)).not.toContain('server.pid');
  });

  it('exits with 4 when what it shares with other servers does not answer, and says which', async () => {
    const words = ['serve', '--port', '0', '--admin-port', '0', '--data', join(freshFolder(), 'd')];
    const bus = await callJson([...words, '--bus', 'redis://127.0.0.1:1']);
    expect(bus.error).toMatchObject({ exitCode: 4, error: expect.stringContaining('the bus at redis://127.0.0.1:1') });
    const database = await callJson([...words, '--database', 'postgres://127.0.0.1:1/x']);
    expect(database.error).toMatchObject({
      exitCode: 4,
      error: expect.stringContaining('PostgreSQL at 127.0.0.1:1'),
    });
  });

  it('refuses certificates that are none', async () => {
    const directory = freshFolder();
    writeFileSync(join(directory, 'c.pem'), 'no certificate');
    const words = ['serve', '--data', join(directory, 'd'), '--port', '0', '--admin-port', '0'];
    const cert = join(directory, 'c.pem');
    const { code, err } = await call([...words, '--tls-cert', cert, '--tls-key', cert]);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('no matching PEM certificate') });
    expect(await call([...words, '--tls-cert', cert])).toMatchObject({
      code: 2,
      err: expect.stringContaining('tlsKey is missing'),
    });
  });

  it('exits with 3 on a journal that is none, and says what to do', async () => {
    const data = join(freshFolder(), 'd');
    mkdirSync(data);
    writeFileSync(join(data, 'journal.db'), 'something else, long enough to be looked at twice'.repeat(90));
    const { code, err } = await call(['serve', '--data', data, '--port', '0', '--admin-port', '0']);
    expect(code).toBe(3);
    expect(err).toContain('restore a copy of it, or move it away to start empty');
  });
});
