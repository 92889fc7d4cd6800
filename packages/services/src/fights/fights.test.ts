import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { structCodec } from '@rubato/schema';
import { combatMessages } from '@rubato/protocol';
import { Parties } from '../parties/parties.ts';
import { codeOf } from '../testing/service-world.ts';
import { CHALLENGE_MS, FALLEN_HEALTH, KEPT_FIGHT_MS, RECOVERY_MS } from './fight.ts';
import { FIGHTS_PER_PAGE } from './fights.ts';
import { fightWorld, type FightTestWorld } from './testing/fight-world.ts';
import { won } from './testing/scripted-matches.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

const WOLF = { targetId: '7' };

describe.for(availableDatabases)('fights on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));
  const world = (place?: string) => fightWorld(database, place);

  async function partyOf({ clock, people }: FightTestWorld, count: number) {
    const members = await people(count);
    const parties = new Parties({
      database,
      clock,
      random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
    });
    const { reply } = await parties.create(members[0]);
    for (const one of members.slice(1)) {
      const invited = await parties.invite(members[0], { partyId: reply.id, inviteeId: one.characterId });
      await parties.accept(one, invited.reply.inviteId);
    }
    return members;
  }

  describe('beginning', () => {
    it('against a creature takes it into the fight, and shows how everybody stands', async () => {
      const w = await world();
      const [ann] = await w.people(1);
      const { reply } = await w.fights.start(ann, WOLF);
      expect(reply).toMatchObject({
        kind: 'creature',
        phase: 'running',
        locationId: w.place,
        actorId: ann.characterId,
      });
      expect(reply.fighters.map(({ id, side, player, kind: what }) => [id, side, player, what])).toEqual([
        [ann.characterId, 'a', true, 'character'],
        ['creature-7', 'b', false, 'ash-wolf'],
      ]);
      expect(reply.turnEndsMs).toBe(w.clock.wallMs() + 30_000);
      expect(reply.order).toEqual(['creature-7']);
      expect(w.wolf.fight).toBe(reply.combatId);
      expect(await w.fights.state(ann)).toEqual(reply);
      const codec = structCodec(combatMessages.COMBAT_STATE.reply);
      expect(codec.fromJson(JSON.parse(JSON.stringify(reply)))).toMatchObject({ ok: true });
    });

    it('is refused for who fights already, for what is not there, and where nobody can fight', async () => {
      const w = await world();
      const [ann, bob, eve] = await w.people(3);
      await w.fights.start(ann, WOLF);
      expect(await codeOf(w.fights.start(bob, WOLF))).toBe('conflict');
      expect(await codeOf(w.fights.start(bob, { targetId: '8' }))).toBe('not-found');
      expect(await codeOf(w.fights.start(bob, { targetId: bob.characterId }))).toBe('bad-value');
      expect(await codeOf(w.fights.start(bob, { targetId: 'nobody' }))).toBe('not-found');
      await w.move([eve], 'elsewhere');
      expect(await codeOf(w.fights.start(eve, WOLF))).toBe('not-allowed');
      expect(await codeOf(w.fights.start(bob, { targetId: eve.characterId }))).toBe('not-found');
    });

    it('leaves the creature free when who would fight it is in a fight already', async () => {
      const w = await world();
      const [ann] = await w.people(1);
      await w.fights.start(ann, WOLF);
      const first = w.wolf.fight;
      w.wolf.fight = undefined;
      expect(await codeOf(w.fights.start(ann, WOLF))).toBe('conflict');
      expect(w.wolf.fight).toBeUndefined();
      expect(w.wolf.facts).toMatchObject([{ kind: 'fight-lost', creatureId: 7, slayers: [] }]);
      expect(w.wolf.facts[0]!.matchId).not.toBe(first);
    });

    it('of two who begin at once lets one', async () => {
      const w = await world();
      const [ann] = await w.people(1);
      const both = [w.fights.start(ann, WOLF), w.fights.start(ann, WOLF)].map(codeOf);
      expect((await Promise.all(both)).toSorted()).toEqual(['conflict', 'done']);
    });

    it('takes along the party that is there, seen and free, four at most', async () => {
      const w = await world();
      const members = await partyOf(w, 5);
      await w.move([members[1]], 'elsewhere');
      const { reply, notify } = await w.fights.start(members[0], WOLF);
      const people = reply.fighters.filter(({ player }) => player).map(({ id }) => id);
      expect(people).toEqual([members[0], members[2], members[3], members[4]].map(({ characterId }) => characterId));
      expect(notify.map((notice) => notice.kind !== 'follow' && [notice.to, notice.type])).toEqual(
        people.slice(1).map((id) => [`character:${id}`, 'COMBAT_START']),
      );
      expect((await w.fights.state(members[3])).combatId).toBe(reply.combatId);
      expect(await codeOf(w.fights.state(members[1]))).toBe('not-found');
    });

    it('when no match can run gives everything back', async () => {
      const w = await world();
      const [ann] = await w.people(1);
      await w.give(ann.characterId, 'healing-draught', 1);
      w.matches.full = true;
      expect(await codeOf(w.fights.start(ann, WOLF))).toBe('overloaded');
      expect([w.wolf.fight, await w.holds(ann.characterId)]).toEqual([undefined, ['healing-draught']]);
      w.matches.full = false;
      expect(await codeOf(w.fights.start(ann, WOLF))).toBe('done');
    });
  });

  describe('between characters', () => {
    it('a duel begins when both have asked each other', async () => {
      const w = await world();
      const [ann, bob] = await w.people(2);
      const asked = await w.fights.start(ann, { targetId: bob.characterId });
      expect(asked.reply).toMatchObject({ phase: 'waiting', kind: 'duel' });
      expect(asked.notify).toMatchObject([
        { to: `character:${bob.characterId}`, type: 'COMBAT_START', from: ann.accountId },
      ]);
      expect(await codeOf(w.fights.start(ann, { targetId: bob.characterId }))).toBe('done');
      const begun = await w.fights.start(bob, { targetId: ann.characterId, mode: 'duel' });
      expect(begun.reply).toMatchObject({ phase: 'running', kind: 'duel' });
      expect(begun.reply.fighters.map(({ id }) => id)).toEqual([ann.characterId, bob.characterId]);
    });

    it('a challenge ends with its time, and when it was answered', async () => {
      const w = await world();
      const [ann, bob] = await w.people(2);
      await w.fights.start(ann, { targetId: bob.characterId });
      w.clock.advance(CHALLENGE_MS + 1);
      expect((await w.fights.start(bob, { targetId: ann.characterId })).reply.phase).toBe('waiting');
      const { reply } = await w.fights.start(ann, { targetId: bob.characterId });
      w.matches.end(reply.combatId, 1);
      await w.fights.idle();
      expect((await w.fights.start(ann, { targetId: bob.characterId })).reply.phase).toBe('waiting');
      await w.fights.forget();
    });

    it('an attack needs no consent, but another faction, and a place that is not safe', async () => {
      const w = await world();
      const [ann, bob, eve] = await w.people(3);
      const attack = { targetId: bob.characterId, mode: 'attack' } as const;
      expect(await codeOf(w.fights.start(ann, attack))).toBe('not-allowed');
      await database.batch([{ sql: `update character set faction = 'foes' where id = ?`, values: [bob.characterId] }]);
      const safe = `${w.place}-safe`;
      await w.move([ann, bob], safe);
      expect(await codeOf(w.fights.start(ann, attack))).toBe('not-allowed');
      await w.move([ann, bob]);
      await database.batch([
        { sql: 'update presence set online = 0 where character_id = ?', values: [bob.characterId] },
      ]);
      expect(await codeOf(w.fights.start(ann, attack))).toBe('not-found');
      await w.see([bob]);
      expect((await w.fights.start(ann, attack)).reply).toMatchObject({ kind: 'attack', phase: 'running' });
      expect(await codeOf(w.fights.start(eve, { ...attack }))).toBe('conflict');
    });
  });

  describe('acting', () => {
    it('passes orders to the match in its own words', async () => {
      const w = await world();
      const [ann] = await w.people(1);
      const { combatId } = (await w.fights.start(ann, WOLF)).reply;
      const act = (wish: object) => w.fights.act(ann, { combatId, actionType: 'attack', ...wish } as never);
      await act({ targetId: 'creature-7' });
      await act({ actionType: 'ability', abilityName: 'oakfall', targetId: 'creature-7', turn: 1 });
      await act({ actionType: 'ability', abilityName: 'deep-roots' });
      await act({ actionType: 'item', itemId: 'healing-draught', targetId: ann.characterId });
      await act({ actionType: 'defend' });
      await act({ actionType: 'flee' });
      expect(w.matches.matches.get(combatId)!.orders.map(({ seat, action }) => [seat, action])).toEqual([
        [1, { action: 'attack', target: 2 }],
        [1, { action: 'ability', ability: 'oakfall', target: 2 }],
        [1, { action: 'ability', ability: 'deep-roots', target: 0 }],
        [1, { action: 'item', item: 'healing-draught', target: 1 }],
        [1, { action: 'defend' }],
        [1, { action: 'flee' }],
      ]);
    });

    it('refuses what is not one’s own, not one’s turn, incomplete, or against the rules', async () => {
      const w = await world();
      const [ann, eve] = await w.people(2);
      const { combatId } = (await w.fights.start(ann, WOLF)).reply;
      const code = (wish: object, by = ann) =>
        codeOf(w.fights.act(by, { combatId, actionType: 'attack', ...wish } as never));
      expect(await code({ actionType: 'defend' }, eve)).toBe('not-found');
      expect(await code({ combatId: 'none' })).toBe('not-found');
      expect(await code({})).toBe('bad-value');
      expect(await code({ targetId: eve.characterId })).toBe('not-found');
      expect(await code({ actionType: 'ability' })).toBe('bad-value');
      expect(await code({ actionType: 'item', itemId: 'healing-draught' })).toBe('bad-value');
      expect(await code({ actionType: 'defend', turn: 9 })).toBe('conflict');
      for (const [reason, answer] of [
        ['none-left', 'not-held'],
        ['no-mana', 'not-allowed'],
        ['bad-args', 'bad-value'],
        ['no-such-target', 'not-found'],
        ['not-your-turn', 'conflict'],
        ['constructor', 'not-allowed'],
      ] as const) {
        w.matches.refusal = reason;
        expect([reason, await code({ actionType: 'defend' })]).toEqual([reason, answer]);
      }
      w.matches.matches.get(combatId)!.acting = 2;
      expect(await code({ actionType: 'defend' })).toBe('conflict');
      w.matches.end(combatId, 1);
      await w.fights.idle();
      expect(await code({ actionType: 'defend' })).toBe('conflict');
    });

    it('tells everybody in the fight what happens, in the declared form', async () => {
      const w = await world();
      const members = await partyOf(w, 2);
      const { combatId } = (await w.fights.start(members[0], WOLF)).reply;
      w.matches.tell(
        combatId,
        { name: 'acted', data: { who: 1, action: 'ability', detail: 'cinder-lash', target: 3, by: 'order' } },
        {
          name: 'damage',
          data: { who: 1, target: 3, type: 'fire', amount: 9, absorbed: 0, critical: true, health: 41 },
        },
        { name: 'turnBegan', data: { who: 3, round: 1, turn: 2, dueAt: 4 } },
        { name: 'acted', data: { who: 3, action: 'attack', detail: '', target: 1, by: 'nature' } },
        { name: 'missed', data: { who: 3, target: 1, health: 80 } },
        { name: 'burned', data: { target: 3, amount: 3, health: 38 } },
        { name: 'heal', data: { who: 2, target: 1, amount: 5, health: 85 } },
      );
      await w.fights.idle();
      const own = w.told.filter(({ to }) => to === `character:${members[1].characterId}`);
      expect(own.map(({ type }) => type)).toEqual([
        'COMBAT_ACTION',
        'COMBAT_DAMAGE',
        'COMBAT_ACTION',
        'COMBAT_DAMAGE',
        'COMBAT_DAMAGE',
        'COMBAT_HEAL',
        'COMBAT_STATE',
      ]);
      expect(own[1]!.data).toMatchObject({
        combatId,
        turn: 10,
        index: 1,
        sourceId: members[0].characterId,
        targetId: 'creature-7',
        amount: 9,
        health: 41,
        critical: true,
        abilityName: 'cinder-lash',
      });
      expect(own[3]!.data).toMatchObject({ sourceId: 'creature-7', missed: true, amount: 0, health: 80 });
      for (const { type, data } of w.told) {
        const { notice } = combatMessages[type as keyof typeof combatMessages];
        const checked = structCodec(notice as never).fromJson(JSON.parse(JSON.stringify(data)));
        expect([type, checked]).toMatchObject([type, { ok: true }]);
      }
    });
  });

  describe('the end', () => {
    it('gives gold, items and experience, raises levels, keeps wounds, and lets everybody go', async () => {
      const w = await world();
      const [ann] = await w.people(1);
      const { combatId } = (await w.fights.start(ann, WOLF)).reply;
      const wounds = { 1: { health: 40, mana: 10 } };
      w.matches.end(
        combatId,
        1,
        [won(1, 'gold', 12), won(1, 'experience', 230), won(1, 'item', 1, 'ash-pelt')],
        wounds,
      );
      await w.fights.idle();
      expect([await w.gold(ann.characterId), await w.holds(ann.characterId)]).toEqual([12, ['ash-pelt']]);
      expect(await w.fights.condition(ann)).toEqual({
        level: 3,
        experience: 230,
        nextLevelAt: 300,
        health: 40,
        mana: 25,
        stamina: 100,
      });
      expect(w.told.map(({ type }) => type)).toEqual(['COMBAT_STATE', 'CHARACTER_UPDATE', 'COMBAT_END']);
      expect(w.told.at(-1)!.data).toEqual({
        combatId,
        winner: 'a',
        reason: 'victory',
        rewards: [
          {
            characterId: ann.characterId,
            experience: 230,
            assets: [{ asset: 'gold', amount: 12 }],
            items: ['ash-pelt'],
          },
        ],
      });
      expect(w.wolf.facts).toMatchObject([
        {
          kind: 'fight-won',
          matchId: combatId,
          turn: 10,
          creature: 'ash-wolf',
          creatureId: 7,
          locationId: w.place,
          slayers: [ann.characterId],
        },
      ]);
      expect(await codeOf(w.fights.state(ann))).toBe('not-found');
      expect(await w.fights.state(ann, combatId)).toMatchObject({ phase: 'ended', winner: 'a', turn: 10 });
      expect(await codeOf(w.fights.start(ann, WOLF))).toBe('done');
    });

    it('wounds heal with time; the fallen get up with a little health', async () => {
      const w = await world();
      const [ann] = await w.people(1);
      const { combatId } = (await w.fights.start(ann, WOLF)).reply;
      w.matches.end(combatId, 2);
      await w.fights.idle();
      expect((await w.fights.condition(ann)).health).toBe(FALLEN_HEALTH);
      expect(w.wolf.facts).toMatchObject([{ kind: 'fight-lost', slayers: [] }]);
      w.clock.advance(RECOVERY_MS / 2);
      expect((await w.fights.condition(ann)).health).toBe(FALLEN_HEALTH + 50);
      const again = (await w.fights.start(ann, WOLF)).reply;
      expect(w.matches.matches.get(again.combatId)!.entrants[0]!.health).toBe(FALLEN_HEALTH + 50);
      w.clock.advance(RECOVERY_MS);
      expect((await w.fights.condition(ann)).health).toBe(100);
    });

    it('who fled wins nothing of what the others slew', async () => {
      const w = await world();
      const members = await partyOf(w, 2);
      const { combatId } = (await w.fights.start(members[0], WOLF)).reply;
      w.matches.end(combatId, 1, [won(1, 'gold', 5)], { 2: { state: 'fled' } });
      await w.fights.idle();
      expect(w.wolf.facts).toMatchObject([{ slayers: [members[0].characterId] }]);
      expect(await w.gold(members[1].characterId)).toBe(0);
    });

    it('what was used up is gone, the rest comes back; meanwhile nobody can trade it away', async () => {
      const w = await world();
      const [ann] = await w.people(1);
      await w.give(ann.characterId, 'healing-draught', 3);
      await w.give(ann.characterId, 'sword', 1);
      const { combatId } = (await w.fights.start(ann, WOLF)).reply;
      expect(await w.holds(ann.characterId)).toEqual(['healing-draught', 'sword']);
      expect(w.matches.matches.get(combatId)!.entrants[0]!.supplies).toHaveLength(2);
      w.matches.end(combatId, 1, [], { 1: { healingDraughts: 1 } });
      await w.fights.idle();
      expect(await w.holds(ann.characterId)).toEqual(['healing-draught', 'healing-draught', 'sword']);
    });

    it('a match that is lost gives everything back, and nobody wins', async () => {
      const w = await world();
      const [ann] = await w.people(1);
      await w.give(ann.characterId, 'healing-draught', 1);
      const { combatId } = (await w.fights.start(ann, WOLF)).reply;
      w.matches.lose(combatId);
      await Promise.resolve();
      await w.fights.idle();
      expect(await w.holds(ann.characterId)).toEqual(['healing-draught']);
      expect([w.wolf.fight, w.told.at(-1)]).toMatchObject([
        undefined,
        { type: 'COMBAT_END', data: { reason: 'void' } },
      ]);
      expect(await codeOf(w.fights.start(ann, WOLF))).toBe('done');
    });
  });

  it('lists a character’s fights, the newest first, a page at a time, and forgets them in the end', async () => {
    const w = await world();
    const [ann] = await w.people(1);
    const ids: string[] = [];
    for (let n = 0; n <= FIGHTS_PER_PAGE; n++) {
      w.clock.advance(1);
      const { combatId } = (await w.fights.start(ann, WOLF)).reply;
      ids.unshift(combatId);
      w.matches.end(combatId, 1);
      await w.fights.idle();
    }
    const page = await w.fights.list(ann);
    expect(page.map(({ combatId }) => combatId)).toEqual(ids.slice(0, FIGHTS_PER_PAGE));
    expect((await w.fights.list(ann, page.at(-1)!.combatId)).map(({ combatId }) => combatId)).toEqual(ids.slice(-1));
    w.clock.advance(KEPT_FIGHT_MS + 1);
    await w.fights.forget();
    expect(await w.fights.list(ann)).toEqual([]);
  });
});
