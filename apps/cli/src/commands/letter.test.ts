import {
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { call, callJson } from '../testing/call.ts';
import { freshFolder } from '../testing/folder.ts';

interface Status {
  readonly phase: string;
  readonly turn: number | null;
  readonly yourTurn: boolean;
  readonly waitingFor: readonly string[];
  readonly taken?: number;
  readonly ran?: readonly number[];
  readonly sent?: number;
}

/** A player with a folder of their own. */
class Someone {
  readonly name: string;
  readonly directory: string;
  constructor(name: string, root: string) {
    this.name = name;
    this.directory = join(root, name);
    mkdirSync(this.directory);
  }
  run(...words: readonly string[]) {
    return call(['letter', ...words], { directory: this.directory });
  }
  async json(...words: readonly string[]): Promise<Status> {
    const { code, value, err } = await callJson(['letter', ...words], { directory: this.directory });
    if (code !== 0) throw new Error(`${code}: ${err}`);
    return value as unknown as Status;
  }
  async card(root: string): Promise<void> {
    const { out } = await this.run('keys', '--player', this.name);
    writeFileSync(join(root, `${this.name}.card`), out);
  }
}

let root: string;
let clean: () => void;
beforeAll(() => {
  root = freshFolder((end) => (clean = end));
});
afterAll(() => clean());

describe('rubato letter, two players and a shared folder', () => {
  let ada: Someone;
  let ben: Someone;
  const shared = () => join(root, 'shared');
  beforeAll(async () => {
    ada = new Someone('ada', root);
    ben = new Someone('ben', root);
    mkdirSync(shared());
    for (const who of [ada, ben]) await who.card(root);
  });
  const bring = async (who: Someone) => {
    await who.json('send', 'm.tribal', '--courier', shared());
    return who.json('fetch', 'm.tribal', '--courier', shared());
  };

  it('keeps keys from everyone else’s eyes, and refuses those that others could read', async () => {
    const path = join(ada.directory, 'rubato-keys.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(root, 'ada.card'), 'utf8')).not.toContain('rivate');
    chmodSync(path, 0o644);
    const refused = await ada.run('new', 'm.tribal', '--with', join(root, 'ben.card'));
    expect(refused).toMatchObject({ code: 5, err: expect.stringContaining('chmod 600') });
    chmodSync(path, 0o600);
  });

  it('begins when both have signed', async () => {
    const made = await ada.json('new', 'm.tribal', '--with', join(root, 'ben.card'), '--setting', 'turnLimit=1');
    expect(made).toMatchObject({ phase: 'signing', waitingFor: ['ben'] });
    expect((await ada.run('new', 'm.tribal', '--with', join(root, 'ben.card'))).code).toBe(2);
    expect(await ada.run('submit', 'm.tribal', '--bot')).toMatchObject({ code: 1 });
    await ada.json('send', 'm.tribal', '--courier', shared());
    expect(await ben.json('fetch', 'm.tribal', '--courier', shared())).toMatchObject({ phase: 'signing' });
    expect(await ben.json('sign', 'm.tribal')).toMatchObject({ phase: 'planning', turn: 1, yourTurn: true });
    await ben.json('send', 'm.tribal', '--courier', shared());
    expect(await ada.json('fetch', 'm.tribal', '--courier', shared())).toMatchObject({
      phase: 'planning',
      yourTurn: true,
    });
  });

  it('refuses what the rules refuse before it is signed, and plans', async () => {
    const bad = join(ada.directory, 'bad.json');
    writeFileSync(bad, '[{"name":"Fly","args":{}}]');
    expect(await ada.run('plan', 'm.tribal', '--orders', bad)).toMatchObject({ code: 1 });
    writeFileSync(bad, '{"name":"Fly"}');
    expect(await ada.run('plan', 'm.tribal', '--orders', bad)).toMatchObject({ code: 2 });
    expect(await ada.run('submit', 'm.tribal')).toMatchObject({ code: 2 });
    expect(await ada.json('plan', 'm.tribal', '--bot')).toMatchObject({ yourTurn: true });
    expect(await ada.json('submit', 'm.tribal')).toMatchObject({ yourTurn: false, waitingFor: ['ben', 'ada'] });
    expect(await ada.run('submit', 'm.tribal', '--bot')).toMatchObject({
      code: 1,
      err: expect.stringContaining('nobody may'),
    });
    expect(statSync(join(ada.directory, 'm.tribal.desk')).mode & 0o777).toBe(0o600);
  });

  it('plays a turn: commitments first, then sheets, then both have the same record', async () => {
    expect(await ada.run('simulate', 'm.tribal')).toMatchObject({
      code: 1,
      err: expect.stringContaining('waiting for ben'),
    });
    await ben.json('submit', 'm.tribal', '--bot');
    // Commitments, then sheets: what a fetch makes due goes out with the next send.
    for (const who of [ada, ben, ada, ben]) await bring(who);
    expect(await bring(ada)).toMatchObject({ phase: 'ended' });
    expect(await bring(ben)).toMatchObject({ phase: 'ended' });
    for (const who of [ada, ben])
      expect(await who.run('verify', 'm.tribal')).toMatchObject({
        code: 0,
        out: expect.stringContaining('OK: 1 turns'),
      });
    const { out } = await ada.run('open', 'm.tribal', '--turn', '1');
    expect(JSON.parse(out)).toMatchObject({ turn: 1, view: expect.objectContaining({ battle: expect.anything() }) });
    expect(await ada.run('submit', 'm.tribal', '--bot')).toMatchObject({ code: 1 });
  });

  it('names forgery with 3, and recovers a file that was cut short', async () => {
    const path = join(ada.directory, 'm.tribal');
    const cut = join(ada.directory, 'cut.tribal');
    copyFileSync(path, cut);
    truncateSync(cut, Math.floor(statSync(path).size * 0.9));
    expect(await ada.run('verify', 'cut.tribal')).toMatchObject({ code: 3 });
    const found = await ada.run('recover', 'cut.tribal', '--out', 'back.tribal');
    expect(found).toMatchObject({ code: 0, out: expect.stringMatching(/Recovered up to turn \d/) });
    expect(existsSync(join(ada.directory, 'back.tribal'))).toBe(true);
    expect(await ada.run('verify', 'none.tribal')).toMatchObject({ code: 2 });
  });

  it('encrypts for a player, whom alone it opens to', async () => {
    await ada.json('encrypt', 'm.tribal', '--out', '../m.secret', '--for', join(root, 'ben.card'));
    expect(await ada.run('decrypt', '../m.secret', '--out', 'mine.tribal')).toMatchObject({ code: 5 });
    await ben.json('decrypt', '../m.secret', '--out', 'his.tribal');
    expect(await ben.run('verify', 'his.tribal')).toMatchObject({ code: 0 });
    expect(await ada.run('encrypt', 'm.tribal', '--out', 'x')).toMatchObject({ code: 2 });
  });

  it('says what is wrong with a courier', async () => {
    expect(await ada.run('send', 'm.tribal')).toMatchObject({ code: 2, err: expect.stringContaining('--courier') });
    const file = join(ada.directory, 'courier.json');
    writeFileSync(file, '{"kind":"pigeon"}');
    expect(await ada.run('send', 'm.tribal', '--courier', file)).toMatchObject({
      code: 2,
      err: expect.stringContaining('pigeon'),
    });
    writeFileSync(file, '{"kind":"s3","endpoint":"http://127.0.0.1:9","bucket":"b","region":"r","accessKeyId":"k"}');
    expect(await ada.run('fetch', 'm.tribal', '--courier', file)).toMatchObject({
      code: 5,
      err: expect.stringContaining('RUBATO_S3_SECRET'),
    });
    const environment = { RUBATO_S3_SECRET: 's' };
    const unreachable = await call(['letter', 'fetch', 'm.tribal', '--courier', file], {
      directory: ada.directory,
      environment,
    });
    expect(unreachable.code).toBe(4);
  });
});

describe('rubato letter by hand and with a referee', () => {
  it('files alone carry a match: each takes the letters out of the other’s', async () => {
    const place = join(root, 'hand');
    mkdirSync(place);
    const [ada, ben] = [new Someone('ada', place), new Someone('ben', place)];
    for (const who of [ada, ben]) await who.card(place);
    await ada.json('new', 'm.tribal', '--with', join(place, 'ben.card'));
    await ben.json('fetch', 'm.tribal', '--from', '../ada/m.tribal');
    await ben.json('sign', 'm.tribal');
    await ada.json('fetch', 'm.tribal', '--from', '../ben/m.tribal');
    for (const who of [ada, ben]) await who.json('submit', 'm.tribal', '--bot');
    await ada.json('fetch', 'm.tribal', '--from', '../ben/m.tribal');
    expect(await ben.json('fetch', 'm.tribal', '--from', '../ada/m.tribal')).toMatchObject({ ran: [1], turn: 2 });
  });

  it.each(['escrow', 'host'])('a referee watches over a match of two bots to its end, in %s mode', async (mode) => {
    const place = join(root, mode);
    mkdirSync(join(place, 'post'), { recursive: true });
    const all = ['ada', 'ben', 'judge'].map((name) => new Someone(name, place));
    const [ada, ben, judge] = all as [Someone, Someone, Someone];
    for (const who of all) await who.card(place);
    const cards = ['ada', 'ben'].flatMap((name) => ['--with', join(place, `${name}.card`)]);
    await judge.json('new', 'm.tribal', '--mode', mode, '--observe', ...cards, '--setting', 'turnLimit=2');
    await judge.json('send', 'm.tribal', '--courier', '../post');
    for (const who of [ada, ben]) {
      await who.json('fetch', 'm.tribal', '--courier', '../post');
      await who.json('sign', 'm.tribal');
    }
    const watching = ['watch', 'm.tribal', '--courier', '../post', '--poll', '1'];
    const ended = await Promise.all([
      judge.json(...watching),
      ada.json(...watching, '--bot'),
      ben.json(...watching, '--bot'),
    ]);
    for (const status of ended) expect(status).toMatchObject({ phase: 'ended' });
    for (const who of mode === 'host' ? [judge] : all)
      expect(await who.run('verify', 'm.tribal')).toMatchObject({
        code: 0,
        out: expect.stringContaining('OK: 2 turns'),
      });
  });
});
