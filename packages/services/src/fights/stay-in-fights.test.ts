import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { knownLocations } from '../presence/travel.ts';
import type { Person } from '../testing/people.ts';
import { stayInFights } from './stay-in-fights.ts';
import { fightWorld } from './testing/fight-world.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

describe.for(availableDatabases)('travel on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

  it('keeps who fights from walking away, and nobody else', async () => {
    const w = await fightWorld(database);
    const [ann, bob] = await w.people(2);
    const rules = stayInFights(database, knownLocations(['crypt']));
    const go = async (player: Person) => (await rules.mayTravel({ player, fromId: w.place, toId: 'crypt' }))?.code;
    expect([await go(ann), await go(bob)]).toEqual([undefined, undefined]);
    const { combatId } = (await w.fights.start(ann, { targetId: '7' })).reply;
    expect([await go(ann), await go(bob)]).toEqual(['not-allowed', undefined]);
    w.matches.end(combatId, 1);
    await w.fights.idle();
    expect(await go(ann)).toBeUndefined();
  });
});
