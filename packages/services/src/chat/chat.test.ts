import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock, SeededRandom } from '@rubato/ports/doubles';
import { ban, liftBan } from '../accounts/bans.ts';
import { auditPage } from '../moderation/audit.ts';
import type { Notice } from '../notice.ts';
import { Parties } from '../parties/parties.ts';
import { person, persons, type Person } from '../testing/people.ts';
import { codeOf } from '../testing/service-world.ts';
import { removeMessage, slowChannel } from './house.ts';
import { CHAT_LIMITS } from './chat-limits.ts';
import { Chat } from './chat.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

const LIMITS = { kept: 50, page: 20 };
const FAMILY = '👩‍👩‍👧‍👦';

describe.for(availableDatabases)('chat on $name', (kind) => {
  let database: Database;
  const clock = new ManualClock();
  const random = new SeededRandom('chat');
  const context = () => ({ database, clock, random });
  const onServer = () => new Chat(context(), LIMITS);
  let chat: Chat;
  let parties: Parties;
  let places = 0;
  /** Where nobody has spoken yet. */
  let locationId: string;
  migratedDatabase(kind, (made) => void (database = made));
  beforeAll(async () => {
    chat = onServer();
    parties = new Parties(context());
  });
  beforeEach(() => {
    locationId = `place-${places++}`;
    clock.advance(60_000);
  });

  const here = (name?: string) => person(database, name === undefined ? { locationId } : { locationId, name });
  const say = (who: Person, text: string) => chat.say(who, 'local', text);
  const texts = async (who: Person, page = {}) =>
    (await chat.history(who, { channel: 'local', ...page })).map(({ message }) => message);
  const block = (who: Person, whom: Person) =>
    database.batch([
      {
        sql: 'insert into block (account_id, character_id, blocked_id, name, created_ms) values (?, ?, ?, ?, 0)',
        values: [who.accountId, whom.characterId, whom.accountId, whom.name],
      },
    ]);
  async function partyOf(count: number): Promise<readonly Person[]> {
    const people = await persons(database, count, { locationId });
    const { reply } = await parties.create(people[0]!);
    for (const one of people.slice(1)) {
      const invited = await parties.invite(people[0]!, { partyId: reply.id, inviteeId: one.characterId });
      await parties.accept(one, invited.reply.inviteId);
    }
    return people;
  }

  it('tells those who hear a channel, and counts within it', async () => {
    const ann = await here('Ann');
    const [bob] = await partyOf(2);
    const party = (await parties.of(bob!))!.id;
    const told = async (who: Person, channel: 'global' | 'local' | 'party' | 'faction') => {
      const { reply, notify } = await chat.say(who, channel, `to ${channel} ${locationId}`);
      const [{ to, type, data, from }] = notify as [Notice];
      expect(data).toEqual({
        ...reply,
        channel: expect.any(String),
        senderId: who.characterId,
        senderName: who.name,
        message: `to ${channel} ${locationId}`,
      });
      expect([notify.length, from, reply.sentMs]).toEqual([1, who.accountId, clock.wallMs()]);
      return [to, type, (data as { channel: string }).channel];
    };
    expect(await told(ann, 'global')).toEqual(['world', 'CHAT', 'global']);
    expect(await told(ann, 'local')).toEqual([`location:${locationId}`, 'CHAT', `location:${locationId}`]);
    expect(await told(ann, 'faction')).toEqual(['faction:dawn', 'FACTION_CHAT', 'faction:dawn']);
    expect(await told(bob!, 'party')).toEqual([`party:${party}`, 'PARTY_CHAT', `party:${party}`]);
    expect((await say(ann, 'second')).reply.seq).toBe(2);
    expect((await chat.say(bob!, 'party', 'second')).reply.seq).toBe(2);
  });

  it('tells both who whisper, and nobody else reads it', async () => {
    const [ann, bob, eve] = await persons(database, 3);
    const first = await chat.whisper(ann!, bob!.characterId, 'psst');
    expect((first.notify as Notice[]).map(({ to, type }) => [to, type])).toEqual([
      [`character:${bob!.characterId}`, 'WHISPER'],
      [`character:${ann!.characterId}`, 'WHISPER'],
    ]);
    expect((first.notify as Notice[])[0]!.data).toMatchObject({
      recipientId: bob!.characterId,
      message: 'psst',
      seq: 1,
    });
    expect((await chat.whisper(bob!, ann!.characterId, 'what?')).reply.seq).toBe(2);
    const read = async (who: Person, withWhom: Person) =>
      (await chat.history(who, { channel: 'whisper', withId: withWhom.characterId })).map(({ message }) => message);
    expect([await read(ann!, bob!), await read(bob!, ann!)]).toEqual([
      ['psst', 'what?'],
      ['psst', 'what?'],
    ]);
    expect([await read(eve!, ann!), await read(eve!, bob!)]).toEqual([[], []]);
    expect(await codeOf(chat.whisper(ann!, ann!.characterId, 'hm'))).toBe('bad-value');
    expect(await codeOf(chat.history(ann!, { channel: 'whisper' }))).toBe('bad-value');
  });

  it('refuses a whisper to a blocker as one to nobody', async () => {
    const [ann, bob] = await persons(database, 2);
    await block(bob!, ann!);
    const refusalOf = (to: string) =>
      chat.whisper(ann!, to, 'hello').then(
        () => 'done',
        ({ code, message }: Error & { code: string }) => [code, message],
      );
    expect(await refusalOf(bob!.characterId)).toEqual(['not-found', expect.any(String)]);
    expect(await refusalOf(bob!.characterId)).toEqual(await refusalOf('nobody'));
    expect(await codeOf(chat.whisper(bob!, ann!.characterId, 'hello'))).toBe('done');
    // With another character of the same account it is the same.
    const alt = await person(database, { accountId: ann!.accountId });
    expect(await codeOf(chat.whisper(alt, bob!.characterId, 'hello'))).toBe('not-found');
  });

  it('leaves what one blocks out of the history', async () => {
    const [ann, bob] = [await here(), await here()];
    await say(ann, 'one');
    await say(bob, 'two');
    await block(ann, bob);
    expect([await texts(ann), await texts(bob)]).toEqual([['one'], ['one', 'two']]);
  });

  it('is for those who are there', async () => {
    const [eve, mute] = await persons(database, 2);
    const people = await partyOf(3);
    await chat.say(people[0]!, 'party', 'before');
    expect(await codeOf(chat.say(eve!, 'party', 'hello'))).toBe('not-found');
    expect(await codeOf(chat.history(eve!, { channel: 'party' }))).toBe('not-found');
    await parties.kick(people[0]!, people[1]!.characterId);
    expect(await codeOf(chat.say(people[1]!, 'party', 'hello'))).toBe('not-found');
    expect(await codeOf(chat.history(people[1]!, { channel: 'party' }))).toBe('not-found');
    const partyId = (await parties.of(people[0]!))!.id;
    const { reply } = await parties.invite(people[0]!, { partyId, inviteeId: eve!.characterId });
    clock.advance(1000);
    await parties.accept(eve!, reply.inviteId);
    await chat.say(eve!, 'party', 'after');
    const heard = async (who: Person) => (await chat.history(who, { channel: 'party' })).map(({ message }) => message);
    expect([await heard(eve!), await heard(people[2]!)]).toEqual([['after'], ['before', 'after']]);
    // Somebody else's character, and one that is being deleted, say nothing.
    expect(await codeOf(chat.say({ ...eve!, accountId: mute!.accountId }, 'local', 'hello'))).toBe('not-found');
    await database.batch([{ sql: 'update character set deleted_ms = 1 where id = ?', values: [mute!.characterId] }]);
    expect(await codeOf(chat.say(mute!, 'local', 'hello'))).toBe('not-found');
    expect(await codeOf(chat.whisper(eve!, mute!.characterId, 'hello'))).toBe('not-found');
  });

  it('announces for accounts of the house alone, as long as they are; at their pace, and audited', async () => {
    const { accountId } = await here();
    const staff = { accountId, username: 'mod' };
    const role = (name: string) =>
      database.batch([{ sql: 'update account set role = ? where id = ?', values: [name, accountId] }]);
    expect(await codeOf(chat.announce(staff, 'free gold'))).toBe('not-allowed');
    await role('moderator');
    const { reply, notify } = await chat.announce(staff, 'The gates close', 'Tonight');
    const data = { ...reply, message: 'The gates close', title: 'Tonight' };
    expect(notify).toEqual([{ to: 'world', type: 'WORLD_ANNOUNCEMENT', data }]);
    expect(await codeOf(chat.announce(staff, 'The gates close', 'Tonight'))).toBe('too-many');
    const [audited] = await auditPage(database);
    expect(audited).toMatchObject({ actorId: accountId, actorName: 'mod', action: 'announced' });
    expect(audited!.target).toBe(`message:${reply.messageId}`);
    await role('player');
    expect(await codeOf(chat.announce(staff, 'free gold'))).toBe('not-allowed');
    const read = await chat.history(await here(), { channel: 'world' });
    expect(read.at(-1)).toMatchObject({ message: 'The gates close', title: 'Tonight', senderId: undefined });
  });

  it('reads by sequence, a page at a time', async () => {
    const ann = await here();
    for (let i = 1; i <= 25; i++) {
      await say(ann, `number ${i}`);
      clock.advance(1000);
    }
    const numbers = async (page: object) =>
      (await chat.history(ann, { channel: 'local', ...page })).map(({ seq }) => seq);
    const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
    expect(await numbers({})).toEqual(range(6, 25));
    expect(await numbers({ limit: 1000 })).toEqual(range(6, 25));
    expect(await numbers({ limit: 3 })).toEqual([23, 24, 25]);
    expect(await numbers({ before: 6 })).toEqual(range(1, 5));
    expect(await numbers({ after: 20 })).toEqual(range(21, 25));
    expect(await numbers({ after: 2, limit: 2 })).toEqual([3, 4]);
    expect(await numbers({ after: 25 })).toEqual([]);
    // After a restart the count goes on.
    expect((await onServer().say(ann, 'local', 'more')).reply.seq).toBe(26);
  });

  it('gives each message one sequence without holes, however many speak at once on two servers', async () => {
    const people = await persons(database, 10, { locationId });
    const both = [chat, onServer()];
    const said = people.flatMap((who, at) =>
      [0, 1, 2].map((time) => both[(at + time) % 2]!.say(who, 'local', `${at} says ${time}`)),
    );
    const seqs = (await Promise.all(said)).map(({ reply }) => reply.seq);
    expect(seqs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  it('keeps so many messages of a channel, for so long', async () => {
    const ann = await here();
    const few = new Chat(context(), { ...LIMITS, messageMs: 0, charactersMs: 0, repeatMs: -1 });
    for (let i = 1; i <= 100; i++) await few.say(ann, 'local', `number ${i}`);
    const { rows } = await database.query(
      'select min(seq) as first, count(*) as count from chat_message where channel = ?',
      [`location:${locationId}`],
    );
    expect(rows).toEqual([{ first: 51, count: 50 }]);
    clock.advance(CHAT_LIMITS.keptMs + 1);
    await say(ann, 'new');
    await chat.clean();
    expect(await texts(ann)).toEqual(['new']);
    expect((await database.query('select count(*) as count from chat_pace')).rows).toEqual([{ count: 1 }]);
    expect((await say(ann, 'newer')).reply.seq).toBe(102);
  });

  it('forgets the channels of parties that are no more, and no others', async () => {
    const [[ann], [bob]] = [await partyOf(1), await partyOf(1)];
    for (const who of [ann!, bob!]) await chat.say(who, 'party', 'hello');
    await say(ann!, 'hello');
    const channels = async () => {
      const ids = [`location:${locationId}`, ...parts.map((id) => `party:${id}`)];
      const marks = ids.map(() => '?').join(', ');
      const { rows } = await database.query(`select id from chat_channel where id in (${marks}) order by id`, ids);
      return rows.map(({ id }) => id);
    };
    const parts = [(await parties.of(ann!))!.id, (await parties.of(bob!))!.id];
    await parties.leave(ann!);
    await chat.clean();
    expect(await channels()).toHaveLength(3);
    clock.advance(CHAT_LIMITS.keptMs + 1);
    await chat.clean();
    expect(await channels()).toEqual([`location:${locationId}`, `party:${parts[1]!}`]);
    expect((await chat.say(bob!, 'party', 'still here')).reply.seq).toBe(2);
  });

  it('refuses a flood of messages and of characters, on every server', async () => {
    const [ann, bob] = [await here(), await here()];
    for (let i = 0; i < CHAT_LIMITS.burst; i++) await (i % 2 ? chat : onServer()).say(ann, 'local', `${i}`);
    await expect(say(ann, 'one more')).rejects.toMatchObject({ code: 'too-many', retryAfterMs: 200 });
    await expect(chat.whisper(ann, bob.characterId, 'one more')).rejects.toMatchObject({ code: 'too-many' });
    clock.advance(200);
    expect(await codeOf(say(ann, 'one more'))).toBe('done');
    expect(await codeOf(say(ann, 'and another'))).toBe('too-many');
    await say(bob, 'b'.repeat(500));
    await say(bob, 'c'.repeat(490));
    await expect(say(bob, 'd'.repeat(30))).rejects.toMatchObject({ code: 'too-many', retryAfterMs: 200 });
    expect(await codeOf(say(bob, 'd'.repeat(10)))).toBe('done');
    expect(await texts(bob)).toHaveLength(14);
  });

  it('refuses the same words again, whatever they are dressed in', async () => {
    const ann = await here();
    await say(ann, 'Buy gold at  g0ld!');
    for (const again of ['Buy gold at g0ld!', 'BUY GOLD, at g0ld…', 'bùy  gold at\u200b g0ld'])
      await expect(say(ann, again)).rejects.toMatchObject({ code: 'too-many', retryAfterMs: 10_000 });
    expect(await codeOf(chat.say(ann, 'global', 'Buy gold at g0ld!'))).toBe('done');
    await say(ann, '!!!');
    expect(await codeOf(say(ann, '???'))).toBe('done');
    clock.advance(CHAT_LIMITS.repeatMs);
    expect(await codeOf(say(ann, '???'))).toBe('done');
  });

  const slow = (channel: string, slowMs: number) =>
    database.transaction((transaction) => slowChannel(transaction, { channel, slowMs }));
  const remove = (messageId: string) =>
    database.transaction((transaction) => removeMessage(transaction, { by: 'mod', messageId }));

  it('makes a slow channel’s speakers wait, and a refused message costs nothing', async () => {
    const [ann, bob] = [await here(), await here()];
    await slow(`location:${locationId}`, 30_000);
    await say(ann, 'first');
    clock.advance(10_000);
    for (let i = 0; i < 20; i++) await expect(say(ann, `again ${i}`)).rejects.toMatchObject({ retryAfterMs: 20_000 });
    expect(await codeOf(say(bob, 'me too'))).toBe('done');
    expect(await codeOf(chat.say(ann, 'global', 'elsewhere'))).toBe('done');
    clock.advance(20_000);
    expect((await say(ann, 'at last')).reply.seq).toBe(3);
    await slow(`location:${locationId}`, 0);
    expect(await codeOf(say(ann, 'quick'))).toBe('done');
    for (const wrong of [-1, 0.5, CHAT_LIMITS.slowestMs + 1, Number.NaN])
      expect(await codeOf(slow('global', wrong))).toBe('bad-value');
    for (const wrong of ['', 'world', 'whisper:a:b', 'party:', 'location: x', 'galaxy:1'])
      expect([wrong, await codeOf(slow(wrong, 1000))]).toEqual([wrong, 'bad-value']);
  });

  it('is silent for the muted until their time is over, by account and by address', async () => {
    const [ann, bob] = [await here(), await here()];
    const mute = { scope: 'account', subject: ann.accountId, kind: 'chat', reason: 'spam', actorId: 'mod' } as const;
    await ban(context(), { ...mute, durationMs: 60_000 });
    expect(await codeOf(say(ann, 'hello'))).toBe('banned');
    expect(await codeOf(chat.whisper(ann, bob.characterId, 'hello'))).toBe('banned');
    await expect(say(ann, 'hello')).rejects.toThrow(/until .*: spam/);
    clock.advance(60_000);
    expect(await codeOf(say(ann, 'hello'))).toBe('done');
    const { reply } = await ban(context(), { ...mute, scope: 'address', subject: '10.9.8.7' });
    expect(await codeOf(chat.say({ ...bob, address: '10.9.8.7' }, 'local', 'hello'))).toBe('banned');
    expect(await codeOf(chat.say({ ...bob, address: '10.9.8.8' }, 'local', 'hello'))).toBe('done');
    await liftBan(context(), reply.id);
    expect(await codeOf(chat.say({ ...bob, address: '10.9.8.7' }, 'local', 'hello again'))).toBe('done');
  });

  it('keeps what moderators removed out of the history', async () => {
    const ann = await here();
    const { reply } = await say(ann, 'something bad');
    await remove(reply.messageId);
    expect(await chat.history(ann, { channel: 'local' })).toMatchObject([{ seq: 1, message: '', removed: true }]);
    expect(await codeOf(remove(reply.messageId))).toBe('not-found');
    expect(await codeOf(remove('nothing'))).toBe('not-found');
  });

  it.each([
    ['nothing', ''],
    ['nothing that is seen', ' \u202e\u2066\t\n '],
    ['more than 500 characters', 'x'.repeat(501)],
    ['more than 2,048 bytes', FAMILY.repeat(90)],
    ['half a character', 'a\ud83db'],
    ['a mark that only sealed messages to one or few carry', `~seal1.${'A'.repeat(600)}`],
  ])('refuses %s', async (_, text) => {
    const ann = await here();
    expect(await codeOf(say(ann, text))).toBe('bad-value');
    expect(await texts(ann)).toEqual([]);
  });

  it.each([
    ['SQL', `'; drop table chat_message; --`],
    ['SQL in double quotes', `" or 1=1 --`],
    ['markup', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
    ['placeholders', '${7*7} %s ? :name $1'],
    ['80 families of emoji', FAMILY.repeat(80)],
    ['500 characters', 'x'.repeat(500)],
  ])('returns what was said as text: %s', async (_, text) => {
    const ann = await here();
    const { notify } = await say(ann, text);
    expect((notify as Notice[])[0]!.data).toMatchObject({ message: text });
    expect(await texts(ann)).toEqual([text]);
  });

  it('brings texts into one form', async () => {
    const ann = await here();
    await say(ann, '  ﬁne\r\n\u202eday\u0007\u2028now  ');
    expect(await texts(ann)).toEqual(['fine  day now']);
  });

  it('keeps sealed whispers as they came', async () => {
    const [ann, bob] = await persons(database, 2);
    const sealed = `~seal1.${'Aa0_-'.repeat(300)}`;
    const { notify } = await chat.whisper(ann!, bob!.characterId, sealed);
    expect((notify as Notice[])[0]!.data).toMatchObject({ message: sealed });
    expect(await codeOf(chat.whisper(bob!, ann!.characterId, `~seal1.${'A'.repeat(2048)}`))).toBe('bad-value');
  });
});
