/** Where characters are, and who is near. */
import { f64, list, optional, struct, text, u16, uint53, vec3 } from '@rubato/schema';
import { defineSocketMessage } from './socket-message.ts';

const position = vec3(f64);

/** Somebody at the same location, as others see them. */
export const nearbyPlayerFields = {
  characterId: text(36),
  name: text(64),
  faction: text(32),
  level: u16,
  position: optional(position),
  velocity: optional(position),
  lastSeenMs: uint53,
};

/** Players listed of one location. */
export const NEARBY_PLAYERS = 100;
const place = { locationId: text(64), players: list(struct(nearbyPlayerFields), NEARBY_PLAYERS) };

export const movementMessages = {
  MOVE: defineSocketMessage({
    meaning: 'Travels to another location; the answer is who is there.',
    request: { toLocationId: text(64), fromLocationId: optional(text(64)), position: optional(position) },
    reply: place,
    errors: ['not-found', 'not-allowed', 'conflict', 'bad-value'],
  }),
  LOCATION_UPDATE: defineSocketMessage({
    meaning: 'Where the character is and who is near: asked for, or told when it was moved.',
    request: { locationId: optional(text(64)) },
    reply: place,
    notice: place,
    errors: ['not-found', 'not-allowed'],
  }),
  POSITION_UPDATE: defineSocketMessage({
    meaning: 'Where exactly a character stands within its location, several times a second; only the newest counts.',
    priority: 'LOW',
    request: { position, velocity: optional(position) },
    notice: { characterId: text(36), position, velocity: optional(position), atMs: uint53 },
    errors: ['bad-value', 'not-allowed'],
  }),
  PLAYER_JOINED_AREA: defineSocketMessage({
    meaning: 'Somebody came to the location.',
    notice: { locationId: text(64), player: struct(nearbyPlayerFields) },
  }),
  PLAYER_LEFT_AREA: defineSocketMessage({
    meaning: 'Somebody left the location.',
    notice: { locationId: text(64), characterId: text(36), toLocationId: optional(text(64)) },
  }),
} as const;
