// A small world for tests: tell it what characters do, run ticks, read what happened.
import { Machine, type CommandOf, type EventRecord, type OrderOutcome } from '@rubato/game';
import type { Seat, Value } from '@rubato/schema';
import type { FactionId } from './factions.ts';
import type { PlaceId } from './places.ts';
import { realm } from './rules.ts';
import { shardNumbered } from './shards.ts';
import { shardRow, type realmSettings } from './state.ts';

export class TestWorld {
  readonly machine: Machine<typeof realm>;
  readonly events: EventRecord[] = [];

  constructor(settings: Partial<Value<typeof realmSettings.fields>> = {}, seed = 1) {
    this.machine = Machine.start(realm, {
      seats: [1 as Seat],
      seed: new Uint8Array(16).fill(seed),
      settings: { captureTicks: 10, guardTicks: 50, ...settings },
      development: true,
      warn(message): never {
        throw new Error(message);
      },
    });
  }

  get state() {
    return this.machine.state;
  }

  run(ticks: number): this {
    for (let at = 0; at < ticks; at++) this.events.push(...this.machine.runTurn({ ticks: 1 }).events);
    return this;
  }

  /** Applied, or why not. */
  order(command: CommandOf<typeof realm>): string {
    const { turn, tick } = this.machine;
    const order = { seat: 1 as Seat, seq: turn + 1, seenTick: tick, ...command };
    const report = this.machine.runTurn({ orders: [order], ticks: 0 });
    this.events.push(...report.events);
    return told(report.outcomes[0]!);
  }

  claim(character: string, faction: FactionId, shard: number, place: PlaceId = shardNumbered(shard)!.place): string {
    return this.order({ name: 'claim', args: { character, faction, shard, place } });
  }

  /** A faction takes the shard, whatever stands in its way. */
  take(faction: FactionId, number: number): this {
    this.shard(number).guardedUntil = 0;
    const answer = this.claim(`${faction} at ${number}`, faction, number);
    if (answer !== 'applied') throw new Error(answer);
    for (let ticks = 0; this.shard(number).keeper !== faction; ticks++) {
      if (ticks > 1000) throw new Error(`shard ${number} doesn't fall`);
      this.run(1);
    }
    return this;
  }

  shard(number: number) {
    return shardRow(this.state, number)!;
  }

  /** Data of the events of that name so far. */
  all(name: string): unknown[] {
    return this.events.filter((event) => event.name === name).map((event) => event.data);
  }
}

function told(outcome: OrderOutcome): string {
  if (outcome.status === 'applied') return 'applied';
  if (outcome.status === 'faulted') throw new Error(outcome.message);
  return outcome.reason;
}
