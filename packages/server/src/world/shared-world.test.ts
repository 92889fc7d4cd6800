/** Two servers, each with a clock of its own, and one world in one database. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock, MemoryBroker, RecordingLog, SeededRandom } from '@rubato/ports/doubles';
import { realm, realmRules } from '@rubato/realm';
import { Ledger, World, type WorldOrder } from '@rubato/services';
import { databaseKinds, type DatabaseServer } from '../../../../tools/provision/databases.ts';
import { SharedWorld, WORLD_LEASE_MS, WORLD_STEP_MS } from './shared-world.ts';

const COMMIT_MS = 10;
/** Little beside the 300 s after which a claim ends by itself, however many looks it takes. */
const POLL_MS = 20;
const patience = { timeout: 30_000, interval: 5 };

/** A server's way to the database, which can be held up: what was asked before is done, what is asked then waits. */
class HeldUp implements Database {
  readonly #inner: Database;
  #open: Promise<void> = Promise.resolve();
  #underWay = 0;
  goOn = (): void => {};

  constructor(inner: Database) {
    this.#inner = inner;
  }

  get engine(): Database['engine'] {
    return this.#inner.engine;
  }

  /** Resolves when nothing is under way any more. */
  async hold(): Promise<void> {
    this.#open = new Promise((resolve) => (this.goOn = resolve));
    await vi.waitFor(() => {
      if (this.#underWay > 0) throw new Error('not yet');
    }, patience);
  }

  readonly query: Database['query'] = (...asked) => this.#ask(() => this.#inner.query(...asked));
  readonly transaction: Database['transaction'] = (...asked) => this.#ask(() => this.#inner.transaction(...asked));
  readonly batch: Database['batch'] = (...asked) => this.#ask(() => this.#inner.batch(...asked));
  readonly healthy = (): Promise<void> => this.#ask(() => this.#inner.healthy());
  readonly close = (): Promise<void> => this.#inner.close();

  async #ask<T>(ask: () => Promise<T>): Promise<T> {
    await this.#open;
    this.#underWay++;
    return ask().finally(() => this.#underWay--);
  }
}

describe.for(databaseKinds.filter(({ available }) => available))('a shared world on $name', (kind) => {
  let server: DatabaseServer;
  let database: Database;
  let broker: MemoryBroker;
  let brokerClock: ManualClock;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    server = await kind.start();
    database = await server.migrated();
    brokerClock = new ManualClock();
    broker = new MemoryBroker(brokerClock);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
    await server.stop();
  });

  async function started(node: string) {
    const way = new HeldUp(database);
    const clock = new ManualClock();
    const log = new RecordingLog();
    const random = new SeededRandom(node);
    const ledger = new Ledger({ database: way, clock, random });
    const world = new World({ database: way, clock, log, ledger, tell: () => {} }, realmRules);
    const shared = new SharedWorld({
      world,
      database: way,
      clock,
      log,
      node,
      random,
      hosted: { game: realm, hz: 1, settings: { captureTicks: 60_000 }, rules: realmRules },
      bus: broker.connect(),
      region: 'local',
      commitMs: COMMIT_MS,
      production: false,
    });
    await shared.start();
    /** Lets this server's time pass until it holds. @param heard whether messages between servers arrive meanwhile */
    const until = (holds: () => boolean, heard = true) =>
      vi.waitFor(() => {
        clock.advance(POLL_MS);
        if (heard) brokerClock.advance(1);
        if (!holds()) throw new Error('not yet');
      }, patience);
    const claims = () => [...(shared.view() as { claims: Iterable<{ character: string }> }).claims];
    stops.push(async () => {
      const stopping = shared.stop();
      let stopped = false;
      void stopping.finally(() => (stopped = true));
      await until(() => stopped);
      await world.stop();
    });
    return { clock, log, shared, until, claims, way };
  }

  it('is run by one, obeyed through the other, and taken over with all that was acknowledged, and nothing else', async () => {
    const claim = (id: string) =>
      realmRules.order(
        { kind: 'claim', shardId: 'shard-11' },
        { id, faction: 'tidebound', level: 1, locationId: 'starfall-crater' },
      ) as WorldOrder;
    const [one, two] = [await started('one'), await started('two')];
    expect([one.shared.runs, two.shared.runs]).toEqual([true, false]);
    // The second asked to see it: no time passes here but that of messages on their way.
    await vi.waitFor(() => {
      brokerClock.advance(1);
      if (two.shared.match === '') throw new Error('not yet');
    }, patience);
    expect(two.claims()).toEqual([]);
    const outcomes: string[] = [];
    const give = (from: typeof one, order: WorldOrder) =>
      void from.shared.order(order).then(
        ({ status }) => outcomes.push(status),
        (error: { code: string }) => outcomes.push(error.code),
      );
    give(one, claim('ann'));
    await one.until(() => outcomes.length === 1);
    give(two, claim('bob'));
    await one.until(() => outcomes.length === 2);
    expect(outcomes).toEqual(['applied', 'applied']);
    await one.until(() => two.claims().length === 2);
    // Now the first one stands still for longer than its lease lasts.
    await one.way.hold();
    two.clock.advance(WORLD_LEASE_MS + WORLD_STEP_MS);
    await two.until(() => two.shared.runs, false);
    expect(two.claims().map(({ character }) => character)).toEqual(['ann', 'bob']);
    expect(one.shared.runs).toBe(true);
    // It doesn't know yet: what it is told now is never stored, and whoever told it hears so.
    give(one, claim('cem'));
    expect(one.claims().map(({ character }) => character)).toEqual(['ann', 'bob', 'cem']);
    one.way.goOn();
    await one.until(() => !one.shared.runs && outcomes.length === 3);
    expect(outcomes[2]).toBe('overloaded');
    expect(two.claims().map(({ character }) => character)).toEqual(['ann', 'bob']);
    await one.until(() => one.shared.match !== '');
    expect(two.shared.match).toBe(one.shared.match);
    expect(one.log.lines.map(({ message }) => message)).toContain('another server runs the world now');
    // One that stops of its own accord gives it back at once.
    await stops.pop()!();
    await one.until(() => one.shared.runs);
    expect(one.claims().map(({ character }) => character)).toEqual(['ann', 'bob']);
  });
});
