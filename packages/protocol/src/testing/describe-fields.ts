import type { Field, Fields } from '@rubato/schema';

/** The bits of each field in words, as the documentation's tables show them: name and layout, structs indented by a dot. */
export function describeFields(fields: Fields, prefix = ''): [string, string][] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const inner = structIn(field);
    const own: [string, string] = [`\`${path}\``, layout(field)];
    return inner === undefined ? [own] : [own, ...describeFields(inner, `${path}.`)];
  });
}

function structIn(field: Field): Fields | undefined {
  if (field.kind === 'struct') return field.fields;
  return field.kind === 'optional' || field.kind === 'list' ? structIn(field.of) : undefined;
}

function layout(field: Field): string {
  switch (field.kind) {
    case 'bool':
      return '1 bit';
    case 'int':
      return `${field.signed ? 'i' : 'u'}${field.bits}`;
    case 'f64':
      return 'f64';
    case 'text':
      return `${count(field.maxBytes)} + UTF-8, ≤ ${field.maxBytes} bytes`;
    case 'bytes':
      return `${count(field.maxBytes)} + bytes, ≤ ${field.maxBytes}`;
    case 'oneOf':
      return `${Math.max(1, Math.ceil(Math.log2(field.values.length)))} bits: ${field.values.join(', ')}`;
    case 'list':
      return `${count(field.max)} + items, ≤ ${field.max}: ${layout(field.of)}`;
    case 'optional':
      return `1 bit, if set: ${layout(field.of)}`;
    case 'struct':
      return 'the fields below';
    default:
      throw new Error(`no words for ${field.kind}`);
  }
}

function count(max: number): string {
  return max < 256 ? `${Math.ceil(Math.log2(max + 1))}-bit count` : 'varint count';
}
