import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';
import { fightWorld } from './testing/fight-world.ts';

describe.for(availableDatabases)('slain creatures on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

  it('are counted for the accounts that slew them, under the key of the fight, also when it is settled again', async () => {
    const w = await fightWorld(database);
    const [ann] = await w.people(1);
    const { combatId } = (await w.fights.start(ann, { targetId: '7' })).reply;
    w.wolf.failing = true;
    w.matches.end(combatId, 1);
    await w.fights.idle();
    w.wolf.failing = false;
    await w.fights.tend();
    await w.fights.idle();
    const once = [ann.accountId, 1, `fight ${combatId}`];
    expect(w.counted).toEqual([once, once]);
  });

  it('are not those of who lost, nor is a duel', async () => {
    const w = await fightWorld(database);
    const [ann, bob] = await w.people(2);
    const hunt = (await w.fights.start(ann, { targetId: '7' })).reply.combatId;
    w.matches.end(hunt, 2);
    await w.fights.idle();
    await w.fights.start(ann, { targetId: bob.characterId });
    const duel = (await w.fights.start(bob, { targetId: ann.characterId })).reply.combatId;
    w.matches.end(duel, 1);
    await w.fights.idle();
    expect(w.counted).toEqual([]);
  });
});
