import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock, SeededRandom } from '@rubato/ports/doubles';
import { exportAccount } from '../accounts/export-account.ts';
import { Chat } from '../chat/chat.ts';
import { removeMessage } from '../chat/house.ts';
import type { Notice } from '../notice.ts';
import { Parties } from '../parties/parties.ts';
import { person, persons, type Person } from '../testing/people.ts';
import { codeOf } from '../testing/service-world.ts';
import { Blocks } from './blocks.ts';
import { Friends } from './friends.ts';
import { Reports } from './reports.ts';
import { SOCIAL_LIMITS } from './social-limits.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

const LIMITS = { friends: 3, asked: 2, asking: 3, blocks: 2, reports: 2, context: 3 };

describe.for(availableDatabases)('social on $name', (kind) => {
  let database: Database;
  const clock = new ManualClock();
  const random = new SeededRandom('social');
  let friends: Friends;
  let blocks: Blocks;
  let reports: Reports;
  let chat: Chat;
  migratedDatabase(kind, (made) => void (database = made));
  beforeAll(async () => {
    const context = { database, clock, random };
    friends = new Friends(context, LIMITS);
    blocks = new Blocks(context, LIMITS);
    reports = new Reports(context, LIMITS);
    chat = new Chat(context);
  });
  beforeEach(() => clock.advance(60_000));

  const befriend = async (one: Person, other: Person) => {
    await friends.ask(one, other.characterId);
    await friends.accept(other, one.characterId);
  };
  const statesOf = async (who: Person) => (await friends.list(who)).map(({ name, state }) => [name, state]);

  it('makes friends of who asks and who accepts, and of two who ask each other', async () => {
    const [ann, bob, cem] = (await persons(database, 3)) as [Person, Person, Person];
    const asked = await friends.ask(ann, bob.characterId);
    const told = { to: `character:${bob.characterId}`, type: 'FRIEND_UPDATE', from: ann.accountId };
    expect(asked).toEqual({
      reply: { state: 'asked' },
      notify: [{ ...told, data: { characterId: ann.characterId, state: 'asking' } }],
    });
    expect([await statesOf(ann), await statesOf(bob)]).toEqual([[[bob.name, 'asked']], [[ann.name, 'asking']]]);
    expect(await codeOf(friends.accept(ann, bob.characterId))).toBe('not-found');
    expect((await friends.accept(bob, ann.characterId)).reply).toEqual({ state: 'friends' });
    expect(await codeOf(friends.accept(bob, ann.characterId))).toBe('not-found');
    expect(await codeOf(friends.ask(bob, ann.characterId))).toBe('conflict');
    await friends.ask(ann, cem.characterId);
    expect(await codeOf(friends.ask(ann, cem.characterId))).toBe('conflict');
    expect((await friends.ask(cem, ann.characterId)).reply).toEqual({ state: 'friends' });
    expect(await statesOf(ann)).toEqual([
      [bob.name, 'friends'],
      [cem.name, 'friends'],
    ]);
  });

  it('ends what was asked, declined or befriended, for both', async () => {
    const [ann, bob] = (await persons(database, 2)) as [Person, Person];
    for (const by of [ann, bob]) {
      await friends.ask(ann, bob.characterId);
      await friends.remove(by, by === ann ? bob.characterId : ann.characterId);
    }
    await befriend(ann, bob);
    const { notify } = await friends.remove(bob, ann.characterId);
    expect((notify as Notice[])[0]).toMatchObject({ to: `character:${ann.characterId}`, data: { state: 'none' } });
    expect(await codeOf(friends.remove(bob, ann.characterId))).toBe('not-found');
    expect([await statesOf(ann), await statesOf(bob)]).toEqual([[], []]);
  });

  it('shows only friends where one is', async () => {
    const [ann, bob, cem] = (await persons(database, 3)) as [Person, Person, Person];
    const seen = `insert into presence (character_id, node, online, location_id, seen_ms) values (?, 'n', 1, 'crypt', ?)`;
    for (const { characterId } of [ann, bob])
      await database.batch([{ sql: seen, values: [characterId, clock.wallMs()] }]);
    await befriend(ann, bob);
    await friends.ask(cem, ann.characterId);
    const seenBy = async (who: Person) =>
      (await friends.list(who)).map(({ online, locationId, lastSeenMs }) => [online, locationId, lastSeenMs]);
    const nowMs = clock.wallMs();
    expect(await seenBy(bob)).toEqual([[true, 'crypt', nowMs]]);
    expect(await seenBy(cem)).toEqual([[false, undefined, undefined]]);
    clock.advance(10 * 60_000);
    expect(await seenBy(bob)).toEqual([[false, 'crypt', nowMs]]);
  });

  it('makes one friendship of two who ask each other at once, however often', async () => {
    const [ann, bob] = (await persons(database, 2)) as [Person, Person];
    const other = new Friends({ database, clock }, LIMITS);
    for (let round = 0; round < 5; round++) {
      const both = [friends.ask(ann, bob.characterId), other.ask(bob, ann.characterId)];
      const states = (await Promise.all(both)).map(({ reply }) => reply.state);
      expect(states.toSorted()).toEqual(['asked', 'friends']);
      expect(await statesOf(ann)).toEqual([[bob.name, 'friends']]);
      const ends = [friends.remove(ann, bob.characterId), other.remove(bob, ann.characterId)].map(codeOf);
      expect((await Promise.all(ends)).toSorted()).toEqual(['done', 'not-found']);
    }
  });

  it('asks as often as allowed, taken back or not', async () => {
    const [ann, bob] = (await persons(database, 2)) as [Person, Person];
    const again = async () => {
      const code = await codeOf(friends.ask(ann, bob.characterId));
      if (code === 'done') await friends.remove(ann, bob.characterId);
      return code;
    };
    for (let i = 0; i < SOCIAL_LIMITS.askRate.tokens; i++) expect(await again()).toBe('done');
    expect(await again()).toBe('too-many');
  });

  it('has limits: friends, requests made, requests waiting', async () => {
    const [ann, ...others] = (await persons(database, 9)) as [Person, ...Person[]];
    const ask = (by: Person, whom: Person) => codeOf(friends.ask(by, whom.characterId));
    expect([await ask(ann, others[0]!), await ask(ann, others[1]!), await ask(ann, others[2]!)]).toEqual([
      'done',
      'done',
      'limit-reached',
    ]);
    for (const one of others.slice(3, 6)) expect(await ask(one, ann)).toBe('done');
    expect(await ask(others[6]!, ann)).toBe('limit-reached');
    for (const one of others.slice(3, 6)) await friends.accept(ann, one.characterId);
    expect(await codeOf(friends.accept(others[0]!, ann.characterId))).toBe('limit-reached');
    expect(await ask(ann, ann)).toBe('bad-value');
    expect(await codeOf(friends.ask(ann, 'nobody'))).toBe('not-found');
  });

  it('blocks an account with every character, ends what was between the two, and can be taken back', async () => {
    const [ann, bob] = (await persons(database, 2)) as [Person, Person];
    const alt = await person(database, { accountId: bob.accountId });
    const parties = new Parties({ database, clock, random });
    await befriend(ann, alt);
    const { reply: party } = await parties.create(alt);
    await parties.invite(alt, { partyId: party.id, inviteeId: ann.characterId });
    const { notify } = await blocks.block(ann, bob.characterId);
    expect(notify).toEqual([{ kind: 'blocks', accountId: ann.accountId }]);
    expect([await friends.list(ann), await parties.invites(ann)]).toEqual([[], []]);
    expect(await codeOf(friends.ask(alt, ann.characterId))).toBe('not-found');
    expect(await codeOf(parties.invite(alt, { partyId: party.id, inviteeId: ann.characterId }))).toBe('not-found');
    expect(await codeOf(chat.whisper(alt, ann.characterId, 'hello'))).toBe('not-found');
    expect(await blocks.list(ann)).toEqual([{ characterId: bob.characterId, name: bob.name, sinceMs: clock.wallMs() }]);
    expect([...(await blocks.blockedBy(ann.accountId))]).toEqual([bob.accountId]);
    expect([...(await blocks.blockedBy(bob.accountId))]).toEqual([]);
    // One answer for both: what one can unblock doesn't tell whose other character it is.
    expect(await codeOf(blocks.unblock(ann, alt.characterId))).toBe('not-found');
    await blocks.block(ann, alt.characterId);
    await blocks.unblock(ann, bob.characterId);
    expect(await codeOf(friends.ask(bob, ann.characterId))).toBe('not-found');
    await blocks.unblock(ann, alt.characterId);
    expect(await codeOf(friends.ask(bob, ann.characterId))).toBe('done');
  });

  it('blocks so many, oneself never, nobody not', async () => {
    const [ann, ...others] = (await persons(database, 4)) as [Person, ...Person[]];
    const alt = await person(database, { accountId: ann.accountId });
    const block = (id: string) => codeOf(blocks.block(ann, id));
    expect(await block(ann.characterId)).toBe('bad-value');
    expect(await block(alt.characterId)).toBe('bad-value');
    expect(await block('nobody')).toBe('not-found');
    const codes = [];
    for (const one of [...others, others[0]!]) codes.push(await block(one.characterId));
    expect(codes).toEqual(['done', 'done', 'limit-reached', 'done']);
  });

  it('keeps a copy of what was said with a report, whatever is removed later', async () => {
    const locationId = 'reported';
    const [ann, bob] = (await persons(database, 2, { locationId })) as [Person, Person];
    const said = [];
    for (const text of ['one', 'two', 'three', '<b>bad</b>']) said.push(await chat.say(bob, 'local', text));
    await chat.say(bob, 'local', 'later');
    const { messageId } = said[3]!.reply;
    const { reportId } = await reports.file(ann, { messageId }, `rude'; drop table report; --`);
    await database.transaction((transaction) => removeMessage(transaction, { by: 'mod', messageId }));
    clock.advance(40 * 24 * 3_600_000);
    await chat.clean();
    const report = await reports.get(reportId);
    expect(report).toMatchObject({
      reporterId: ann.characterId,
      accusedId: bob.characterId,
      accusedAccountId: bob.accountId,
      accusedName: bob.name,
      reason: `rude'; drop table report; --`,
      state: 'open',
    });
    expect(report.context.map(({ seq, message }) => [seq, message])).toEqual([
      [2, 'two'],
      [3, 'three'],
      [4, '<b>bad</b>'],
    ]);
  });

  it('takes reports of what one can have seen', async () => {
    const [ann, bob, eve] = (await persons(database, 3)) as [Person, Person, Person];
    const { messageId } = (await chat.whisper(bob, ann.characterId, 'psst')).reply;
    expect(await codeOf(reports.file(eve, { messageId }, 'overheard'))).toBe('not-found');
    expect(await codeOf(reports.file(ann, { messageId }, ' \u202e'))).toBe('bad-value');
    expect(await codeOf(reports.file(ann, { messageId }, 'x'.repeat(501)))).toBe('bad-value');
    expect(await codeOf(reports.file(bob, { messageId }, 'mine'))).toBe('bad-value');
    expect(await codeOf(reports.file(ann, { messageId: 'nothing' }, 'what'))).toBe('not-found');
    expect(await codeOf(reports.file(ann, { characterId: 'nobody' }, 'who'))).toBe('not-found');
    expect(await codeOf(reports.file(ann, { messageId }, 'rude'))).toBe('done');
    expect(await codeOf(reports.file(ann, { messageId }, 'rude again'))).toBe('conflict');
    const staff = { accountId: eve.accountId, username: 'mod' };
    await database.batch([{ sql: `update account set role = 'admin' where id = ?`, values: [eve.accountId] }]);
    const { reply } = await chat.announce(staff, `by the house ${ann.name}`);
    expect(await codeOf(reports.file(ann, { messageId: reply.messageId }, 'no'))).toBe('not-found');
    const party = new Parties({ database, clock, random });
    await party.create(bob);
    const inParty = await chat.say(bob, 'party', 'in here');
    expect(await codeOf(reports.file(eve, { messageId: inParty.reply.messageId }, 'no'))).toBe('not-found');
  });

  it('gives an account’s owner what is kept of it, and nothing of others', async () => {
    const [ann, bob] = (await persons(database, 2)) as [Person, Person];
    await befriend(ann, bob);
    await chat.whisper(ann, bob.characterId, 'mine');
    await chat.whisper(bob, ann.characterId, 'theirs');
    await reports.file(ann, { characterId: bob.characterId }, 'my reason');
    const { tables } = await exportAccount(database, { accountId: ann.accountId, nowMs: 0 });
    expect(tables['chat_message']).toMatchObject([{ body: 'mine' }]);
    expect(tables['friendship']).toHaveLength(1);
    expect(tables['report']).toMatchObject([{ reason: 'my reason' }]);
    expect(Object.keys(tables)).toEqual(expect.arrayContaining(['party_member', 'block', 'presence', 'secret_key']));
    const nobody = await person(database);
    await database.batch([{ sql: 'delete from character where id = ?', values: [nobody.characterId] }]);
    const empty = await exportAccount(database, { accountId: nobody.accountId, nowMs: 0 });
    expect(empty.tables['friendship']).toEqual([]);
  });

  it('lists open reports for the house, which handles each once; so many wait of one account', async () => {
    const [ann, bob, cem, dan] = (await persons(database, 4)) as [Person, Person, Person, Person];
    const about = ({ characterId }: Person) => reports.file(ann, { characterId }, 'cheats');
    const first = await about(bob);
    clock.advance(1);
    await about(cem);
    expect(await codeOf(about(dan))).toBe('limit-reached');
    const mine = async (state: 'open' | 'dismissed' | 'upheld') =>
      (await reports.list({ state })).filter(({ reporterId }) => reporterId === ann.characterId);
    expect((await mine('open')).map(({ accusedId }) => accusedId)).toEqual([bob.characterId, cem.characterId]);
    expect((await reports.list({ state: 'open', after: first.reportId })).map(({ id }) => id)).not.toContain(
      first.reportId,
    );
    const close = (how: Parameters<Reports['closeIn']>[2]) =>
      database.transaction((transaction) => reports.closeIn(transaction, first.reportId, how));
    const closed = await close({ state: 'dismissed', by: 'mod', note: 'no proof' });
    expect(closed).toMatchObject({ state: 'dismissed', handledBy: 'mod', handledMs: clock.wallMs(), note: 'no proof' });
    expect(await codeOf(close({ state: 'upheld', by: 'mod' }))).toBe('not-found');
    expect(await mine('dismissed')).toEqual([closed]);
    // The same character can be reported again for what it does next.
    expect(await codeOf(about(bob))).toBe('done');
    clock.advance(SOCIAL_LIMITS.reportKeptMs + 1);
    await reports.clean();
    expect([await mine('dismissed'), (await mine('open')).length]).toEqual([[], 2]);
  });
});
