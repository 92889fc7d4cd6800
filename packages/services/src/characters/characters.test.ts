import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { codeOf, serviceWorld, type ServiceWorld } from '../testing/service-world.ts';
import { Characters, CHARACTER_LIMITS } from './characters.ts';
import { availableDatabases, emptied, migratedDatabase } from '../testing/migrated-database.ts';

const rules = {
  ...CHARACTER_LIMITS,
  perAccount: 3,
  deletedPerAccount: 2,
  startingLocations: new Map([
    ['dawn', 'harbour'],
    ['dusk', 'crypt'],
  ]),
};

describe.for(availableDatabases)('characters on $name', (kind) => {
  let world: ServiceWorld & { readonly characters: Characters };
  let ann: Awaited<ReturnType<ServiceWorld['register']>>;
  let bob: typeof ann;
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));
  beforeEach(async () => {
    const made = await serviceWorld(await emptied(database));
    world = Object.assign(made, { characters: new Characters(made.context, rules) });
    [ann, bob] = [await world.register('ann'), await world.register('bob')];
  });
  const create = (name: string, who = ann) => world.characters.create(who.caller, { name, faction: 'dawn' });
  const names = async (who = ann) => (await world.characters.list(who.caller)).map(({ name }) => name);

  it('begin at level 1 where their faction lives', async () => {
    const character = await world.characters.create(ann.caller, { name: 'Sîlvana d’Or', faction: 'dusk' });
    expect(character).toMatchObject({ name: 'Sîlvana d’Or', faction: 'dusk', level: 1, locationId: 'crypt' });
    expect(await world.characters.list(ann.caller)).toEqual([{ ...character, selected: false }]);
    expect(await names(bob)).toEqual([]);
  });

  it('have a faction of this world', async () => {
    for (const faction of ['noon', '', '__proto__', `dawn'; drop table character; --`])
      expect(await codeOf(world.characters.create(ann.caller, { name: 'Mira', faction }))).toBe('bad-value');
  });

  it('have names of their own, look-alikes included', async () => {
    await create('Mira Lo');
    for (const name of ['MIRA LO', 'Miralo', 'Mira-Lo', 'Míra lo', 'М\u0456га lо'.normalize() && 'Мігаӏо'])
      expect([name, await codeOf(create(name, bob))]).toEqual([name, 'taken']);
    expect(await codeOf(create('Mirella', bob))).toBe('done');
  });

  it.each([
    '',
    'x',
    'a'.repeat(25),
    '  ',
    'a  b',
    '-ab',
    'ab-',
    'R2D2',
    '<b>Bo</b>',
    `Bo'; --`,
    'Bo\u0000',
    'Bo\u202eoB',
    'Admin',
    'Мiга',
  ])('may not be called %j', async (name) => {
    expect(await codeOf(create(name))).toBe('bad-value');
  });

  it('are three to an account, also when they come at once', async () => {
    const codes = await Promise.all(['Aa', 'Bb', 'Cc', 'Dd', 'Ee'].map((name) => codeOf(create(name))));
    expect(codes.sort()).toEqual(['done', 'done', 'done', 'limit-reached', 'limit-reached']);
    expect(await codeOf(create('Ff', bob))).toBe('done');
  });

  it('are selected for a session, which others don’t share', async () => {
    const mira = await create('Mira');
    const other = await world.login('ann');
    await world.characters.select(ann.caller, mira.id);
    const caller = await world.sessions.authenticate(ann.sessionToken);
    expect(caller.characterId).toBe(mira.id);
    expect(await world.characters.list(caller)).toMatchObject([{ id: mira.id, selected: true }]);
    expect((await world.sessions.authenticate(other.sessionToken)).characterId).toBeNull();
  });

  it('of somebody else are answered like none, and stay as they are', async () => {
    const mira = await create('Mira');
    for (const id of [mira.id, 'nobody', `' or '1'='1`]) {
      expect(await codeOf(world.characters.select(bob.caller, id))).toBe('not-found');
      expect(await codeOf(world.characters.remove(bob.caller, id))).toBe('not-found');
      expect(await codeOf(world.characters.restore(bob.caller, id))).toBe('not-found');
    }
    expect(await world.characters.list(ann.caller)).toEqual([{ ...mira, selected: false }]);
  });

  it('are gone seven days after their deletion, which can be undone until then', async () => {
    const mira = await create('Mira');
    await world.characters.select(ann.caller, mira.id);
    const { finalMs } = await world.characters.remove(ann.caller, mira.id);
    expect(finalMs - world.clock.wallMs()).toBe(7 * 24 * 3_600_000);
    expect((await world.sessions.authenticate(ann.sessionToken)).characterId).toBeNull();
    expect(await codeOf(world.characters.select(ann.caller, mira.id))).toBe('not-found');
    world.clock.advance(1000);
    expect(await world.characters.remove(ann.caller, mira.id)).toEqual({ finalMs });
    expect(await codeOf(create('Mira', bob))).toBe('taken');
    expect(await world.characters.restore(ann.caller, mira.id)).toEqual(mira);
    await world.characters.remove(ann.caller, mira.id);
    expect(await world.characters.purge()).toEqual([]);
    world.clock.advance(rules.undoMs);
    expect(await names()).toEqual([]);
    expect(await codeOf(world.characters.restore(ann.caller, mira.id))).toBe('not-found');
    expect(await world.characters.purge()).toEqual([mira.id]);
    expect(await codeOf(create('Mira', bob))).toBe('done');
  });

  it('can’t be hoarded by deleting and restoring', async () => {
    const made = [];
    for (const name of ['Aa', 'Bb', 'Cc']) made.push(await create(name));
    await world.characters.remove(ann.caller, made[0]!.id);
    await create('Dd');
    expect(await codeOf(world.characters.restore(ann.caller, made[0]!.id))).toBe('limit-reached');
    await world.characters.remove(ann.caller, made[1]!.id);
    expect(await codeOf(world.characters.remove(ann.caller, made[2]!.id))).toBe('limit-reached');
    expect(await codeOf(world.characters.restore(ann.caller, made[0]!.id))).toBe('done');
  });
});
