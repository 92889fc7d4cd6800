/** Matches that are played by file: their letters travel by this server, too. */
import { bool, bytes, list, oneOf, optional, struct, text, u32, uint53 } from '@rubato/schema';
import { defineRoute } from './route.ts';

const group = 'letters';
/** `match/turn/player/kind-sha256`, by the hash of the bytes. */
const name = text(192);
/** Bytes of one parcel: a letter has at most 1 MiB, and sealed a little more. */
export const PARCEL_BYTES = (1 << 20) + (1 << 12);
const PARCELS_PER_PAGE = 200;

/** Bytes of a match's file that goes to a server. */
export const MOVED_FILE_BYTES = 4 << 20;
const params = { id: text(36) };
const card = {
  /** What the player is called in the match: a-z, 0-9, _ and hyphens. */
  player: text(32),
  name: text(256),
  /** Ed25519 and X25519, base64url. */
  sign: text(43),
  seal: text(43),
};

export const letterRoutes = {
  setLetterCard: defineRoute('PUT /api/turn-games/{id}/card', {
    group,
    meaning: 'Agrees that a turn game goes on by letters, with these keys of the caller.',
    params,
    body: card,
    reply: { agreed: bool },
    errors: ['bad-value', 'not-found'],
  }),
  moveToFile: defineRoute('POST /api/turn-games/{id}/file', {
    group,
    meaning:
      'Ends a turn game here, once all have agreed, and gives it as a file with all that was played; again the same.',
    params,
    body: { mode: oneOf('peer', 'escrow', 'host'), referee: optional(struct(card)) },
    reply: { match: text(64), turn: u32, file: bytes(32 << 20) },
    errors: ['bad-value', 'not-found', 'conflict'],
  }),
  moveFromFile: defineRoute('POST /api/turn-games/file', {
    group,
    meaning:
      'Plays a file again from its start, and opens its next turn here once all seats are claimed; again the same.',
    body: { file: bytes(MOVED_FILE_BYTES), turnMs: uint53 },
    bodyBytes: Math.ceil(MOVED_FILE_BYTES / 3) * 4 + 1024,
    reply: { id: text(36), match: text(64), turn: u32 },
    errors: ['bad-value', 'limit-reached'],
  }),
  seatClaim: defineRoute('GET /api/turn-games/{id}/claim', {
    group,
    meaning: 'What a claim on a seat of this game says, with the caller’s account; a player’s key signs it.',
    params,
    reply: { match: text(64), game: text(36), account: text(36) },
    errors: ['not-found'],
  }),
  claimSeat: defineRoute('POST /api/turn-games/{id}/claim', {
    group,
    meaning: 'Takes the seat that a key of the match’s first block belongs to; `signature` is of the claim.',
    params,
    body: { player: text(32), signature: text(86) },
    reply: { claimed: bool },
    errors: ['not-found', 'not-allowed', 'conflict'],
  }),
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
    meaning:
      'The own mailbox, the oldest first; `match` of one match alone, `after` the last id of the page before. With `waitMs` an empty page waits so long for a parcel, 8 s at most.',
    query: { match: optional(text(64)), after: optional(text(36)), waitMs: optional(u32) },
    reply: { parcels: list(struct({ id: text(36), name, size: u32 }), PARCELS_PER_PAGE) },
    errors: ['limit-reached'],
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
