/** Each success and refusal that the routes of parties, chat, friends, blocks, reports and places declare, on both databases. */
import { expect, test } from 'vitest';
import { chatRoutes, partyRoutes, presenceRoutes, socialRoutes, type ApiRouteName } from '@rubato/protocol';
import { knownLocations, refusal, type TravelRules } from '@rubato/services';
import { onBothDatabases } from '../../../../tools/provision/both-databases.ts';
import { answering } from './testing/answering.ts';
import type { LivePlayer } from './testing/live-server.ts';

const names = Object.keys({ ...partyRoutes, ...chatRoutes, ...socialRoutes, ...presenceRoutes }) as ApiRouteName[];
const rules: TravelRules = {
  mayTravel: (journey) =>
    journey.toId === 'moon'
      ? refusal('not-allowed', 'nobody flies')
      : knownLocations(['dawn-gate', 'crypt']).mayTravel(journey),
};

onBothDatabases((databaseUrl) => {
  const { live, answers, call, code } = answering(databaseUrl, {
    travelRules: rules,
    partyLimits: { size: 2, invites: 1 },
    socialLimits: { friends: 1, asked: 1, blocks: 1, reports: 1 },
  });
  const person = () => live.player();
  const people = async <N extends number>(count: N) => {
    const all: LivePlayer[] = [];
    for (let i = 0; i < count; i++) all.push(await person());
    return all as readonly LivePlayer[] as readonly [LivePlayer, LivePlayer, LivePlayer, LivePlayer];
  };

  test('a party: made, joined, led, left, ended', async () => {
    const [ann, bob, cem, eve] = await people(4);
    expect(await code(ann, 'createParty', { name: ' ' })).toBe('bad-value');
    const party = await call(ann, 'createParty', { name: '<b>The Nine</b>' });
    const { id } = party;
    expect(party).toMatchObject({ name: '<b>The Nine</b>', leaderId: ann.id, version: 1 });
    expect(await code(ann, 'createParty')).toBe('conflict');
    const invite = (by: LivePlayer, whom: LivePlayer) => call(by, 'inviteToParty', { partyId: id, inviteeId: whom.id });
    expect((await invite(eve, bob)).error).toBe('not-found');
    expect((await invite(ann, ann)).error).toBe('conflict');
    const { inviteId } = await invite(ann, bob);
    expect((await invite(ann, cem)).error).toBe('limit-reached');
    expect((await call(bob, 'ownParty'))['invites']).toMatchObject([{ inviteId, partyId: id, inviterId: ann.id }]);
    expect(await call(bob, 'party', { id })).toMatchObject({ id, members: [{ characterId: ann.id }] });
    expect(await code(eve, 'party', { id })).toBe('not-found');
    expect(await code(eve, 'declinePartyInvite', { inviteId })).toBe('not-found');
    expect(await code(bob, 'declinePartyInvite', { inviteId })).toBeUndefined();
    expect(await code(bob, 'acceptPartyInvite', { inviteId })).toBe('not-found');
    const { inviteId: again } = await invite(ann, bob);
    expect(await call(bob, 'acceptPartyInvite', { inviteId: again })).toMatchObject({ id, version: 2 });
    expect((await invite(ann, cem)).error).toBe('limit-reached');
    for (const name of ['kickFromParty', 'leadParty'] as const) {
      expect(await code(bob, name, { characterId: ann.id })).toBe('not-allowed');
      expect(await code(eve, name, { characterId: ann.id })).toBe('not-found');
    }
    expect(await code(ann, 'kickFromParty', { characterId: ann.id })).toBe('bad-value');
    expect(await code(bob, 'disbandParty')).toBe('not-allowed');
    expect(await code(eve, 'disbandParty')).toBe('not-found');
    expect(await call(ann, 'leadParty', { characterId: bob.id })).toMatchObject({ leaderId: bob.id });
    expect((await call(bob, 'kickFromParty', { characterId: ann.id }))['members']).toMatchObject([
      { characterId: bob.id },
    ]);
    expect(await code(ann, 'leaveParty')).toBe('not-found');
    const mine = await call(ann, 'createParty');
    const { inviteId: third } = await call(ann, 'inviteToParty', { partyId: mine['id'], inviteeId: bob.id });
    expect(await code(bob, 'acceptPartyInvite', { inviteId: third })).toBe('conflict');
    expect(await code(bob, 'disbandParty')).toBeUndefined();
    expect(await call(bob, 'ownParty')).toEqual({ invites: [expect.objectContaining({ inviteId: third })] });
    // The last free place goes to somebody else while bob thinks about it.
    const join = `insert into party_member (character_id, party_id, place, joined_ms) values (?, ?, 9, 0)`;
    await live.running.services.database.batch([{ sql: join, values: [cem.id, String(mine['id'])] }]);
    expect(await code(bob, 'acceptPartyInvite', { inviteId: third })).toBe('limit-reached');
    expect(await code(cem, 'leaveParty')).toBeUndefined();
  });

  test('deleting a character takes it out of its party', async () => {
    const [ann, bob] = await people(2);
    const { id: partyId } = await call(ann, 'createParty');
    const { inviteId } = await call(ann, 'inviteToParty', { partyId, inviteeId: bob.id });
    await call(bob, 'acceptPartyInvite', { inviteId });
    await live.call('deleteCharacter', { token: ann.token, input: { id: ann.id } });
    for (;;) {
      const { party } = (await call(bob, 'ownParty')) as { party?: { leaderId: string } };
      if (party?.leaderId === bob.id) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  test('what was said is read by those who were to hear it', async () => {
    const [ann, bob, eve] = await people(3);
    const { chat } = live.running.services;
    const player = ({ accountId, id: characterId }: LivePlayer) => ({ accountId, characterId });
    const texts = [`'; drop table chat_message; --`, '<script>alert(1)</script>', '${7*7}'];
    for (const text of texts) await chat.whisper(player(ann), bob.id, text);
    const read = async (who: LivePlayer, query: string) => {
      const { messages } = (await call(who, 'chatHistory', { channel: 'whisper' }, query)) as {
        messages: readonly { seq: number; message: string; senderId: string }[];
      };
      return messages.map(({ seq, message }) => [seq, message]);
    };
    expect(await read(bob, `?with=${ann.id}`)).toEqual(texts.map((text, at) => [at + 1, text]));
    expect(await read(bob, `?with=${ann.id}&before=3&limit=1`)).toEqual([[2, texts[1]]]);
    expect(await read(ann, `?with=${bob.id}&after=2`)).toEqual([[3, texts[2]]]);
    expect(await read(eve, `?with=${bob.id}`)).toEqual([]);
    expect(await code(eve, 'chatHistory', { channel: 'whisper' })).toBe('bad-value');
    expect(await code(eve, 'chatHistory', { channel: 'party' })).toBe('not-found');
    expect(await code(eve, 'chatHistory', { channel: 'nonsense' })).toBe('bad-request');
    expect(await call(eve, 'chatHistory', { channel: 'local' })).toEqual({ messages: [] });
  });

  test('friends: asked, accepted, ended', async () => {
    const [ann, bob, cem] = await people(3);
    const ask = (by: LivePlayer, whom: LivePlayer) => call(by, 'askFriend', { characterId: whom.id });
    expect((await ask(ann, ann)).error).toBe('bad-value');
    expect((await ask(ann, { ...ann, id: 'nobody' })).error).toBe('not-found');
    expect(await ask(ann, bob)).toEqual({ state: 'asked' });
    expect((await ask(ann, bob)).error).toBe('conflict');
    expect((await ask(ann, cem)).error).toBe('limit-reached');
    expect(await code(ann, 'acceptFriend', { id: bob.id })).toBe('not-found');
    expect(await call(bob, 'acceptFriend', { id: ann.id })).toEqual({ state: 'friends' });
    expect((await call(bob, 'friends'))['friends']).toMatchObject([
      { characterId: ann.id, state: 'friends', online: false },
    ]);
    expect(await ask(ann, cem)).toEqual({ state: 'asked' });
    expect(await code(cem, 'acceptFriend', { id: ann.id })).toBe('limit-reached');
    expect(await code(ann, 'removeFriend', { id: cem.id })).toBeUndefined();
    expect(await code(ann, 'removeFriend', { id: cem.id })).toBe('not-found');
  });

  test('blocks and reports', async () => {
    const [ann, bob, cem] = await people(3);
    const block = (whom: LivePlayer) => code(ann, 'block', { characterId: whom.id });
    expect(await block(ann)).toBe('bad-value');
    expect(await block({ ...bob, id: 'nobody' })).toBe('not-found');
    expect(await block(bob)).toBeUndefined();
    expect(await block(cem)).toBe('limit-reached');
    expect((await call(ann, 'blocks'))['blocks']).toMatchObject([{ characterId: bob.id }]);
    expect(await code(ann, 'unblock', { id: cem.id })).toBe('not-found');
    expect(await code(ann, 'unblock', { id: bob.id })).toBeUndefined();
    const about = (about: object, reason = 'rude') => code(ann, 'report', { ...about, reason });
    expect(await about({})).toBe('bad-value');
    expect(await about({ characterId: bob.id, messageId: 'x' })).toBe('bad-value');
    expect(await about({ messageId: 'x' })).toBe('not-found');
    expect(await about({ characterId: bob.id })).toBeUndefined();
    expect(await about({ characterId: bob.id })).toBe('conflict');
    expect(await about({ characterId: cem.id })).toBe('limit-reached');
  });

  test('keys for sealed messages', async () => {
    const [ann, bob, eve] = await people(3);
    const key = 'A'.repeat(42);
    for (const wrong of ['', key, `${key}B`, `${key}AA`, `'; drop table secret_key; --`.padEnd(43, 'A')])
      expect(await code(ann, 'publishKey', { publicKey: wrong })).toBe('bad-value');
    expect(await code(ann, 'publishKey', { publicKey: `${key}A` })).toBeUndefined();
    const { changedMs } = await call(bob, 'key', { id: ann.id });
    expect(await code(ann, 'publishKey', { publicKey: `${key}A` })).toBeUndefined();
    expect(await call(bob, 'key', { id: ann.id })).toEqual({ publicKey: `${key}A`, changedMs });
    expect(await call(ann, 'key', { id: ann.id })).toEqual({ publicKey: `${key}A`, changedMs });
    for (const id of [bob.id, 'nobody']) expect(await code(ann, 'key', { id })).toBe('not-found');
    await call(ann, 'block', { characterId: eve.id });
    expect(await code(eve, 'key', { id: ann.id })).toBe('not-found');
    // Whoever changes keys all the time makes everybody compare words all the time.
    const codes = new Set<string | undefined>();
    for (const last of 'EIMQUYcgkosw') codes.add(await code(ann, 'publishKey', { publicKey: `${key}${last}` }));
    expect(codes).toEqual(new Set([undefined, 'too-many']));
  });

  test('places: where one is, who is there, and where one may go', async () => {
    const ann = await person();
    expect(await call(ann, 'nearbyPlayers')).toEqual({ locationId: 'dawn-gate', players: [] });
    const go = (toLocationId: string, rest = {}) => call(ann, 'travel', { toLocationId, ...rest });
    expect((await go('moon')).error).toBe('not-allowed');
    expect((await go('nowhere')).error).toBe('not-found');
    expect((await go('crypt', { fromLocationId: 'moon' })).error).toBe('conflict');
    expect((await go('crypt', { position: { x: 1e300, y: 0, z: 0 } })).error).toBe('bad-value');
    expect(await go('crypt', { position: { x: 1, y: 2, z: 3 } })).toEqual({ locationId: 'crypt', players: [] });
    expect((await call(ann, 'nearbyPlayers'))['locationId']).toBe('crypt');
  });

  test('every answer that these routes declare was seen above', () => {
    expect(answers.unseenOwn(names)).toEqual([]);
  });
});
