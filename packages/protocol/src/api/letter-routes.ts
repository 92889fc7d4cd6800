/** Matches that are played by file: their letters travel by this server, too. */
import { bool, bytes, list, optional, struct, text, u32 } from '@rubato/schema';
import { defineRoute } from './route.ts';

const group = 'letters';
/** `match/turn/player/kind-sha256`, by the hash of the bytes. */
const name = text(192);
/** Bytes of one parcel: a letter has at most 1 MiB, and sealed a little more. */
export const PARCEL_BYTES = (1 << 20) + (1 << 12);
const PARCELS_PER_PAGE = 200;

export const letterRoutes = {
  sendParcel: defineRoute('PUT /api/letters/parcels', {
    group,
    meaning: 'Puts a parcel into somebody’s mailbox; the same again changes nothing.',
    body: { name, /** A username. */ to: text(256), bytes: bytes(PARCEL_BYTES) },
    bodyBytes: Math.ceil(PARCEL_BYTES / 3) * 4 + 1024,
    reply: { sent: bool },
    errors: ['bad-value', 'not-found', 'limit-reached'],
  }),
  parcels: defineRoute('GET /api/letters/parcels', {
    group,
    meaning: 'The own mailbox, the oldest first; `match` of one match alone, `after` the last id of the page before.',
    query: { match: optional(text(64)), after: optional(text(36)) },
    reply: { parcels: list(struct({ id: text(36), name, size: u32 }), PARCELS_PER_PAGE) },
  }),
  parcel: defineRoute('GET /api/letters/parcels/bytes', {
    group,
    meaning: 'What is in a parcel of the own mailbox.',
    query: { name },
    reply: { bytes: bytes(PARCEL_BYTES) },
    errors: ['not-found'],
  }),
  dropParcel: defineRoute('DELETE /api/letters/parcels', {
    group,
    meaning: 'The parcel is safe elsewhere: takes it out of the mailbox.',
    query: { name },
    reply: { dropped: bool },
  }),
};
