/** The characters of an account. */
import { bool, list, optional, struct, text, u16, uint53 } from '@rubato/schema';
import { defineRoute } from './route.ts';

const group = 'characters';

export const characterFields = {
  id: text(36),
  name: text(64),
  faction: text(32),
  level: u16,
  locationId: text(64),
  /** Present while a deletion can be undone: when it becomes final. */
  deletedMs: optional(uint53),
};

export const characterRoutes = {
  characters: defineRoute('GET /api/characters', {
    group,
    meaning: 'The account’s characters.',
    reply: { characters: list(struct({ ...characterFields, selected: bool }), 64) },
  }),
  createCharacter: defineRoute('POST /api/characters', {
    group,
    meaning: 'Makes a character.',
    body: { name: text(64), faction: text(32) },
    reply: characterFields,
    errors: ['bad-value', 'taken', 'limit-reached'],
  }),
  selectCharacter: defineRoute('POST /api/characters/select', {
    group,
    meaning: 'Chooses the character that this session plays.',
    body: { characterId: text(36) },
    reply: characterFields,
    errors: ['not-found'],
  }),
  deleteCharacter: defineRoute('DELETE /api/characters/{id}', {
    group,
    meaning: 'Deletes a character; it can be restored for a while.',
    params: { id: text(36) },
    reply: { finalMs: uint53 },
    errors: ['not-found', 'limit-reached'],
  }),
  restoreCharacter: defineRoute('POST /api/characters/{id}/restore', {
    group,
    meaning: 'Takes a deletion back.',
    params: { id: text(36) },
    reply: characterFields,
    errors: ['not-found', 'limit-reached'],
  }),
} as const;
