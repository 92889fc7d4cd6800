import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ABANDONED_AT_ONCE, ABANDONED_MS, endAbandoned, vouch } from './abandoned.ts';
import { fightWorld } from './testing/fight-world.ts';
import { won } from './testing/scripted-matches.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

describe.for(availableDatabases)('fights of dead servers on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

  /** A hunt on a server of the place's name, and another server that looks on. */
  async function hunted() {
    const w = await fightWorld(database);
    const [ann] = await w.people(1);
    await w.give(ann.characterId, 'healing-draught', 1);
    const [own, other] = [w.caretaker(w.place), w.caretaker(`other of ${w.place}`)];
    await vouch(own);
    await vouch(other);
    const { combatId } = (await w.fights.start(ann, { targetId: '7' })).reply;
    return { w, ann, own, other, combatId };
  }

  it('go on while their server vouches for itself, and end void when it does no more', async () => {
    const { w, ann, own, other, combatId } = await hunted();
    w.clock.advance(ABANDONED_MS - 1);
    expect(await endAbandoned(other)).toBe(0);
    await vouch(own);
    w.clock.advance(ABANDONED_MS - 1);
    expect(await endAbandoned(other)).toBe(0);
    w.clock.advance(1);
    // Nobody ends their own as abandoned: they know better.
    expect(await endAbandoned(own)).toBe(0);
    const ends = await Promise.all([other, w.caretaker(`third of ${w.place}`)].map((one) => endAbandoned(one)));
    // Both may have a hand in it, as each step is done once.
    expect(Math.max(...ends)).toBe(1);
    expect(await endAbandoned(other)).toBe(0);
    expect(await w.gold(ann.characterId)).toBe(0);
    expect(w.wolf.fight).toBeUndefined();
    expect(w.told.at(-1)).toMatchObject({ type: 'COMBAT_END', data: { combatId } });
    // She may fight again, with all that she brought; what the dead server's journal says now changes nothing.
    expect(await w.holds(ann.characterId)).toEqual(['healing-draught']);
    w.matches.end(combatId, 1, [won(1, 'gold', 12)]);
    await w.fights.idle();
    expect(await w.gold(ann.characterId)).toBe(0);
    expect((await w.fights.start(ann, { targetId: '7' })).reply.combatId).not.toBe(combatId);
    await w.fights.idle();
  });

  it('that ended already are settled as they ended', async () => {
    const { w, ann, other, combatId } = await hunted();
    w.wolf.failing = true;
    w.matches.end(combatId, 1, [won(1, 'gold', 12)]);
    await w.fights.idle();
    w.clock.advance(ABANDONED_MS);
    expect(await endAbandoned(other)).toBe(0);
    expect(w.log.lines.at(-1)).toMatchObject({ message: expect.stringContaining('tried again') });
    w.wolf.failing = false;
    expect(await endAbandoned(other)).toBe(1);
    expect(await w.gold(ann.characterId)).toBe(12);
    expect(await endAbandoned(other)).toBe(0);
  });

  it(`end ${ABANDONED_AT_ONCE} at a time`, async () => {
    const w = await fightWorld(database);
    const other = w.caretaker(`other of ${w.place}`);
    await vouch(w.caretaker(w.place));
    const insert = `insert into fight (id, kind, state, node, location_id, entrants, created_ms)
      values (?, 'duel', 'running', ?, ?, '[]', 0)`;
    const rows = Array.from({ length: ABANDONED_AT_ONCE + 1 }, (_, at) => ({
      sql: insert,
      values: [`${w.place} ${at}`, w.place, w.place],
    }));
    await database.batch(rows);
    w.clock.advance(ABANDONED_MS);
    expect([await endAbandoned(other), await endAbandoned(other)]).toEqual([ABANDONED_AT_ONCE, 1]);
  });
});
