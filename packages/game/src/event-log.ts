// What happened in a turn, in order, each with its identity and its audience.

import type { Field, Fields, Seat } from '@rubato/schema';
import type { Audience } from './context.ts';
import { RuleFault } from './errors.ts';
import { deepFreeze, type GameCodecs, type NamedCodec } from './game-codecs.ts';
import { LIMITS } from './limits.ts';
import type { EventRecord } from './turn.ts';

/** Who hears what is emitted near a row. */
export type Hearers = (row: { readonly id: number }) => EventRecord['to'];

const saturate = (value: unknown, low: number, high: number): unknown =>
  typeof value === 'number' && Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : value;

/** Numbers of events behave like numbers of tables: they round and saturate instead of being refused. */
const soften = (field: Field, value: unknown): unknown => {
  if (field.kind === 'int') {
    const span = field.bits === 32 ? 4294967296 : 1 << field.bits;
    const low = field.signed ? -span / 2 : 0;
    return saturate(typeof value === 'number' ? Math.round(value) : value, low, low + span - 1);
  }
  if (field.kind === 'fixed') return saturate(value, field.min, field.max);
  if (field.kind === 'vec' && typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([axis, part]) => [axis, soften(field.of, part)]));
  return value;
};

const known = new WeakMap<Fields, readonly (readonly [string, Field])[]>();
/** The fields that `soften` changes. */
const numericFields = (fields: Fields): readonly (readonly [string, Field])[] => {
  let numeric = known.get(fields);
  if (numeric === undefined) {
    numeric = Object.entries(fields).filter(([, { kind }]) => kind === 'int' || kind === 'fixed' || kind === 'vec');
    known.set(fields, numeric);
  }
  return numeric;
};

export class EventLog {
  readonly #codecs: GameCodecs;
  readonly #hearers: Hearers;
  #records: EventRecord[] = [];
  #tick = 0;
  #cause = 0;
  #index = 0;

  constructor(codecs: GameCodecs, hearers: Hearers) {
    this.#codecs = codecs;
    this.#hearers = hearers;
  }

  /** How many there are: a mark to return to. */
  get length(): number {
    return this.#records.length;
  }

  /** What is emitted from here on happens at this tick because of that. */
  begin(tick: number, cause: number): void {
    this.#tick = tick;
    this.#cause = cause;
    this.#index = 0;
  }

  /** Numbers on from events of the same tick and cause: for orders of the platform, which bear no sequence. */
  resume(): void {
    this.#index = this.#records.filter(({ tick, cause }) => tick === this.#tick && cause === this.#cause).length;
  }

  readonly emit = (name: string, data: unknown, to?: Audience): void => {
    const index = this.#codecs.eventIndex.get(name);
    if (index === undefined) throw new RuleFault('unknown-event', `event '${name}' is not declared`);
    if (this.#records.length >= LIMITS.eventsPerTurn)
      throw new RuleFault('too-many-events', `more than ${LIMITS.eventsPerTurn} events in one turn`);
    const audience = this.#audience(to);
    this.#records.push({
      tick: this.#tick,
      cause: this.#cause,
      index: this.#index++,
      name,
      data: settleEvent(this.#codecs.events[index] as NamedCodec, data),
      ...(audience && { to: audience }),
    });
  };

  /** Forgets all but the first `length`. */
  truncate(length: number): void {
    this.#records.length = length;
  }

  /** Hands over what was gathered and starts again. */
  take(): readonly EventRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  #audience(to: Audience | undefined): EventRecord['to'] {
    if (to === undefined) return undefined;
    if (typeof to === 'number') return { seats: [to as Seat], spectators: false };
    return this.#hearers(to.near);
  }
}

/** An event's data in the form that the wire carries, frozen; throws RuleFault when it isn't of the event's shape. */
const settleEvent = ({ name, codec }: NamedCodec, data: unknown): object => {
  const numeric = numericFields(codec.fields);
  const soft: Record<string, unknown> =
    numeric.length === 0 ? (data as Record<string, unknown>) : { ...(data as object) };
  for (const [key, field] of numeric) soft[key] = soften(field, soft[key]);
  const checked = codec.check(soft, name);
  if (!checked.ok) throw new RuleFault('bad-event', `event ${checked.message}`);
  return deepFreeze(checked.value);
};
