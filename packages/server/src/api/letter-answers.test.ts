/** Each success and refusal that the routes of letters declare, on both databases. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { PARCEL_BYTES, type ApiRouteName } from '@rubato/protocol';
import {
  KEPT_PARCEL_MS,
  MOST_PARCEL_WAITS,
  MOST_PARCELS,
  MOST_PARCELS_OF_ONE,
  SEND_RATE,
  type Tokens,
} from '@rubato/services';
import { onBothDatabases } from '../../../../tools/provision/both-databases.ts';
import { answering } from './testing/answering.ts';

const names = ['sendParcel', 'parcels', 'parcel', 'dropParcel'] as const satisfies readonly ApiRouteName[];
const MATCH = 'ab'.repeat(32);

const parcel = (bytes: Buffer, match = MATCH) => ({
  name: `${match}/1/ada/order-${createHash('sha256').update(bytes).digest('hex')}`,
  bytes: bytes.toString('base64'),
});

onBothDatabases((databaseUrl) => {
  const { live, answers, call, code } = answering(databaseUrl);

  const listed = async (token: string, query = '') =>
    ((await call(token, 'parcels', {}, query))['parcels'] as { id: string; name: string }[]).map(({ name }) => name);
  const of = (name: string) => `?name=${encodeURIComponent(name)}`;

  test('a parcel from being sent to being taken, by whom it is for alone', async () => {
    const [ada, ben] = [await live.register('PostAda'), await live.register('PostBen')];
    const [one, other] = [parcel(Buffer.from('one')), parcel(Buffer.alloc(300_000, 7), 'cd'.repeat(32))];
    for (const each of [one, other, one])
      expect(await call(ada.sessionToken, 'sendParcel', { ...each, to: 'postben' })).toEqual({ sent: true });
    expect(await listed(ben.sessionToken)).toEqual([one.name, other.name]);
    expect(await listed(ben.sessionToken, `?match=${MATCH}`)).toEqual([one.name]);
    const { parcels } = await call(ben.sessionToken, 'parcels');
    const [{ id }] = parcels as [{ id: string }];
    expect(await listed(ben.sessionToken, `?after=${id}`)).toEqual([other.name]);
    expect(await call(ben.sessionToken, 'parcel', {}, of(other.name))).toEqual({ bytes: other.bytes });
    expect(await listed(ada.sessionToken)).toEqual([]);
    expect(await code(ada.sessionToken, 'parcel', {}, of(one.name))).toBe('not-found');
    await call(ada.sessionToken, 'dropParcel', {}, of(one.name));
    expect(await listed(ben.sessionToken)).toHaveLength(2);
    for (let times = 0; times < 2; times++)
      expect(await call(ben.sessionToken, 'dropParcel', {}, of(one.name))).toEqual({ dropped: true });
    expect(await listed(ben.sessionToken)).toEqual([other.name]);
  });

  /** As if it had been sent so long ago by somebody who is gone. */
  const planted = (to: Tokens, i: number, agoMs = 0) => {
    const digits = (Date.now() - agoMs).toString(16).padStart(12, '0');
    const id = `${digits.slice(0, 8)}-${digits.slice(8)}-7000-8000-${String(i).padStart(12, '0')}`;
    const sql = `insert into parcel (id, to_id, from_id, match_id, name, size, bytes, sent_ms) values (?, ?, null, 'm', ?, 1, '', 0)`;
    return { sql, values: [id, to.accountId, `n${i}`] };
  };

  test('a request waits for a parcel, which ends it at once; of one account only a few wait', async () => {
    const [ada, ben] = [await live.register('WaitAda'), await live.register('WaitBen')];
    const there = parcel(Buffer.from('soon'));
    let answered = 0;
    const waiting = Array.from({ length: MOST_PARCEL_WAITS }, async () => {
      for (;;) {
        const { error, parcels } = await call(ben.sessionToken, 'parcels', {}, '?waitMs=7000');
        // The question below took this one's place for a moment.
        if (error === 'limit-reached') continue;
        answered++;
        return (parcels as { name: string }[]).map(({ name }) => name);
      }
    });
    await expect
      .poll(() => code(ben.sessionToken, 'parcels', {}, '?waitMs=1'), { timeout: 5000 })
      .toBe('limit-reached');
    expect(answered).toBe(0);
    const sentMs = performance.now();
    await call(ada.sessionToken, 'sendParcel', { ...there, to: 'WaitBen' });
    for (const names of await Promise.all(waiting)) expect(names).toEqual([there.name]);
    expect(performance.now() - sentMs).toBeLessThan(1000);
    // What is there already is no reason to wait.
    expect(await listed(ben.sessionToken, '?waitMs=7000')).toEqual([there.name]);
    expect(await listed(ada.sessionToken, '?waitMs=1')).toEqual([]);
  });

  test('a mailbox that many have filled takes no more, and nobody sends faster than the rate', async () => {
    const [ada, ben] = [await live.register('ManyAda'), await live.register('ManyBen')];
    const { database } = live.running.services;
    const send = (text: string) =>
      code(ada.sessionToken, 'sendParcel', { ...parcel(Buffer.from(text)), to: 'ManyBen' });
    await database.batch(Array.from({ length: MOST_PARCELS - 1 }, (_, i) => planted(ben, i)));
    expect(await send('the last')).toBeUndefined();
    expect(await send('one more')).toBe('limit-reached');
    const spent = `insert into throttle (bucket, full_ms) values (?, ?)
      on conflict (bucket) do update set full_ms = excluded.full_ms`;
    await database.batch([{ sql: spent, values: [`post ${ada.accountId}`, Date.now() + SEND_RATE.perMs] }]);
    expect(await send('too fast')).toBe('too-many');
    // It is there already: that costs nothing.
    expect(await send('the last')).toBeUndefined();
  });

  test('what nobody took for months is forgotten, a part at a time', async () => {
    const ben = await live.register('LateBen');
    const { database, post } = live.running.services;
    const old = Array.from({ length: 501 }, (_, i) => planted(ben, i, KEPT_PARCEL_MS + 60_000));
    await database.batch([...old, planted(ben, 900, KEPT_PARCEL_MS - 60_000)]);
    expect([await post.expire(), await post.expire(), await post.expire()]).toEqual([500, 1, 0]);
    expect(await listed(ben.sessionToken)).toEqual(['n900']);
  });

  test('what is no parcel, is too large, or finds no room', async () => {
    const [ada, ben] = [await live.register('FullAda'), await live.register('FullBen')];
    const send = (each: object, to = 'FullBen') => code(ada.sessionToken, 'sendParcel', { ...each, to });
    const good = parcel(Buffer.from('good'));
    expect(await send({ ...good, bytes: Buffer.from('bad').toString('base64') })).toBe('bad-value');
    expect(await send({ ...good, name: `../${good.name}` })).toBe('bad-value');
    expect(await send(good, 'NobodyAtAll')).toBe('not-found');
    expect(await send(parcel(Buffer.alloc(PARCEL_BYTES)))).toBeUndefined();
    expect(await send(parcel(Buffer.alloc(PARCEL_BYTES + 1)))).toBe('bad-request');
    expect(await send(parcel(Buffer.alloc(PARCEL_BYTES + 4096)))).toBe('too-large');
    const { database } = live.running.services;
    const [ids] = (await database.query('select to_id, from_id from parcel where name like ?', [`${MATCH}/%`])).rows;
    const sql = `insert into parcel (id, to_id, from_id, match_id, name, size, bytes, sent_ms) values (?, ?, ?, 'm', ?, ?, '', 0)`;
    const rows = await database.query('select id from account where username_key = ?', ['fullben']);
    const toId = rows.rows[0]!['id'] as string;
    const from = await database.query('select id from account where username_key = ?', ['fullada']);
    const fromId = from.rows[0]!['id'] as string;
    expect(ids).toBeDefined();
    const put = (i: number, by: string | null, size: number) => ({ sql, values: [`x${i}`, toId, by, `n${i}`, size] });
    await database.batch(Array.from({ length: MOST_PARCELS_OF_ONE - 1 }, (_, i) => put(i, fromId, 1)));
    expect(await send(good)).toBe('limit-reached');
    await database.batch([{ sql: 'delete from parcel where to_id = ?', values: [toId] }]);
    expect(await send(good)).toBeUndefined();
    await database.batch([put(9000, null, 32 << 20)]);
    expect(await send(parcel(Buffer.from('more')))).toBe('limit-reached');
    // What is there already needs no room.
    expect(await send(good)).toBeUndefined();
    expect(await listed(ben.sessionToken)).toContain(good.name);
  });

  test('every answer was seen', () => {
    expect(answers.unseenOwn(names)).toEqual([]);
  });
});
