// JSON Schema (2020-12) of the JSON form of messages and states: documentation that programs can read. It says what the
// declaration says; limits in bytes appear as the number of characters that they certainly allow.
import { DEFAULT_TABLE_MAX, type Field, type Fields, type OneDef, type StateSchema, type TableDef } from './field.ts';
import type { Json } from './json.ts';
import { powerOfTwo } from './power-of-two.ts';

export type JsonSchema = { readonly [keyword: string]: Json };

export const JSON_SCHEMA_DIALECT = 'https://json-schema.org/draft/2020-12/schema';

const record = (fields: Fields): JsonSchema => {
  const names = Object.keys(fields);
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, fieldSchema(fields[name] as Field)])),
    required: names.filter((name) => fields[name]?.kind !== 'optional'),
    additionalProperties: false,
  };
};

const integer = (minimum: number, maximum: number): JsonSchema => ({ type: 'integer', minimum, maximum });
const axes = (names: readonly string[], axis: JsonSchema): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, axis])),
  required: names,
  additionalProperties: false,
});

const fieldSchema = (field: Field): JsonSchema => {
  switch (field.kind) {
    case 'bool':
      return { type: 'boolean' };
    case 'int':
      return field.signed
        ? integer(-powerOfTwo(field.bits - 1), powerOfTwo(field.bits - 1) - 1)
        : integer(0, powerOfTwo(field.bits) - 1);
    case 'uint53':
      return integer(0, Number.MAX_SAFE_INTEGER);
    case 'f32':
    case 'f64':
      return { type: 'number' };
    case 'fixed':
      return { type: 'number', minimum: field.min, maximum: field.max };
    case 'angle':
      return { type: 'number', description: 'radians' };
    case 'oneOf':
      return { enum: field.values };
    case 'ref':
      return { ...integer(0, 0xffff_ffff), description: `id of ${field.table}, 0 is none` };
    case 'seat':
      return { ...integer(0, 0xff), description: 'seat, 0 is none' };
    case 'text':
      return { type: 'string', maxLength: field.maxBytes };
    case 'bytes':
      return { type: 'string', contentEncoding: 'base64', maxLength: Math.ceil(field.maxBytes / 3) * 4 };
    case 'vec':
      return axes(field.size === 2 ? ['x', 'y'] : ['x', 'y', 'z'], fieldSchema(field.of));
    case 'quat':
      return axes(['x', 'y', 'z', 'w'], { type: 'number' });
    case 'list':
      return { type: 'array', items: fieldSchema(field.of), maxItems: field.max };
    case 'struct':
      return record(field.fields);
    case 'optional':
      return fieldSchema(field.of);
  }
};

const tableSchema = (def: Fields | TableDef | OneDef): JsonSchema => {
  if (isDef(def) && def.kind === 'one') return record(def.fields);
  return {
    type: 'object',
    description: 'rows by id',
    propertyNames: { pattern: '^[1-9][0-9]{0,9}$' },
    additionalProperties: record(isDef(def) ? def.fields : def),
    maxProperties: isDef(def) && def.kind === 'table' ? def.max : DEFAULT_TABLE_MAX,
  };
};

const isDef = (def: Fields | TableDef | OneDef): def is TableDef | OneDef => typeof def.kind === 'string';
/** A state has tables where a message has fields, and only a field has a string as its `kind`. */
const isFields = (schema: Fields | StateSchema): schema is Fields =>
  Object.values(schema).every(
    (entry) => typeof entry.kind === 'string' && entry.kind !== 'table' && entry.kind !== 'one',
  );

/** JSON Schema of the JSON form of a message's fields, or of a state. */
export const jsonSchemaOf = (schema: Fields | StateSchema): JsonSchema => {
  if (isFields(schema)) return { $schema: JSON_SCHEMA_DIALECT, ...record(schema) };
  const names = Object.keys(schema);
  return {
    $schema: JSON_SCHEMA_DIALECT,
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, tableSchema(schema[name] as StateSchema[string])])),
    required: names,
    additionalProperties: false,
  };
};
