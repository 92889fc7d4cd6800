import { describe, expect, it } from 'vitest';
import { bytes, fixed, i8, list, optional, struct, text, u16, uint53, vec2 } from './field.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { smallSchema } from './testing/small-state.ts';

describe('JSON Schema', () => {
  it('of a message says what its fields say', () => {
    const fields = {
      n: i8,
      at: vec2(fixed(0, 1, 0.5)),
      name: optional(text(8)),
      raw: bytes(4),
      many: list(struct({ c: uint53 }), 3),
    };
    expect(jsonSchemaOf(fields)).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        n: { type: 'integer', minimum: -128, maximum: 127 },
        at: {
          type: 'object',
          properties: { x: { type: 'number', minimum: 0, maximum: 1 }, y: { type: 'number', minimum: 0, maximum: 1 } },
          required: ['x', 'y'],
          additionalProperties: false,
        },
        name: { type: 'string', maxLength: 8 },
        raw: { type: 'string', contentEncoding: 'base64', maxLength: 8 },
        many: {
          type: 'array',
          maxItems: 3,
          items: {
            type: 'object',
            properties: { c: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } },
            required: ['c'],
            additionalProperties: false,
          },
        },
      },
      required: ['n', 'at', 'raw', 'many'],
      additionalProperties: false,
    });
  });

  it('of a state has rows by id for tables and the record for one()', () => {
    expect(jsonSchemaOf(smallSchema)).toMatchObject({
      properties: {
        ships: {
          type: 'object',
          propertyNames: { pattern: '^[1-9][0-9]{0,9}$' },
          maxProperties: 6,
          additionalProperties: {
            properties: {
              owner: { type: 'integer', minimum: 0, maximum: 255 },
              target: { type: 'integer', minimum: 0, maximum: 4294967295 },
              wing: { type: 'array', maxItems: 2 },
              mass: { type: 'number' },
            },
          },
        },
        round: { properties: { phase: { enum: ['wait', 'play'] }, over: { type: 'boolean' } } },
      },
      required: ['ships', 'round'],
    });
    expect(jsonSchemaOf({ plain: { kind: u16 } })).toMatchObject({
      properties: {
        plain: { additionalProperties: { properties: { kind: { maximum: 65535 } } }, maxProperties: 1024 },
      },
    });
  });
});
