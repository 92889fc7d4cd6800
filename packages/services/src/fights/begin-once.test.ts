import { describe, expect, it, vi } from 'vitest';
import type { Database } from '@rubato/ports';
import type { ManualClock } from '@rubato/ports/doubles';
import { CLAIM_MS, CLAIM_POLL_MS } from '../ledger/claimed-call.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';
import { codeOf } from '../testing/service-world.ts';
import { fightWorld } from './testing/fight-world.ts';

const WOLF = { targetId: '7' };

describe.for(availableDatabases)('a fight under a key on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));
  const fightsOf = async (id: string) =>
    (await database.query('select count(*) as count from fight_member where character_id = ?', [id])).rows[0]!['count'];

  it('begins once: repeated, it tells how that fight stands by now, to nobody anew, also when it is long over', async () => {
    const w = await fightWorld(database);
    const [ann] = await w.people(1);
    const call = { ...ann, key: 'first' };
    const { reply } = await w.fights.start(call, WOLF);
    expect(await w.fights.start(call, WOLF)).toEqual({ reply, notify: [] });
    w.matches.end(reply.combatId, 1);
    await w.fights.idle();
    expect(await w.fights.start(call, WOLF)).toMatchObject({
      reply: { combatId: reply.combatId, phase: 'ended' },
      notify: [],
    });
    expect([await fightsOf(ann.characterId), w.wolf.fight]).toEqual([1, undefined]);
    expect(await codeOf(w.fights.start({ ...ann, key: 'second' }, WOLF))).toBe('done');
    expect(await fightsOf(ann.characterId)).toBe(2);
  });

  it('is refused under a key that stood for another one, and under what is no key', async () => {
    const w = await fightWorld(database);
    const [ann, bob] = await w.people(2);
    await w.fights.start({ ...ann, key: 'mine' }, WOLF);
    expect(await codeOf(w.fights.start({ ...ann, key: 'mine' }, { targetId: bob.characterId }))).toBe('key-reused');
    expect(await codeOf(w.fights.start({ ...ann, key: 'with space' }, WOLF))).toBe('bad-value');
    // Another one’s keys are not hers.
    expect(await codeOf(w.fights.start({ ...bob, key: 'mine' }, WOLF))).toBe('conflict');
  });

  it('begins once when its call arrives several times at once, and answers each with that fight', async () => {
    const w = await fightWorld(database);
    const [ann] = await w.people(1);
    const call = { ...ann, key: 'at-once' };
    const answers = await Promise.all([1, 2, 3].map(() => w.fights.start(call, WOLF)));
    expect(answers.map(({ reply }) => reply.combatId)).toEqual([w.wolf.fight, w.wolf.fight, w.wolf.fight]);
    expect(await fightsOf(ann.characterId)).toBe(1);
    const elsewhere = { ...ann, key: 'no-place' };
    const refused = await Promise.all([1, 2].map(() => codeOf(w.fights.start(elsewhere, { targetId: '8' }))));
    expect(refused).toEqual(['not-found', 'not-found']);
  });

  /** Lets time pass for whoever waits, until all are done. */
  const whileTimePasses = async <T>(clock: ManualClock, all: Promise<T>): Promise<T> => {
    const passing = setInterval(() => clock.advance(CLAIM_POLL_MS), 2);
    return all.finally(() => clearInterval(passing));
  };

  it('arriving at two servers at once with one key begins once, and both tell of that fight', async () => {
    const w = await fightWorld(database);
    const [ann] = await w.people(1);
    const call = { ...ann, key: 'twice' };
    let answer = () => {};
    w.wolf.answers = new Promise((done) => (answer = done));
    const first = w.fights.start(call, WOLF);
    await vi.waitFor(() => expect(w.wolf.fight).toBeDefined());
    // The creature is taken already and nothing is written down yet: of itself the second could only be refused.
    const second = w.make().start(call, WOLF);
    setTimeout(answer, 20);
    const [one, two] = await whileTimePasses(w.clock, Promise.all([first, second]));
    expect([one.reply.combatId, two.reply.combatId]).toEqual([w.wolf.fight, w.wolf.fight]);
    expect(two.notify).toEqual([]);
    expect(await fightsOf(ann.characterId)).toBe(1);
  });

  it('arriving at two servers at once answers a challenge once, and none of them challenges back', async () => {
    const w = await fightWorld(database);
    for (let round = 0; round < 5; round++) {
      const [ann, bob] = await w.people(2);
      await w.fights.start({ ...ann, key: 'dare' }, { targetId: bob.characterId });
      const starts = [w.fights, w.make(), w.make()].map((server) =>
        server.start({ ...bob, key: 'answer' }, { targetId: ann.characterId }),
      );
      const answers = await whileTimePasses(w.clock, Promise.all(starts));
      expect(answers.map(({ reply }) => reply.phase)).toEqual(['running', 'running', 'running']);
      expect(new Set(answers.map(({ reply }) => reply.combatId)).size).toBe(1);
    }
  });

  it('is begun by another server when the one that claimed its key is no more, and that one can’t begin it any more', async () => {
    const w = await fightWorld(database);
    const [ann] = await w.people(1);
    const call = { ...ann, key: 'heir' };
    let answer = () => {};
    w.wolf.answers = new Promise((done) => (answer = done));
    const first = w.fights.start(call, WOLF);
    await vi.waitFor(() => expect(w.wolf.fight).toBeDefined());
    const lost = w.wolf.fight!;
    // As if the first had died: what it had engaged is let go, and its claim runs out.
    w.wolf.fight = undefined;
    w.wolf.answers = Promise.resolve();
    w.clock.advance(CLAIM_MS);
    const { reply } = await w.make().start(call, WOLF);
    answer();
    expect([(await first).reply.combatId, await fightsOf(ann.characterId)]).toEqual([reply.combatId, 1]);
    expect(reply.combatId).not.toBe(lost);
  });

  it('keeps no refusal, so that the same call may succeed later', async () => {
    const w = await fightWorld(database);
    const [ann] = await w.people(1);
    const call = { ...ann, key: 'patient' };
    w.matches.full = true;
    expect(await codeOf(w.fights.start(call, WOLF))).toBe('overloaded');
    w.matches.full = false;
    expect((await w.fights.start(call, WOLF)).reply.phase).toBe('running');
  });

  it('challenges once: its repetition tells the other nothing anew, and is no answer to itself', async () => {
    const w = await fightWorld(database);
    const [ann, bob] = await w.people(2);
    const call = { ...ann, key: 'duel' };
    const { reply, notify } = await w.fights.start(call, { targetId: bob.characterId });
    expect([reply.phase, notify]).toMatchObject(['waiting', [{ to: `character:${bob.characterId}` }]]);
    expect(await w.fights.start(call, { targetId: bob.characterId })).toEqual({ reply, notify: [] });
    const answer = { ...bob, key: 'duel' };
    const begun = await w.fights.start(answer, { targetId: ann.characterId });
    expect(begun.reply.phase).toBe('running');
    expect((await w.fights.start(answer, { targetId: ann.characterId })).reply.combatId).toBe(begun.reply.combatId);
    expect(await fightsOf(bob.characterId)).toBe(1);
  });
});
