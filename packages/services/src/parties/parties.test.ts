import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock, SeededRandom } from '@rubato/ports/doubles';
import { persons, type Person } from '../testing/people.ts';
import { codeOf } from '../testing/service-world.ts';
import { Parties } from './parties.ts';
import { PARTY_LIMITS } from './party.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

const LIMITS = { size: 4, invites: 3, invitesToOne: 2 };

describe.for(availableDatabases)('parties on $name', (kind) => {
  let database: Database;
  const clock = new ManualClock();
  const random = new SeededRandom('parties');
  const onServer = () => new Parties({ database, clock, random }, LIMITS);
  let parties: Parties;
  migratedDatabase(kind, (made) => void (database = made));
  beforeAll(async () => {
    parties = onServer();
  });

  /** A party of so many, the first of whom leads, and its id. */
  async function partyOf(count: number) {
    const people = (await persons(database, count)) as readonly [Person, Person, Person, ...Person[]];
    const { reply } = await parties.create(people[0], { name: 'The Nine' });
    for (const one of people.slice(1)) await join(people[0], one, reply.id);
    return { id: reply.id, people };
  }
  async function join(by: Person, who: Person, partyId: string) {
    const { reply } = await parties.invite(by, { partyId, inviteeId: who.characterId });
    return parties.accept(who, reply.inviteId);
  }
  const membersOf = async (who: Person) => (await parties.of(who))?.members.map(({ characterId }) => characterId);
  const ids = (...people: readonly Person[]) => people.map(({ characterId }) => characterId);

  it('are made, joined by invitation, and seen by those they concern', async () => {
    const [ann, bob, eve] = await persons(database, 3);
    const made = await parties.create(ann!, { name: '  The   Nine ' });
    const partyId = made.reply.id;
    expect(made.reply).toMatchObject({ name: 'The   Nine', leaderId: ann!.characterId, maxSize: 4, version: 1 });
    expect(made.notify).toEqual([{ kind: 'follow', characterId: ann!.characterId, enters: `party:${partyId}` }]);
    const invited = await parties.invite(ann!, { partyId, inviteeId: bob!.characterId });
    const { inviteId, expiresMs } = invited.reply;
    expect(expiresMs).toBe(clock.wallMs() + PARTY_LIMITS.inviteMs);
    expect(invited.notify).toEqual([
      {
        to: `character:${bob!.characterId}`,
        type: 'PARTY_INVITE',
        from: ann!.accountId,
        data: {
          inviteId,
          partyId,
          partyName: 'The   Nine',
          inviterId: ann!.characterId,
          inviterName: ann!.name,
          expiresMs,
        },
      },
    ]);
    expect(await parties.invites(bob!)).toEqual([invited.reply]);
    expect((await parties.get(bob!, partyId)).members).toHaveLength(1);
    expect(await codeOf(parties.get(eve!, partyId))).toBe('not-found');
    const joined = await parties.accept(bob!, inviteId);
    expect(joined.notify).toEqual([
      { kind: 'follow', characterId: bob!.characterId, enters: `party:${partyId}` },
      { to: `party:${partyId}`, type: 'PARTY_UPDATE', data: joined.reply },
    ]);
    expect(joined.reply).toMatchObject({
      version: 2,
      members: [{ name: ann!.name, online: false }, { name: bob!.name }],
    });
    expect(await codeOf(parties.accept(bob!, inviteId))).toBe('not-found');
    expect(await parties.invites(bob!)).toEqual([]);
  });

  it('keep each character to one party', async () => {
    const [ann, bob, cem] = await persons(database, 3);
    const first = await parties.create(ann!);
    expect(await codeOf(parties.create(ann!))).toBe('conflict');
    const second = await parties.create(bob!);
    for (const [by, { reply }] of [
      [ann!, first],
      [bob!, second],
    ] as const)
      await parties.invite(by, { partyId: reply.id, inviteeId: cem!.characterId });
    const [one, other] = await parties.invites(cem!);
    await parties.accept(cem!, one!.inviteId);
    expect(await codeOf(parties.accept(cem!, other!.inviteId))).toBe('conflict');
    // The refused invitation is still there for whoever leaves.
    await parties.leave(cem!);
    expect((await parties.accept(cem!, other!.inviteId)).reply.id).toBe(other!.partyId);
  });

  it('outlive their members’ connections and the server', async () => {
    const { id, people } = await partyOf(3);
    expect(await onServer().of(people[1])).toMatchObject({ id, leaderId: people[0].characterId });
  });

  it('are led by whoever joined next when the leader leaves, and end with the last one', async () => {
    const { id, people } = await partyOf(3);
    const [ann, bob, cem] = people;
    const left = await parties.leave(ann);
    expect(left.notify).toMatchObject([
      { kind: 'follow', characterId: ann.characterId, leaves: `party:${id}` },
      { to: `party:${id}`, type: 'PARTY_UPDATE', data: { leaderId: bob.characterId } },
    ]);
    expect(await parties.of(ann)).toBeUndefined();
    await parties.leave(cem);
    expect((await parties.leave(bob)).notify).toHaveLength(1);
    expect(await codeOf(parties.get(bob, id))).toBe('not-found');
    expect(await codeOf(parties.leave(bob))).toBe('not-found');
  });

  it('are handed over by their leader only', async () => {
    const { people } = await partyOf(3);
    const [ann, bob, cem] = people;
    const [eve] = await persons(database, 1);
    expect(await codeOf(parties.lead(bob, bob.characterId))).toBe('not-allowed');
    expect(await codeOf(parties.lead(ann, eve!.characterId))).toBe('not-found');
    expect(await codeOf(parties.lead(eve!, eve!.characterId))).toBe('not-found');
    expect((await parties.lead(ann, cem.characterId)).reply.leaderId).toBe(cem.characterId);
    expect(await codeOf(parties.disband(ann))).toBe('not-allowed');
  });

  it('are left by whoever the leader kicks, and by nobody whom another member kicks', async () => {
    const { id, people } = await partyOf(3);
    const [ann, bob, cem] = people;
    const [eve] = await persons(database, 1);
    expect(await codeOf(parties.kick(bob, cem.characterId))).toBe('not-allowed');
    expect(await codeOf(parties.kick(eve!, cem.characterId))).toBe('not-found');
    expect(await codeOf(parties.kick(ann, eve!.characterId))).toBe('not-found');
    expect(await codeOf(parties.kick(ann, ann.characterId))).toBe('bad-value');
    expect(await membersOf(ann)).toEqual(ids(ann, bob, cem));
    const kicked = await parties.kick(ann, bob.characterId);
    expect(kicked.notify).toMatchObject([
      { to: `character:${bob.characterId}`, type: 'PARTY_KICK', data: { partyId: id, characterId: bob.characterId } },
      { kind: 'follow', characterId: bob.characterId, leaves: `party:${id}` },
      { to: `party:${id}`, type: 'PARTY_UPDATE', data: kicked.reply },
    ]);
    expect(await membersOf(ann)).toEqual(ids(ann, cem));
  });

  it('end for everybody when their leader disbands them, invitations too', async () => {
    const { id, people } = await partyOf(3);
    const [ann, bob] = people;
    const [eve] = await persons(database, 1);
    const { reply } = await parties.invite(bob, { partyId: id, inviteeId: eve!.characterId });
    expect(await codeOf(parties.disband(bob))).toBe('not-allowed');
    const { notify } = await parties.disband(ann);
    expect(notify[0]).toMatchObject({ to: `party:${id}`, type: 'PARTY_DISBAND', data: { partyId: id } });
    expect(notify).toHaveLength(4);
    for (const one of people) expect(await parties.of(one)).toBeUndefined();
    expect(await codeOf(parties.accept(eve!, reply.inviteId))).toBe('not-found');
  });

  it('take nobody without an invitation of their own that is open', async () => {
    const { id, people } = await partyOf(2);
    const [eve, fay] = await persons(database, 2);
    expect(await codeOf(parties.invite(eve!, { partyId: id, inviteeId: fay!.characterId }))).toBe('not-found');
    expect(await codeOf(parties.accept(eve!, 'nothing'))).toBe('not-found');
    const { reply } = await parties.invite(people[1], { partyId: id, inviteeId: eve!.characterId });
    expect(await codeOf(parties.accept(fay!, reply.inviteId))).toBe('not-found');
    expect(await codeOf(parties.decline(fay!, reply.inviteId))).toBe('not-found');
    const declined = await parties.decline(eve!, reply.inviteId);
    expect(declined.notify).toMatchObject([{ to: `character:${people[1].characterId}`, type: 'PARTY_DECLINE' }]);
    expect(await codeOf(parties.accept(eve!, reply.inviteId))).toBe('not-found');
    const again = await parties.invite(people[0], { partyId: id, inviteeId: eve!.characterId });
    clock.advance(PARTY_LIMITS.inviteMs);
    expect(await parties.invites(eve!)).toEqual([]);
    expect(await codeOf(parties.accept(eve!, again.reply.inviteId))).toBe('not-found');
  });

  it('invite nobody who is in already, is gone, or blocks whoever invites: the last two read the same', async () => {
    const { id, people } = await partyOf(2);
    const [ann, bob] = people;
    const [gone, blocker] = await persons(database, 2);
    await database.batch([
      { sql: 'update character set deleted_ms = 1 where id = ?', values: [gone!.characterId] },
      {
        sql: 'insert into block (account_id, character_id, blocked_id, name, created_ms) values (?, ?, ?, ?, 0)',
        values: [blocker!.accountId, ann.characterId, ann.accountId, ann.name],
      },
    ]);
    const answer = (inviteeId: string, by = ann) =>
      parties
        .invite(by, { partyId: id, inviteeId })
        .catch(({ code, message }: Error & { code: string }) => [code, message]);
    expect(await answer(bob.characterId)).toEqual(['conflict', expect.any(String)]);
    expect(await answer(gone!.characterId)).toEqual(['not-found', expect.any(String)]);
    expect(await answer(blocker!.characterId)).toEqual(await answer('nobody'));
    expect(await answer(blocker!.characterId, bob)).toMatchObject({ reply: { partyId: id } });
  });

  it('have limits: members, open invitations of a party, and to one character', async () => {
    const { id, people } = await partyOf(3);
    const ann = people[0];
    const others = await persons(database, 5);
    const invite = (at: number) => parties.invite(ann, { partyId: id, inviteeId: others[at]!.characterId });
    const open = [await invite(0), await invite(1), await invite(2)];
    expect(await codeOf(invite(3))).toBe('limit-reached');
    // The same one again gets a new invitation in the place of the old.
    const again = await invite(0);
    expect(await codeOf(parties.accept(others[0]!, open[0]!.reply.inviteId))).toBe('not-found');
    await parties.accept(others[0]!, again.reply.inviteId);
    expect(await codeOf(parties.accept(others[1]!, open[1]!.reply.inviteId))).toBe('limit-reached');
    expect(await codeOf(invite(3))).toBe('limit-reached');
    const target = others[4]!.characterId;
    const makers = await persons(database, 3);
    for (const [at, maker] of makers.entries()) {
      const { reply } = await parties.create(maker);
      const code = await codeOf(parties.invite(maker, { partyId: reply.id, inviteeId: target }));
      expect(code).toBe(at < LIMITS.invitesToOne ? 'done' : 'limit-reached');
    }
  });

  it('let nobody be pestered: an invitation again and again is one too many', async () => {
    const { id, people } = await partyOf(2);
    const [eve] = await persons(database, 1);
    const invite = () => codeOf(parties.invite(people[1], { partyId: id, inviteeId: eve!.characterId }));
    const { tokens, perMs } = PARTY_LIMITS.inviteRate;
    for (let i = 0; i < tokens; i++) expect(await invite()).toBe('done');
    expect(await invite()).toBe('too-many');
    expect(await parties.invites(eve!)).toHaveLength(1);
    clock.advance(perMs / tokens);
    expect(await invite()).toBe('done');
  });

  it('forget what expired, and leave deleted characters behind', async () => {
    const { id, people } = await partyOf(2);
    const [ann, bob] = people;
    const [eve] = await persons(database, 1);
    await parties.invite(ann, { partyId: id, inviteeId: eve!.characterId });
    clock.advance(PARTY_LIMITS.inviteMs);
    await parties.clean();
    const { rows } = await database.query('select count(*) as count from party_invite');
    expect(rows).toEqual([{ count: 0 }]);
    const { notify } = await parties.forget([ann.characterId, eve!.characterId]);
    expect(notify).toHaveLength(2);
    expect(await parties.of(bob)).toMatchObject({ leaderId: bob.characterId, members: [{ name: bob.name }] });
    // Removed without anybody leaving: the party is as good as gone, and soon is.
    await database.batch([{ sql: 'delete from character where id = ?', values: [bob.characterId] }]);
    expect(await codeOf(parties.get(bob, id))).toBe('not-found');
    await parties.clean();
    expect((await database.query('select id from party where id = ?', [id])).rows).toEqual([]);
  });

  it.each([
    ['a name of nothing', ' \u202e\t '],
    ['more than 32 characters', 'x'.repeat(33)],
    ['more than 64 bytes', '👩‍👩‍👧‍👦'.repeat(4)],
    ['half a character', 'a\ud800b'],
  ])('refuse %s', async (_, name) => {
    const [ann] = await persons(database, 1);
    expect(await codeOf(parties.create(ann!, { name }))).toBe('bad-value');
    expect(await parties.of(ann!)).toBeUndefined();
  });

  it('keep SQL and markup in a name as text', async () => {
    for (const name of [`'; drop table party; --`, '<script>alert(1)</script>', '${7*7} %s ?']) {
      const [ann] = await persons(database, 1);
      await parties.create(ann!, { name });
      expect((await parties.of(ann!))!.name).toBe(name);
    }
  });
});
