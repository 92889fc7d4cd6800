/** An example value of declared fields, for documentation; it passes their check. */
import type { Field, Fields } from '@rubato/schema';

export function exampleOf(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, field]) => field.kind !== 'optional')
      .map(([name, field]) => [name, exampleValue(name, field)]),
  );
}

/** The field's type in a few characters: `text ≤ 64 B`, `u16`, `list ≤ 100`. */
export function shownType(field: Field): string {
  switch (field.kind) {
    case 'optional':
      return `${shownType(field.of)}, optional`;
    case 'text':
      return `text, at most ${field.maxBytes} bytes`;
    case 'bytes':
      return `base64, at most ${field.maxBytes} bytes`;
    case 'int':
      return `${field.signed ? 'signed ' : ''}integer of ${field.bits} bits`;
    case 'uint53':
      return 'integer, 0 or more';
    case 'bool':
      return 'true or false';
    case 'oneOf':
      return field.values.join(' | ');
    case 'list':
      return `list of at most ${field.max}: ${shownType(field.of)}`;
    case 'struct':
      return `{ ${Object.entries(field.fields)
        .map(([name, inner]) => `${name}: ${shownType(inner)}`)
        .join('; ')} }`;
    default:
      return field.kind;
  }
}

function exampleValue(name: string, field: Field): unknown {
  switch (field.kind) {
    case 'text':
      return `some-${name}`.slice(0, field.maxBytes);
    case 'bytes':
      return '';
    case 'bool':
      return false;
    case 'oneOf':
      return field.values[0];
    case 'fixed':
      return field.min;
    case 'list':
      return [exampleValue(name, field.of)].slice(0, field.max);
    case 'struct':
      return exampleOf(field.fields);
    case 'optional':
      return exampleValue(name, field.of);
    case 'vec':
      return field.size === 2 ? { x: 0, y: 0 } : { x: 0, y: 0, z: 0 };
    case 'quat':
      return { x: 0, y: 0, z: 0, w: 1 };
    default:
      return 1;
  }
}
