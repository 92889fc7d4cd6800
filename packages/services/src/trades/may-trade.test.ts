import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ban, liftBan } from '../accounts/bans.ts';
import { CHARACTER_LIMITS, Characters } from '../characters/characters.ts';
import { Blocks } from '../social/blocks.ts';
import { serviceWorld, type ServiceWorld } from '../testing/service-world.ts';
import { mayTradeOver } from './may-trade.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

describe.for(availableDatabases)('who may trade, on $name', (kind) => {
  let world: ServiceWorld;
  let characters: Characters;
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));
  beforeAll(async () => {
    world = await serviceWorld(database);
    const startingLocations = new Map([['sun', 'dawn-gate']]);
    characters = new Characters(world.context, { ...CHARACTER_LIMITS, startingLocations });
  });

  async function hero(username: string) {
    const { caller } = await world.register(username);
    return { caller, ...(await characters.create(caller, { name: username, faction: 'sun' })) };
  }

  it('two that are there, of one account or two, unless either account has blocked the other', async () => {
    const [ann, bob] = [await hero('Annelise'), await hero('Robert')];
    const second = await characters.create(ann.caller, { name: 'Clementine', faction: 'sun' });
    const mayTrade = mayTradeOver(world);
    expect(await mayTrade(ann.id, bob.id)).toBeUndefined();
    const blocks = new Blocks(world.context);
    await blocks.block(bob.caller, ann.id);
    for (const [one, other] of [
      [ann.id, bob.id],
      [bob.id, ann.id],
      [second.id, bob.id],
    ] as const)
      expect(await mayTrade(one, other)).toMatchObject({ code: 'not-allowed' });
    expect(await mayTrade(ann.id, second.id)).toBeUndefined();
    await blocks.unblock(bob.caller, ann.id);
    expect(await mayTrade(second.id, bob.id)).toBeUndefined();
  });

  it('nobody with the deleted, the unknown or the banned, until a ban is over', async () => {
    const [ann, bob] = [await hero('Erdmuthe'), await hero('Friedrich')];
    const mayTrade = mayTradeOver(world);
    expect(await mayTrade(ann.id, 'nobody')).toMatchObject({ code: 'not-found' });
    const wanted = { scope: 'account', subject: bob.caller.accountId, reason: 'dupes', actorId: 'test' } as const;
    await ban(world.context, { ...wanted, kind: 'chat' });
    expect(await mayTrade(ann.id, bob.id)).toBeUndefined();
    await ban(world.context, { ...wanted, kind: 'trade', durationMs: 1000 });
    expect(await mayTrade(ann.id, bob.id)).toMatchObject({ code: 'not-allowed' });
    expect(await mayTrade(bob.id, ann.id)).toMatchObject({ code: 'banned' });
    await world.clock.run(1000);
    expect(await mayTrade(ann.id, bob.id)).toBeUndefined();
    const { reply } = await ban(world.context, { ...wanted, kind: 'trade' });
    expect(await mayTrade(ann.id, bob.id)).toMatchObject({ code: 'not-allowed' });
    await liftBan(world.context, reply.id);
    expect(await mayTrade(ann.id, bob.id)).toBeUndefined();
    await characters.remove(bob.caller, bob.id);
    expect(await mayTrade(ann.id, bob.id)).toMatchObject({ code: 'not-found' });
  });
});
