import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock, SeededRandom } from '@rubato/ports/doubles';
import { Chat } from '../chat/chat.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';
import { persons } from '../testing/people.ts';
import { codeOf } from '../testing/service-world.ts';
import { Trades } from '../trades/trades.ts';
import { Addresses, CODE_MS, CODE_TRIES, CODES_PER_ACCOUNT } from './addresses.ts';
import { Deliveries, DELIVERED_AT_ONCE, type Delivery, DELIVERY_CLAIM_MS, DELIVERY_WAITS_MS } from './deliveries.ts';
import { DEFAULT_CHOICES, NOTIFICATION_WAYS } from './kinds.ts';
import type { Note } from './note.ts';
import { MOST_NOTIFICATIONS, Notifications, ROUTED_AT_ONCE } from './notifications.ts';
import { preferencesOf, quietUntil, setPreferences } from './preferences.ts';

const DAY_MS = 86_400_000;

describe.for(availableDatabases)('notifications on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));
  let clock: ManualClock;
  let [ann, bob] = ['', ''];
  let notifications: Notifications;
  let addresses: Addresses;
  let deliveries: Deliveries;
  let worlds = 0;
  beforeEach(async () => {
    await database.batch([{ sql: 'delete from notification' }]);
    clock = new ManualClock();
    clock.advance(DAY_MS);
    const context = { database, clock, random: new SeededRandom(`notifications ${kind.name} ${worlds++}`) };
    notifications = new Notifications(context);
    addresses = new Addresses(context);
    deliveries = new Deliveries(context);
    [ann, bob] = (await persons(database, 2)).map(({ accountId }) => accountId) as [string, string];
  });

  const noteTo = (accountId: string, id: string, more: Partial<Note> = {}): Note => ({
    id,
    accountId,
    kind: 'deadline',
    title: `news ${id}`,
    body: 'b',
    link: '/tactics/x',
    expiresMs: clock.wallMs() + DAY_MS,
    ...more,
  });
  const claimed = async () => {
    const all: Delivery[] = [];
    for await (const delivery of deliveries.claim()) all.push(delivery);
    return all;
  };
  const noted = async () =>
    (await database.query('select account_id as "accountId", kind, title from notification order by created_ms')).rows;
  const route = () => notifications.route(NOTIFICATION_WAYS);
  const waysOf = async () => (await claimed()).map(({ way }) => way).toSorted();

  it('are told once however often they are noted and routed, with the count of the unread', async () => {
    for (let times = 0; times < 2; times++) await notifications.note([noteTo(ann, 'a'), noteTo(ann, 'b')]);
    const [first, again] = [await route(), await route()];
    expect(first.map(({ to, data }) => [to, (data as { unread: number }).unread])).toEqual([
      [`account:${ann}`, 2],
      [`account:${ann}`, 2],
    ]);
    expect(again).toEqual([]);
    expect((await notifications.list(ann)).map(({ id, read }) => [id, read])).toEqual([
      ['b', false],
      ['a', false],
    ]);
    expect(await notifications.list(bob)).toEqual([]);
    expect(await notifications.markRead(bob)).toBe(0);
    expect([await notifications.markRead(ann, ['a']), await notifications.markRead(ann)]).toEqual([1, 0]);
  });

  it(`are the newest ${MOST_NOTIFICATIONS} of an account`, async () => {
    for (let made = 0; made < MOST_NOTIFICATIONS + 5; made++) {
      clock.advance(1);
      await notifications.note([noteTo(ann, `n${made}`)]);
    }
    while ((await route()).length > 0);
    const kept = await notifications.list(ann);
    expect([kept.length, kept[0]!.id, kept.at(-1)!.id]).toEqual([MOST_NOTIFICATIONS, 'n104', 'n5']);
  });

  it(`are routed ${ROUTED_AT_ONCE} at once and delivered ${DELIVERED_AT_ONCE} at once, the oldest first; the rest comes next`, async () => {
    for (const accountId of [ann, bob])
      await setPreferences(database, accountId, { choices: { deadline: ['page', 'mail'] }, quiet: undefined });
    for (let made = 0; made <= ROUTED_AT_ONCE; made++) {
      clock.advance(1);
      await notifications.note([noteTo(made % 2 === 0 ? ann : bob, `n${made}`)]);
    }
    const routed = async () => (await route()).map(({ data }) => (data as { id: string }).id);
    const first = await routed();
    expect(first).toHaveLength(ROUTED_AT_ONCE);
    expect(first).not.toContain(`n${ROUTED_AT_ONCE}`);
    clock.advance(1);
    expect(await routed()).toEqual([`n${ROUTED_AT_ONCE}`]);
    expect(await routed()).toEqual([]);
    const delivered: string[] = [];
    for (let left = ROUTED_AT_ONCE + 1; left > 0; left -= DELIVERED_AT_ONCE) {
      const now = (await claimed()).map(({ id }) => id);
      expect(now).toHaveLength(Math.min(left, DELIVERED_AT_ONCE));
      delivered.push(...now);
    }
    expect(new Set(delivered).size).toBe(ROUTED_AT_ONCE + 1);
    expect(delivered.at(-1)).toBe(`n${ROUTED_AT_ONCE}`);
    expect(await claimed()).toEqual([]);
  });

  it('go by the ways that their owner chose, and not to the page where it is left out', async () => {
    expect((await preferencesOf(database, ann)).choices).toEqual(DEFAULT_CHOICES);
    await setPreferences(database, ann, { choices: { deadline: ['mail'], whisper: [] }, quiet: undefined });
    await notifications.note([noteTo(ann, 'a'), noteTo(ann, 'w', { kind: 'whisper' }), noteTo(bob, 'c')]);
    expect((await route()).map(({ to }) => to)).toEqual([`account:${bob}`]);
    expect(await waysOf()).toEqual(['gateway', 'mail', 'mail', 'push']);
    expect(await notifications.list(ann)).toEqual([]);
    expect(await notifications.unread(ann)).toBe(0);
  });

  it('wait for the end of quiet hours, over midnight and in the zone of their owner, unless they expire before', async () => {
    const at = (time: string) => Date.parse(`2030-01-10T${time}Z`);
    const night = { fromMinute: 22 * 60, untilMinute: 7 * 60, zone: 'Europe/Berlin' };
    expect(quietUntil(at('20:59:59'), night)).toBe(at('20:59:59'));
    expect(quietUntil(at('21:00:30'), night)).toBe(at('06:00:00') + DAY_MS);
    expect(quietUntil(at('05:59:00'), night)).toBe(at('06:00:00'));
    expect(quietUntil(at('06:00:00'), night)).toBe(at('06:00:00'));
    expect(quietUntil(at('12:00:00'), { ...night, untilMinute: night.fromMinute })).toBe(at('12:00:00'));
    const nowMinute = Math.floor((clock.wallMs() % DAY_MS) / 60_000);
    const quiet = { fromMinute: nowMinute, untilMinute: (nowMinute + 60) % 1440, zone: 'UTC' };
    await setPreferences(database, ann, { choices: {}, quiet });
    await notifications.note([noteTo(ann, 'a'), noteTo(ann, 'soon', { expiresMs: clock.wallMs() + 60_000 })]);
    expect(await route()).toHaveLength(2);
    expect(await waysOf()).toEqual([]);
    clock.advance(3_600_000);
    expect(await waysOf()).toEqual(['gateway', 'mail', 'push']);
  });

  it.each([
    { fromMinute: 1440, untilMinute: 0, zone: 'UTC' },
    { fromMinute: 0, untilMinute: -1, zone: 'UTC' },
    { fromMinute: 0, untilMinute: 1, zone: 'Moon/Base' },
  ])('refuse the quiet hours %o', async (quiet) => {
    expect(await codeOf(setPreferences(database, ann, { choices: {}, quiet }))).toBe('bad-value');
  });

  it('are delivered at least once: again when their server dies, later when it fails, and given up in the end', async () => {
    await setPreferences(database, ann, { choices: { deadline: ['mail'] }, quiet: undefined });
    await notifications.note([noteTo(ann, 'a')]);
    await route();
    const [first] = await claimed();
    expect(first).toMatchObject({ id: 'a', way: 'mail', attempts: 1, accountId: ann });
    expect(await claimed()).toEqual([]);
    clock.advance(DELIVERY_CLAIM_MS);
    const [second] = await claimed();
    expect(second).toMatchObject({ id: 'a', attempts: 2 });
    let last = second!;
    for (const waitMs of DELIVERY_WAITS_MS.slice(1)) {
      expect(await deliveries.failed(last)).toBe(true);
      clock.advance(waitMs - 1);
      expect(await claimed()).toEqual([]);
      clock.advance(1);
      last = (await claimed())[0]!;
    }
    expect(last.attempts).toBe(DELIVERY_WAITS_MS.length + 1);
    expect(await deliveries.failed(last)).toBe(false);
    clock.advance(DAY_MS);
    expect(await claimed()).toEqual([]);
  });

  it('wait for nobody’s death but the one under way, which alone counts as tried', async () => {
    await setPreferences(database, ann, { choices: { deadline: ['mail'] }, quiet: undefined });
    await notifications.note(['a', 'b', 'c'].map((id) => noteTo(ann, id)));
    await route();
    // A server that stops at the first of three, again and again.
    const first = (await deliveries.claim().next()).value!;
    expect((await claimed()).map(({ attempts }) => attempts)).toEqual([1, 1]);
    clock.advance(DELIVERY_CLAIM_MS);
    expect((await claimed()).find(({ id }) => id === first.id)!.attempts).toBe(2);
  });

  it('are not delivered when nobody needs them any more', async () => {
    await notifications.note([noteTo(ann, 'a', { expiresMs: clock.wallMs() + 1000 })]);
    await route();
    clock.advance(1000);
    expect(await claimed()).toEqual([]);
    const { rows } = await database.query('select count(*) as n from notification_delivery');
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('go to an address only after its code was shown, in time and within five tries', async () => {
    const { code, untilMs } = await addresses.set(ann, 'mail', 'ann@example.org');
    expect([code, untilMs]).toEqual([expect.stringMatching(/^\d{8}$/), clock.wallMs() + CODE_MS]);
    expect(await addresses.verified(ann, 'mail')).toBeUndefined();
    expect(await codeOf(addresses.verify(bob, 'mail', code))).toBe('wrong-credentials');
    expect(await codeOf(addresses.verify(ann, 'gateway', code))).toBe('wrong-credentials');
    await addresses.verify(ann, 'mail', ` ${code} `);
    expect(await codeOf(addresses.verify(ann, 'mail', code))).toBe('wrong-credentials');
    const { unsubscribe } = (await addresses.verified(ann, 'mail'))!;
    const other = await addresses.set(ann, 'mail', 'else@example.org');
    expect(await addresses.verified(ann, 'mail')).toBeUndefined();
    expect(await addresses.unsubscribe(unsubscribe)).toBe(false);
    for (let tries = 0; tries < CODE_TRIES; tries++)
      expect(await codeOf(addresses.verify(ann, 'mail', '1'))).toBe('wrong-credentials');
    expect(await codeOf(addresses.verify(ann, 'mail', other.code))).toBe('wrong-credentials');
    const late = await addresses.set(ann, 'gateway', '+491701234567');
    clock.advance(CODE_MS);
    expect(await codeOf(addresses.verify(ann, 'gateway', late.code))).toBe('wrong-credentials');
  });

  it('end at an address by the token of its mails', async () => {
    const { code } = await addresses.set(ann, 'mail', 'ann@example.org');
    await addresses.verify(ann, 'mail', code);
    expect(await addresses.of(ann)).toEqual([{ way: 'mail', address: 'ann@example.org', verified: true }]);
    const { unsubscribe } = (await addresses.verified(ann, 'mail'))!;
    expect([await addresses.unsubscribe(unsubscribe), await addresses.unsubscribe(unsubscribe)]).toEqual([true, false]);
    expect(await addresses.of(ann)).toEqual([]);
  });

  it('send a bounded number of codes, whoever asks for an address', async () => {
    for (let sent = 0; sent < CODES_PER_ACCOUNT.tokens; sent++)
      await addresses.set(ann, 'mail', `a${sent}@example.org`);
    expect(await codeOf(addresses.set(ann, 'mail', 'b@example.org'))).toBe('too-many');
    const victim = `victim-${kind.name}@example.org`;
    for (let sent = 0; sent < CODES_PER_ACCOUNT.tokens; sent++) await addresses.set(bob, 'mail', victim);
    const [cem] = await persons(database, 1);
    expect(await codeOf(addresses.set(cem!.accountId, 'mail', victim.toUpperCase()))).toBe('too-many');
  });

  it.each(['', 'a', 'a@b', 'a@b.c,d@e.fg', 'a b@c.de', '<a@b.cd>', 'a@b.cd\r\nBcc: x@y.zz', `${'a'.repeat(65)}@b.cd`])(
    'refuse the mail address %j',
    async (address) => {
      expect(await codeOf(addresses.set(ann, 'mail', address))).toBe('bad-value');
    },
  );

  it('are made of whispers, one an hour, in the transaction of what is said: neither without the other', async () => {
    const [cem, dan] = await persons(database, 2);
    const chat = new Chat({ database, clock, random: new SeededRandom('whispers') });
    await chat.whisper(cem!, dan!.characterId, 'psst');
    clock.advance(10_000);
    await chat.whisper(cem!, dan!.characterId, 'hey');
    expect(await noted()).toEqual([
      { accountId: dan!.accountId, kind: 'whisper', title: `${cem!.name} whispers to you` },
    ]);
    clock.advance(3_600_000);
    await chat.whisper(cem!, dan!.characterId, 'still there?');
    expect(await noted()).toHaveLength(2);
    const sql = 'insert into block (account_id, character_id, blocked_id, name, created_ms) values (?, ?, ?, ?, 0)';
    await database.batch([{ sql, values: [dan!.accountId, cem!.characterId, cem!.accountId, 'Cem'] }]);
    clock.advance(3_600_000);
    expect(await codeOf(chat.whisper(cem!, dan!.characterId, 'hello?'))).toBe('not-found');
    expect(await noted()).toHaveLength(2);
    // What can't be noted is not said either.
    await database.batch([{ sql: 'alter table notification rename to notification_gone' }]);
    const lost = await codeOf(chat.whisper(dan!, cem!.characterId, 'lost'));
    await database.batch([{ sql: 'alter table notification_gone rename to notification' }]);
    expect(lost).toBe('failed');
    const read = await chat.history(dan!, { channel: 'whisper', withId: cem!.characterId });
    expect(read.map(({ message }) => message)).not.toContain('lost');
  });

  it('are made of requests for trades, unless one trades with oneself', async () => {
    const [cem, dan] = await persons(database, 2);
    const trades = new Trades({
      database,
      clock,
      random: new SeededRandom('trades'),
      mayTrade: async () => undefined,
    });
    const caller = { characterId: cem!.characterId, key: 'k' };
    for (let times = 0; times < 2; times++) await trades.request(caller, dan!.characterId);
    expect(await noted()).toEqual([{ accountId: dan!.accountId, kind: 'trade', title: `${cem!.name} wants to trade` }]);
    await database.batch([
      { sql: 'update character set account_id = ? where id = ?', values: [dan!.accountId, cem!.characterId] },
    ]);
    await trades.cancel({ ...caller, key: 'c' }, (await trades.list(cem!.characterId))[0]!.id);
    await trades.request({ ...caller, key: 'l' }, dan!.characterId);
    expect(await noted()).toHaveLength(1);
  });

  it('are made of nothing for an account that is gone', async () => {
    await notifications.note([noteTo('nobody', 'a'), noteTo(ann, 'b')]);
    expect((await noted()).map(({ accountId }) => accountId)).toEqual([ann]);
  });
});
