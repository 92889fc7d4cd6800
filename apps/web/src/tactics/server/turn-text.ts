/** What the server tells of a battle, read into what the pages draw. */
import { codecsOf, type EventRecord } from '@rubato/game';
import { applyMergePatch, DecodeError, stateFromJson, viewOf, type Json, type JsonObject } from '@rubato/schema';
import { eventsOf, tactics, type TacticsEvent, type TacticsView } from '@rubato/tactics';

export interface Keyframe {
  readonly tick: number;
  readonly view: TacticsView;
}

export interface FilmText {
  /** The first is of the turn's begin; the others in the sequence of time. */
  readonly frames: readonly [Keyframe, ...Keyframe[]];
  readonly events: readonly TacticsEvent[];
}

/** Tables that change within a film and that its picture shows; the others are read once. */
const MOVING: readonly string[] = ['ships', 'projectiles', 'battle'];

/** @param parts one after the other the JSON of a state. Throws DecodeError, or SyntaxError. */
export const readView = (parts: readonly string[]): TacticsView => seen(JSON.parse(parts.join('')) as Json);

/**
 * @param parts one after the other the JSON of a film: `first` (tick, state), `frames` (tick, merge patch), `events`.
 * Throws DecodeError, or SyntaxError.
 */
export function readFilmText(parts: readonly string[]): FilmText {
  const { first, frames, events } = objectIn(JSON.parse(parts.join('')) as Json, 'film');
  const begin = objectIn(first, 'first');
  let state = begin['state'] ?? null;
  const opening: Keyframe = { tick: tickIn(begin['tick']), view: seen(state) };
  const later = listIn(frames, 'frames').map((frame): Keyframe => {
    const { tick, patch } = objectIn(frame, 'frames');
    state = applyMergePatch(state, patch ?? null);
    return { tick: tickIn(tick), view: seen(movingOf(state)) };
  });
  return { frames: [opening, ...later], events: eventsOf(listIn(events, 'events').map(eventFrom)) };
}

function seen(state: Json): TacticsView {
  const { layout } = codecsOf(tactics);
  return viewOf(layout, stateFromJson(layout, state)) as unknown as TacticsView;
}

/** The state with its resting tables empty: they are most of it. */
function movingOf(state: Json): JsonObject {
  const tables = Object.entries(objectIn(state, 'state'));
  return Object.fromEntries(tables.map(([name, rows]) => [name, MOVING.includes(name) ? rows : {}]));
}

function eventFrom(json: Json): EventRecord {
  const { tick, name, data } = objectIn(json, 'events');
  const { events, eventIndex } = codecsOf(tactics);
  const checked = events[eventIndex.get(String(name)) ?? -1]?.codec.fromJson(data);
  if (!checked?.ok) throw new DecodeError(checked?.message ?? `events: this page knows no event ${String(name)}`);
  return { tick: tickIn(tick), name: String(name), data: checked.value } as EventRecord;
}

function objectIn(json: Json | undefined, path: string): JsonObject {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new DecodeError(`${path}: expected an object`);
  return json as JsonObject;
}

function listIn(json: Json | undefined, path: string): readonly Json[] {
  if (!Array.isArray(json)) throw new DecodeError(`${path}: expected a list`);
  return json as readonly Json[];
}

function tickIn(json: Json | undefined): number {
  if (Number.isSafeInteger(json)) return json as number;
  throw new DecodeError('tick: expected a whole number');
}
