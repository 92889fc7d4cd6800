import { bool, f64, oneOf, optional, text, u16, u32, u8 } from '@rubato/schema';
import { limits } from './limits.ts';
import type { OpenShape, OpenValue } from './open-shape.ts';
import { joined, left } from './server-messages.ts';

/**
 * The messages whose JSON form differs from their binary form: there frames, orders, events and state are bytes; here
 * they are JSON by name, so that a script without the game's declaration can play.
 */

export interface JsonMessage<Type extends string = string, S extends OpenShape = OpenShape> {
  readonly type: Type;
  readonly meaning: string;
  readonly shape: S;
  /** What may be left out, and what it then is. */
  readonly defaults: Readonly<Record<string, unknown>>;
}

/** What a program holds: `type` beside the members. */
export type JsonMessageOf<M> =
  M extends JsonMessage<infer Type, infer S> ? { readonly type: Type } & OpenValue<S> : never;

function jsonMessage<const Type extends string, const S extends OpenShape>(
  type: Type,
  meaning: string,
  shape: S,
  defaults: Readonly<Record<string, unknown>> = {},
): JsonMessage<Type, S> {
  return { type, meaning, shape, defaults };
}

const jsonOrder = {
  fields: {
    /** Counts up per seat from 1; a repeat is ignored. */
    seq: u32,
    /** The tick to apply it at; absent: as soon as possible. */
    tick: optional(u32),
    /** The tick whose state the player saw; absent: `ackTick`. */
    seenTick: optional(u32),
    /** Of the command. */
    name: text(limits.nameBytes),
  },
  json: { args: 'required' },
} as const satisfies OpenShape;

export const jsonInput = jsonMessage(
  'input',
  'What a player does: a frame held from now on, orders, acknowledgements. Every member may be left out.',
  {
    fields: {
      /** The handle from `joined`; absent: the only place this session holds. */
      room: optional(u8),
      /** Absent: the room's present one. */
      epoch: optional(u16),
      /** Starts at 1 with each `joined` and never repeats; needed where the input is signed. */
      seq: optional(u32),
      clientMs: optional(f64),
      ackTick: optional(u32),
      ackEvent: optional(u32),
      /** The tick of the first of `frames`; absent: each is for the next free tick. */
      firstTick: optional(u32),
      /** The tick whose state the player saw when it held these frames; absent: `ackTick`. */
      seenTick: optional(u32),
    },
    /** One frame, short for `frames` with one item. */
    json: { frame: 'optional' },
    lists: {
      frames: { of: 'json', max: limits.framesPerInput },
      orders: { of: jsonOrder, max: limits.ordersPerInput },
    },
  },
);

const closedFields = <F extends object, Name extends keyof F & string>(
  fields: F,
  ...open: readonly Name[]
): Omit<F, Name> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !open.includes(name as Name))) as Omit<F, Name>;

export const jsonJoined = jsonMessage('joined', joined.meaning, {
  fields: closedFields(joined.fields, 'settings'),
  json: { settings: 'required' },
});

export const jsonLeft = jsonMessage('left', left.meaning, {
  fields: closedFields(left.fields, 'result'),
  json: { result: 'optional' },
});

const jsonEvent = {
  fields: { seq: u32, tick: u32, cause: u32, index: u32, name: text(limits.nameBytes) },
  json: { data: 'required' },
} as const satisfies OpenShape;

const jsonOutcome = {
  fields: { seq: u32, status: oneOf('rejected', 'lapsed', 'faulted'), reason: text(limits.reasonBytes) },
} as const satisfies OpenShape;

export const jsonState = jsonMessage(
  'state',
  'What a player sees: the whole state, or a merge patch (RFC 7396) of the last one sent.',
  {
    fields: {
      room: u8,
      epoch: u16,
      /** The tick whose state this is. */
      tick: u32,
      serverTick: u32,
      /** True: `state` is the whole state, else a patch of the state before. */
      full: bool,
      /** The newest input received; absent for spectators. */
      ackSeq: optional(u32),
      /** The newest tick for which a frame was received. */
      ackFrameTick: optional(u32),
      /** How long before it was needed the newest in-time frame came. */
      earlinessMs: optional(f64),
      discarded: optional(u32),
      ackOrder: optional(u32),
      durableOrder: optional(u32),
      /** Events were lost for good. */
      gap: bool,
      hash: optional(text(16)),
    },
    json: { state: 'required' },
    lists: {
      events: { of: jsonEvent, max: limits.eventsKept },
      outcomes: { of: jsonOutcome, max: limits.outcomesPerSnapshot },
    },
  },
  { gap: false },
);

export type JsonInput = JsonMessageOf<typeof jsonInput>;
export type JsonOrder = JsonInput['orders'][number];
export type JsonJoined = JsonMessageOf<typeof jsonJoined>;
export type JsonLeft = JsonMessageOf<typeof jsonLeft>;
export type JsonState = JsonMessageOf<typeof jsonState>;
export type JsonEvent = JsonState['events'][number];
