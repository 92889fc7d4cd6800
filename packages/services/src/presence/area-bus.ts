/**
 * What servers tell each other about the locations that they follow. At most once, so nothing here may be the only copy:
 * who is where stands in the database, this is about positions in between.
 *
 *   ┌ sender's node ┬ '\n' ┬ JSON of an AreaWord ┐      topic `presence:LOCATION`, and `presence` for those who moved
 */
import type { Bus } from '@rubato/ports';
import { utf8Decode, utf8Encode } from '@rubato/schema';
import type { Sighting } from './area-book.ts';
import { isPoint, type Point } from './whereabouts.ts';

export type AreaWord =
  /** Whoever has players here answers with `here`. */
  | { readonly word: 'ask' }
  | { readonly word: 'here'; readonly sightings: readonly Sighting[] }
  | { readonly word: 'gone'; readonly characterId: string };

/** Somebody travelled, whichever server did it: the one with the socket takes over. */
export interface Moved {
  readonly word: 'moved';
  readonly characterId: string;
  readonly toId: string;
  readonly position?: Point;
}

const MOVED_TOPIC = 'presence';
/** Sightings of one message; more go in several. */
export const SIGHTINGS_PER_WORD = 200;

export class AreaBus {
  readonly #bus: Bus;
  readonly #node: string;

  constructor(bus: Bus, node: string) {
    this.#bus = bus;
    this.#node = node;
  }

  say(locationId: string, word: AreaWord): void {
    this.#publish(`presence:${locationId}`, word);
  }

  here(locationId: string, sightings: readonly Sighting[]): void {
    for (let at = 0; at < sightings.length; at += SIGHTINGS_PER_WORD)
      this.say(locationId, { word: 'here', sightings: sightings.slice(at, at + SIGHTINGS_PER_WORD) });
  }

  moved(moved: Omit<Moved, 'word'>): void {
    this.#publish(MOVED_TOPIC, { word: 'moved', ...moved });
  }

  /** Hears other servers, not this one. */
  follow(locationId: string, listener: (word: AreaWord) => void): Promise<() => Promise<void>> {
    return this.#subscribe(`presence:${locationId}`, (word) => {
      if (isAreaWord(word)) listener(word);
    });
  }

  followMoved(listener: (moved: Moved) => void): Promise<() => Promise<void>> {
    return this.#subscribe(MOVED_TOPIC, (word) => {
      if (isMoved(word)) listener(word);
    });
  }

  #publish(topic: string, word: AreaWord | Moved): void {
    this.#bus.publish(topic, utf8Encode(`${this.#node}\n${JSON.stringify(word)}`));
  }

  #subscribe(topic: string, listener: (word: unknown) => void): Promise<() => Promise<void>> {
    return this.#bus.subscribe(topic, (message) => {
      const text = decoded(message);
      const end = text.indexOf('\n');
      if (end < 0 || text.slice(0, end) === this.#node) return;
      listener(parsed(text.slice(end + 1)));
    });
  }
}

function decoded(message: Uint8Array): string {
  try {
    return utf8Decode(message);
  } catch {
    return '';
  }
}

/** Another version may speak otherwise: what isn't understood is left alone. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isAreaWord(word: unknown): word is AreaWord {
  if (!isRecord(word)) return false;
  const { word: kind, characterId, sightings } = word;
  if (kind === 'here') return Array.isArray(sightings) && sightings.every(isSighting);
  return kind === 'ask' || (kind === 'gone' && typeof characterId === 'string');
}

function isMoved(word: unknown): word is Moved {
  if (!isRecord(word) || word['word'] !== 'moved') return false;
  return (
    typeof word['characterId'] === 'string' && typeof word['toId'] === 'string' && isOptionalPoint(word['position'])
  );
}

function isSighting(sighting: unknown): sighting is Sighting {
  if (!isRecord(sighting)) return false;
  const { characterId, seenMs, position, velocity } = sighting;
  const known = typeof characterId === 'string' && typeof seenMs === 'number';
  return known && isOptionalPoint(position) && isOptionalPoint(velocity);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isOptionalPoint = (value: unknown): boolean =>
  value === undefined || (isRecord(value) && isPoint(value as unknown as Point));
