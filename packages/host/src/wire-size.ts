/** How long a message may become on the wire, from its declaration alone. */
import type { Field, Fields } from '@rubato/schema';

/** Of the number of items in a text, bytes or list: a varint of at most this many bits. */
const COUNT_BITS = 32;

/** No value of these fields takes more bytes than this. */
export function mostBytes(fields: Fields): number {
  return Math.ceil(fieldsBits(fields) / 8);
}

function fieldsBits(fields: Fields): number {
  return Object.values(fields).reduce((sum, field) => sum + mostBits(field), 0);
}

function mostBits(field: Field): number {
  switch (field.kind) {
    case 'bool':
      return 1;
    case 'int':
    case 'angle':
      return field.bits;
    case 'seat':
    case 'oneOf':
      return 8;
    case 'f32':
    case 'fixed':
    case 'ref':
      return 32;
    case 'f64':
    case 'uint53':
      return 64;
    case 'quat':
      return 2 + 3 * field.bits;
    case 'text':
    case 'bytes':
      return COUNT_BITS + 8 * field.maxBytes;
    case 'vec':
      return field.size * mostBits(field.of);
    case 'list':
      return COUNT_BITS + field.max * mostBits(field.of);
    case 'struct':
      return fieldsBits(field.fields);
    case 'optional':
      return 1 + mostBits(field.of);
    default:
      return field satisfies never;
  }
}
