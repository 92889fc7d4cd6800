import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DatabaseError, type Database } from '@rubato/ports';
import { ManualClock, MemoryBroker, RecordingLog, SeededRandom } from '@rubato/ports/doubles';
import { refusal } from '../ledger/refused.ts';
import type { Follow, Notice } from '../notice.ts';
import { person, persons, type Person } from '../testing/people.ts';
import { codeOf } from '../testing/service-world.ts';
import { AreaBook, SIGHTINGS_PER_AREA } from './area-book.ts';
import { AreaBus, SIGHTINGS_PER_WORD, type AreaWord } from './area-bus.ts';
import { PRESENCE_FADE_MS, PRESENCE_HEARTBEAT_MS } from './online.ts';
import { INTEREST_MS, LINGER_MS, NEARBY_PLAYERS, POSITION_BURST, POSITION_MS, Presence, SHARE_MS } from './presence.ts';
import { knownLocations, Travel, TRAVEL_RATE, type TravelRules } from './travel.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

const SPOT = { x: 1, y: 2.5, z: -3 };

describe.for(availableDatabases)('presence on $name', (kind) => {
  let database: Database;
  let places = 0;
  let clock: ManualClock;
  let broker: MemoryBroker;
  let here: string;
  let there: string;
  const started: Presence[] = [];
  migratedDatabase(kind, (made) => void (database = made));
  beforeEach(() => {
    clock = new ManualClock();
    clock.advance(++places * 24 * 3_600_000);
    broker = new MemoryBroker(clock);
    [here, there] = [`here-${places}`, `there-${places}`];
  });
  afterEach(async () => {
    for (const presence of started.splice(0)) await presence.stop();
  });

  /** One server process with its own end of the bus. */
  async function process(rules: TravelRules = knownLocations([here, there]), over: Database = database) {
    const told: (Notice | Follow)[] = [];
    const random = new SeededRandom(`process ${started.length}`);
    const log = new RecordingLog();
    const context = { database: over, clock, random, bus: broker.connect(), log };
    const mayStand = (_: string, { z }: { z: number }) => z < 1000;
    const presence = new Presence(context, { tell: (some) => void told.push(...some), mayStand });
    await presence.start();
    started.push(presence);
    const travel = new Travel({ database, clock, presence, rules });
    const toldTypes = () => told.map((one) => ('type' in one ? `${one.type} ${one.to}` : one.kind));
    return { presence, travel, told, toldTypes, log };
  }
  type Process = Awaited<ReturnType<typeof process>>;
  const people = (count: number) => persons(database, count, { locationId: here }) as Promise<[Person, Person, Person]>;
  /** Until the server has put the character down. */
  async function enters({ presence, toldTypes, told }: Process, who: Person) {
    const before = told.length;
    presence.began(who);
    await vi.waitFor(() => expect(toldTypes().slice(before).join()).toMatch(/PLAYER_JOINED_AREA/), { timeout: 20_000 });
  }
  const near = async ({ presence }: Process, who: Person) =>
    (await presence.nearby(who)).players.map(({ name, position }) => (position ? [name, position] : name));
  /** What the servers still do for themselves is done. */
  async function settle() {
    for (let i = 0; i < 3; i++) {
      clock.advance(SHARE_MS);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  it('shows players at a location to each other and tells of those who come', async () => {
    const [ann, bob, cem] = await people(3);
    const one = await process();
    await enters(one, ann);
    await enters(one, bob);
    expect(one.told.at(-1)).toEqual({
      to: `location:${here}`,
      type: 'PLAYER_JOINED_AREA',
      from: bob.accountId,
      except: bob.characterId,
      data: {
        locationId: here,
        player: { characterId: bob.characterId, name: bob.name, faction: 'dawn', level: 1, lastSeenMs: clock.wallMs() },
      },
    });
    expect(await near(one, ann)).toEqual([bob.name]);
    // Whoever isn't connected sees others, and isn't seen.
    expect(await near(one, cem)).toEqual([ann.name, bob.name]);
    expect(await codeOf(one.presence.nearby({ ...ann, accountId: bob.accountId }))).toBe('not-found');
  });

  it('shows them on every server, with positions once they were told', async () => {
    const [ann, bob] = await people(2);
    const [one, two] = [await process(), await process()];
    await enters(one, ann);
    await enters(two, bob);
    one.presence.move(ann, { position: SPOT, velocity: { x: 0, y: 0, z: 1 } });
    await settle();
    expect((await two.presence.nearby(bob)).players).toMatchObject([
      { name: ann.name, position: SPOT, velocity: { x: 0, y: 0, z: 1 } },
    ]);
    // A third one begins to follow and asks.
    const three = await process();
    expect(await near(three, bob)).toEqual([ann.name]);
    await settle();
    expect(await near(three, bob)).toEqual([[ann.name, SPOT]]);
    expect(await near(one, ann)).toEqual([bob.name]);
  });

  it('keeps whoever reconnects in time, and tells of whoever doesn’t', async () => {
    const [ann, bob] = await people(2);
    const one = await process();
    await enters(one, ann);
    await enters(one, bob);
    one.presence.ended(ann);
    clock.advance(LINGER_MS - 1);
    one.presence.began(ann);
    clock.advance(LINGER_MS);
    expect(await near(one, bob)).toEqual([ann.name]);
    one.presence.ended(ann);
    clock.advance(LINGER_MS);
    await vi.waitFor(() => expect(one.told.at(-1)).toMatchObject({ type: 'PLAYER_LEFT_AREA' }), { timeout: 20_000 });
    expect(one.told.at(-1)).toMatchObject({
      to: `location:${here}`,
      data: { locationId: here, characterId: ann.characterId },
    });
    expect(await near(one, bob)).toEqual([]);
    expect(one.presence.size.here).toBe(1);
  });

  it('keeps whoever went on with another server', async () => {
    const [ann, bob] = await people(2);
    const [one, two] = [await process(), await process()];
    await enters(one, ann);
    await enters(two, ann);
    one.presence.ended(ann);
    clock.advance(LINGER_MS);
    await vi.waitFor(() => expect(one.presence.size.here).toBe(0), { timeout: 20_000 });
    await settle();
    expect(one.toldTypes().filter((type) => type.startsWith('PLAYER_LEFT_AREA'))).toEqual([]);
    expect(await near(two, bob)).toEqual([ann.name]);
  });

  it('keeps players by heartbeats, and lets those of a dead server fade', async () => {
    const [ann, bob] = await people(2);
    const [one, two] = [await process(), await process()];
    await enters(one, ann);
    await enters(two, bob);
    await two.presence.stop();
    await database.batch([{ sql: 'update presence set online = 1 where character_id = ?', values: [bob.characterId] }]);
    for (let ms = 0; ms <= PRESENCE_FADE_MS; ms += PRESENCE_HEARTBEAT_MS) {
      clock.advance(PRESENCE_HEARTBEAT_MS);
      await vi.waitFor(
        async () => {
          const { rows } = await database.query('select seen_ms from presence where character_id = ?', [
            ann.characterId,
          ]);
          expect(rows).toEqual([{ seen_ms: clock.wallMs() }]);
        },
        { timeout: 20_000 },
      );
    }
    expect(await near(one, bob)).toEqual([ann.name]);
    expect(await near(one, ann)).toEqual([]);
  });

  it('forgets everybody when its server stops', async () => {
    const [ann, bob] = await people(2);
    const one = await process();
    await enters(one, ann);
    await one.presence.stop();
    expect(await near(await process(), bob)).toEqual([]);
    expect(one.told.at(-1)).toMatchObject({ type: 'PLAYER_LEFT_AREA' });
    one.presence.began(bob);
    expect(one.presence.size.here).toBe(0);
  });

  it('tells of positions as often as allowed, and of impossible ones never', async () => {
    const [ann] = await people(1);
    const one = await process();
    expect(one.presence.move(ann, { position: SPOT }).notify).toEqual([]);
    await enters(one, ann);
    expect(one.presence.move(ann, { position: SPOT }).notify).toEqual([
      {
        to: `location:${here}`,
        type: 'POSITION_UPDATE',
        from: ann.accountId,
        except: ann.characterId,
        data: { characterId: ann.characterId, position: SPOT, atMs: clock.wallMs() },
      },
    ]);
    const code = async (position: typeof SPOT, velocity = SPOT) =>
      codeOf((async () => one.presence.move(ann, { position, velocity }))());
    for (const x of [Number.NaN, Infinity, -1e9]) expect(await code({ ...SPOT, x })).toBe('bad-value');
    expect(await code(SPOT, { ...SPOT, y: Number.NaN })).toBe('bad-value');
    expect(await code({ ...SPOT, z: 1000 })).toBe('not-allowed');
    // The impossible one took a turn too.
    for (let i = 2; i < POSITION_BURST; i++) expect(await code(SPOT)).toBe('done');
    expect(await code(SPOT)).toBe('too-many');
    clock.advance(POSITION_MS);
    expect(await code(SPOT)).toBe('done');
    expect(await code(SPOT)).toBe('too-many');
  });

  it('takes a character where the rules let it go, tells both places, and keeps it there', async () => {
    const [ann, bob] = await people(2);
    const cem = await person(database, { locationId: there });
    const one = await process();
    for (const who of [ann, bob, cem]) await enters(one, who);
    const { reply, notify } = await one.travel.go(ann, { toId: there, fromId: here, position: SPOT });
    expect(reply).toMatchObject({ locationId: there, players: [{ name: cem.name }] });
    const about = { from: ann.accountId, except: ann.characterId };
    const player = { characterId: ann.characterId, name: ann.name, faction: 'dawn', level: 1, position: SPOT };
    expect(notify).toEqual([
      { kind: 'follow', characterId: ann.characterId, leaves: `location:${here}`, enters: `location:${there}` },
      {
        to: `location:${here}`,
        type: 'PLAYER_LEFT_AREA',
        data: { locationId: here, characterId: ann.characterId, toLocationId: there },
        ...about,
      },
      {
        to: `location:${there}`,
        type: 'PLAYER_JOINED_AREA',
        data: { locationId: there, player: { ...player, lastSeenMs: clock.wallMs() } },
        ...about,
      },
      { to: `character:${ann.characterId}`, type: 'LOCATION_UPDATE', data: reply },
    ]);
    expect([await near(one, bob), await near(one, cem)]).toEqual([[], [[ann.name, SPOT]]]);
    // After a restart it is where it went, and stands where it stood.
    await one.presence.stop();
    const again = await process();
    await enters(again, ann);
    expect(await near(again, cem)).toEqual([[ann.name, SPOT]]);
  });

  it('refuses journeys that the rules, the place or the pace forbid', async () => {
    const rules = {
      mayTravel: ({ toId }: { toId: string }) =>
        toId === 'moon'
          ? refusal('not-allowed', 'too far')
          : knownLocations([here, there]).mayTravel({ toId } as never),
    };
    const [ann, bob] = await people(2);
    const { travel } = await process(rules);
    const go = (toId: string, rest = {}, who: Person = ann) => codeOf(travel.go(who, { toId, ...rest }));
    expect(await go('moon')).toBe('not-allowed');
    expect(await go(`x'; drop table character; --`)).toBe('not-found');
    expect(await go(here)).toBe('conflict');
    expect(await go(there, { fromId: there })).toBe('conflict');
    expect(await go(there, { position: { x: Number.NaN, y: 0, z: 0 } })).toBe('bad-value');
    expect(await go(there, {}, { ...bob, accountId: ann.accountId })).toBe('not-found');
    expect(await go(there)).toBe('done');
    for (let i = 5; i < TRAVEL_RATE.tokens; i++) expect(await go(there)).toBe('conflict');
    expect(await go(here)).toBe('too-many');
    clock.advance(TRAVEL_RATE.perMs / TRAVEL_RATE.tokens);
    expect(await go(here)).toBe('done');
  });

  it('goes one way only, however many servers are asked at once', async () => {
    const [ann] = await people(1);
    const [one, two] = [await process(), await process()];
    await enters(one, ann);
    const codes = [one, two, one, two].map(({ travel }) => codeOf(travel.go(ann, { toId: there })));
    expect((await Promise.all(codes)).toSorted()).toEqual(['conflict', 'conflict', 'conflict', 'done']);
  });

  it('follows a journey that another server did, also when nothing was heard of it', async () => {
    const [ann, bob] = await people(2);
    const cem = await person(database, { locationId: there });
    const [one, two] = [await process(), await process()];
    await enters(one, ann);
    await two.travel.go(ann, { toId: there });
    await settle();
    one.presence.move(ann, { position: SPOT });
    expect(await near(one, cem)).toEqual([[ann.name, SPOT]]);
    const go = 'update character set location_id = ? where id = ?';
    await database.batch([{ sql: go, values: [here, ann.characterId] }]);
    clock.advance(PRESENCE_HEARTBEAT_MS);
    await vi.waitFor(async () => expect(await near(one, bob)).toEqual([ann.name]), { timeout: 20_000 });
    // What the database has of her is there; the server's own note of where she stands follows.
    const told = () => (one.presence.move(ann, { position: SPOT }).notify as [Notice])[0].to;
    await vi.waitFor(() => expect(told()).toBe(`location:${here}`), { timeout: 5000, interval: 250 });
  });

  it('shows no more than so many, and nobody whom one blocks', async () => {
    const [ann, bob] = await people(2);
    const one = await process();
    await enters(one, bob);
    const crowd = await persons(database, NEARBY_PLAYERS, { locationId: here });
    const seen = `insert into presence (character_id, node, online, location_id, seen_ms) values (?, 'n', 1, ?, ?)`;
    const rows = crowd.map(({ characterId }) => ({ sql: seen, values: [characterId, here, clock.wallMs()] }));
    await database.batch(rows);
    expect(await near(one, ann)).toHaveLength(NEARBY_PLAYERS);
    const block = `insert into block (account_id, character_id, blocked_id, name, created_ms) values (?, ?, ?, '', 0)`;
    await database.batch([
      { sql: block, values: [ann.accountId, bob.characterId, bob.accountId] },
      ...crowd.slice(1).map((one) => ({ sql: block, values: [ann.accountId, one.characterId, one.accountId] })),
    ]);
    expect(await near(one, ann)).toEqual([crowd[0]!.name]);
  });

  it('puts down at the next heartbeat whom the database failed when they came', async () => {
    const [ann, bob] = await people(2);
    let failing = true;
    const over = new Proxy(database, {
      get: (inner, name) => {
        if (name === 'query' && failing) return () => Promise.reject(new DatabaseError('unavailable', 'gone'));
        const value = Reflect.get(inner, name) as unknown;
        return typeof value === 'function' ? (value.bind(inner) as unknown) : value;
      },
    });
    const one = await process(undefined, over);
    one.presence.began(ann);
    await vi.waitFor(() => expect(one.log.lines).toHaveLength(1), { timeout: 20_000 });
    expect(one.toldTypes()).toEqual([]);
    failing = false;
    clock.advance(PRESENCE_HEARTBEAT_MS);
    await vi.waitFor(() => expect(one.toldTypes().join()).toMatch(/PLAYER_JOINED_AREA/), { timeout: 20_000 });
    expect(await near(one, bob)).toEqual([ann.name]);
  });

  it('follows a location while somebody is there or asks', async () => {
    const [ann, bob] = await people(2);
    const one = await process();
    expect(await near(one, bob)).toEqual([]);
    expect(one.presence.size.followed).toBe(1);
    clock.advance(INTEREST_MS + PRESENCE_HEARTBEAT_MS);
    await vi.waitFor(() => expect(one.presence.size.followed).toBe(0), { timeout: 20_000 });
    await enters(one, ann);
    clock.advance(INTEREST_MS + PRESENCE_HEARTBEAT_MS);
    await settle();
    expect(one.presence.size).toEqual({ here: 1, known: 1, followed: 1 });
  });

  it('leaves what it doesn’t understand on the bus alone', async () => {
    const [ann, bob] = await people(2);
    const one = await process();
    await enters(one, ann);
    await near(one, bob);
    await settle();
    const bus = broker.connect();
    const known = one.presence.size.known;
    const words = ['', 'x', 'x\n', 'x\n{', 'x\nnull', 'x\n{"word":"here"}', 'x\n{"word":"here","sightings":[1]}'];
    words.push('x\n{"word":"here","sightings":[{"characterId":"a","seenMs":1,"position":{"x":"1","y":1,"z":1}}]}');
    words.push('x\n{"word":"moved","characterId":"a"}', 'x\n{"word":"gone"}');
    for (const topic of ['presence', `presence:${here}`])
      for (const word of words) bus.publish(topic, new TextEncoder().encode(word));
    bus.publish(`presence:${here}`, Uint8Array.of(0xff, 0xfe));
    await settle();
    expect([one.presence.size.known, await near(one, bob)]).toEqual([known, [ann.name]]);
  });
});

it('servers tell each other of a crowd in several messages', async () => {
  const clock = new ManualClock();
  const broker = new MemoryBroker(clock);
  const heard: number[] = [];
  const listen = (word: AreaWord) => void (word.word === 'here' && heard.push(word.sightings.length));
  await new AreaBus(broker.connect(), 'two').follow('crypt', listen);
  await new AreaBus(broker.connect(), 'one').follow('crypt', () => heard.push(-1));
  const crowd = Array.from({ length: SIGHTINGS_PER_WORD * 2 + 1 }, (_, at) => ({ characterId: `c${at}`, seenMs: 1 }));
  new AreaBus(broker.connect(), 'one').here('crypt', crowd);
  clock.advance(1);
  expect(heard).toEqual([SIGHTINGS_PER_WORD, SIGHTINGS_PER_WORD, 1]);
});

describe('what a server remembers of a location', () => {
  it('is the newest, of so many, until it fades', () => {
    const book = new AreaBook();
    book.saw('crypt', { characterId: 'a', seenMs: 5, position: SPOT });
    book.saw('crypt', { characterId: 'a', seenMs: 4 });
    expect(book.find('crypt', 'a')).toEqual({ characterId: 'a', seenMs: 5, position: SPOT });
    for (let i = 0; i < SIGHTINGS_PER_AREA; i++) book.saw('crypt', { characterId: `b${i}`, seenMs: 10 });
    expect(book.size).toBe(SIGHTINGS_PER_AREA);
    book.fade(PRESENCE_FADE_MS + 5);
    expect([book.size, book.find('crypt', 'a')]).toEqual([SIGHTINGS_PER_AREA - 1, undefined]);
    book.forget('crypt');
    expect(book.size).toBe(0);
  });
});
