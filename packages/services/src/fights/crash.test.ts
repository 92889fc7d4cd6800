import { describe, expect, it } from 'vitest';
import { DatabaseError, type Database, type SqlRow, type SqlValue } from '@rubato/ports';
import { verifyLedger } from '../ledger/verify-ledger.ts';
import { fightWorld } from './testing/fight-world.ts';
import { won } from './testing/scripted-matches.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

/** The server dies at its nth write: just before it is committed, or just after. Nothing is written from then on. */
class DyingDatabase implements Database {
  writes = 0;
  readonly #inner: Database;
  readonly #at: { readonly write: number; readonly after: boolean };

  constructor(inner: Database, at: { readonly write: number; readonly after: boolean }) {
    this.#inner = inner;
    this.#at = at;
  }

  get engine() {
    return this.#inner.engine;
  }
  query<R extends SqlRow>(sql: string, values?: readonly SqlValue[]) {
    if (this.dead) return Promise.reject(new DatabaseError('closed', 'the server is dead'));
    return this.#inner.query<R>(sql, values);
  }
  transaction: Database['transaction'] = (work, options) => this.#write(() => this.#inner.transaction(work, options));
  batch: Database['batch'] = (statements, options) => this.#write(() => this.#inner.batch(statements, options));
  healthy = () => Promise.resolve();
  close = () => Promise.resolve();

  get dead(): boolean {
    return this.writes > this.#at.write;
  }

  async #write<T>(run: () => Promise<T>): Promise<T> {
    const dead = this.dead;
    const last = this.writes++ === this.#at.write;
    if (dead || (last && !this.#at.after)) throw new DatabaseError('closed', 'the server is dead');
    const result = await run();
    if (last) throw new DatabaseError('closed', 'the server is dead');
    return result;
  }
}

describe.for(availableDatabases)('a server that dies, on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

  /** The writes of an end: the outcome, two rewards, the supplies, the closing. */
  const WRITES = 5;
  const cuts = Array.from({ length: 2 * WRITES }, (_, at) => [at >> 1, at % 2 === 1] as const);

  async function fought(dying: (inner: Database) => Database) {
    const w = await fightWorld(database);
    const [ann] = await w.people(1);
    await w.give(ann.characterId, 'healing-draught', 2);
    const { combatId } = (await w.fights.start(ann, { targetId: '7' })).reply;
    const mortal = await w.restarted(dying(database));
    const rewards = [won(1, 'gold', 12), won(1, 'experience', 130), won(1, 'item', 1, 'ash-pelt')];
    w.matches.end(combatId, 1, rewards, { 1: { health: 60, healingDraughts: 1 } });
    await mortal.idle();
    return { w, ann, combatId };
  }

  async function expectAll({ w, ann, combatId }: Awaited<ReturnType<typeof fought>>) {
    const again = await w.restarted();
    expect(await w.gold(ann.characterId)).toBe(12);
    expect(await w.holds(ann.characterId)).toEqual(['ash-pelt', 'healing-draught']);
    expect(await again.condition(ann)).toMatchObject({ experience: 130, level: 2, health: 60 });
    expect(new Set(w.wolf.facts.map(({ matchId, turn, index }) => `${matchId} ${turn} ${index}`)).size).toBe(1);
    expect(w.wolf.facts.at(-1)).toMatchObject({ kind: 'fight-won', slayers: [ann.characterId] });
    const { rows } = await database.query('select state from fight where id = ?', [combatId]);
    expect(rows).toEqual([{ state: 'settled' }]);
    expect((await verifyLedger(database)).findings).toEqual([]);
  }

  it.each(cuts)(
    'at write %i of the end (after its commit: %s) leaves everything to be had exactly once',
    async (write, after) => {
      let mortal: DyingDatabase | undefined;
      const run = await fought((inner) => (mortal = new DyingDatabase(inner, { write, after })));
      expect(mortal!.dead).toBe(true);
      await expectAll(run);
      // And once more: nothing is left to do.
      await expectAll(run);
    },
  );

  it('before its match began leaves a fight that nobody wins, and its fighters free', async () => {
    const w = await fightWorld(database);
    const [ann] = await w.people(1);
    await w.give(ann.characterId, 'healing-draught', 1);
    const { combatId } = (await w.fights.start(ann, { targetId: '7' })).reply;
    w.matches.matches.delete(combatId);
    const again = await w.restarted();
    expect(await w.holds(ann.characterId)).toEqual(['healing-draught']);
    expect(w.wolf.fight).toBeUndefined();
    expect(w.told.at(-1)).toMatchObject({ type: 'COMBAT_END', data: { reason: 'void' } });
    expect((await again.start(ann, { targetId: '7' })).reply.phase).toBe('running');
  });

  it('amid a fight goes on hearing it, and tells nothing twice', async () => {
    const w = await fightWorld(database);
    const [ann] = await w.people(1);
    const { combatId } = (await w.fights.start(ann, { targetId: '7' })).reply;
    const blow = {
      name: 'damage',
      data: { who: 1, target: 2, type: 'steel', amount: 4, absorbed: 0, critical: false, health: 30 },
    };
    w.matches.tell(combatId, blow);
    await w.fights.idle();
    const again = await w.restarted();
    w.matches.tell(combatId, { ...blow, data: { ...blow.data, health: 26 } });
    await again.idle();
    const blows = w.told
      .filter(({ type }) => type === 'COMBAT_DAMAGE')
      .map(({ data }) => (data as { health: number }).health);
    expect(blows).toEqual([30, 26]);
    w.matches.end(combatId, 1, [won(1, 'gold', 3)]);
    await again.idle();
    expect(await w.gold(ann.characterId)).toBe(3);
  });

  it('or a world that stands still only puts the end off', async () => {
    const w = await fightWorld(database);
    const [ann] = await w.people(1);
    const { combatId } = (await w.fights.start(ann, { targetId: '7' })).reply;
    w.wolf.failing = true;
    w.matches.end(combatId, 1, [won(1, 'gold', 3)]);
    await w.fights.idle();
    expect(w.told.some(({ type }) => type === 'COMBAT_END')).toBe(false);
    w.wolf.failing = false;
    await w.fights.tend();
    expect(w.told.at(-1)).toMatchObject({ type: 'COMBAT_END' });
    expect(await w.gold(ann.characterId)).toBe(3);
  });

  it('and another server leave each other’s fights alone', async () => {
    const [here, there] = [await fightWorld(database), await fightWorld(database)];
    const [ann] = await here.people(1);
    const { combatId } = (await here.fights.start(ann, { targetId: '7' })).reply;
    await there.fights.tend();
    await there.fights.idle();
    expect(await here.fights.state(ann)).toMatchObject({ combatId, phase: 'running' });
    expect(await there.fights.state(ann)).toMatchObject({ combatId, phase: 'away' });
  });

  it('while a character that fought was deleted still ends the fight', async () => {
    const w = await fightWorld(database);
    const [ann] = await w.people(1);
    const { combatId } = (await w.fights.start(ann, { targetId: '7' })).reply;
    await database.batch([{ sql: 'update character set deleted_ms = 1 where id = ?', values: [ann.characterId] }]);
    w.matches.end(combatId, 1, [won(1, 'experience', 50)]);
    await w.fights.idle();
    const { rows } = await database.query('select state from fight where id = ?', [combatId]);
    expect(rows).toEqual([{ state: 'settled' }]);
  });
});
