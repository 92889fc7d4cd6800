/** Where characters are. */
import { f64, list, optional, struct, text, vec3 } from '@rubato/schema';
import { NEARBY_PLAYERS, nearbyPlayerFields } from '../socket/movement-messages.ts';
import { defineRoute } from './route.ts';

const group = 'places';
const caller = 'character';
const reply = { locationId: text(64), players: list(struct(nearbyPlayerFields), NEARBY_PLAYERS) };

export const presenceRoutes = {
  nearbyPlayers: defineRoute('GET /api/players/nearby', {
    group,
    caller,
    meaning: 'Where the chosen character is, and who else is online there.',
    reply,
  }),
  travel: defineRoute('POST /api/travel', {
    group,
    caller,
    meaning: 'Travels to another location, as the world’s rules allow; the answer is who is there.',
    body: { toLocationId: text(64), fromLocationId: optional(text(64)), position: optional(vec3(f64)) },
    reply,
    errors: ['bad-value', 'not-found', 'not-allowed', 'conflict'],
  }),
} as const;
