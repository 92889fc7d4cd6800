/** The tables of docs/protocol-services.md, from the declarations. */
import type { Field, Fields } from '@rubato/schema';
import { socketLimitTable, socketMessages, type SocketMessage } from '../index.ts';

/** A shape that several messages share is spelled out once. */
class Shapes {
  readonly #seen = new Map<Fields, string>();

  spell(fields: Fields | undefined, name: string): string {
    if (fields === undefined) return '–';
    if (Object.keys(fields).length === 0) return '`{}`';
    const before = this.#seen.get(fields);
    if (before !== undefined) return `as ${before}`;
    this.#seen.set(fields, name);
    return `\`${spellFields(fields)}\``;
  }
}

/** One section for each message: who sends it, and its shapes. */
export function messageSections(): string {
  const shapes = new Shapes();
  return Object.entries(socketMessages)
    .map(([type, message]) => section(type, message, shapes))
    .join('\n');
}

function section(type: string, message: SocketMessage, shapes: Shapes): string {
  const { meaning, priority, caller, request, reply, notice, answeredBy, errors } = message;
  const lines = [`### ${type}`, '', `${meaning} Priority ${priority}.`, ''];
  if (request !== undefined) {
    lines.push(`- request (${WHO[caller]}): ${shapes.spell(request, `the request of ${type}`)}`);
    lines.push(`- reply: ${replyOf(answeredBy, shapes.spell(reply, `the reply of ${type}`))}`);
    if (errors.length > 0) lines.push(`- refused with: ${errors.map((code) => `\`${code}\``).join(', ')}`);
  }
  if (notice !== undefined)
    lines.push(`- from the server: ${shapes.spell(notice, `what the server sends as ${type}`)}`);
  return `${lines.join('\n')}\n`;
}

const WHO = { anyone: 'anybody', account: 'logged in', character: 'with a character' } as const;

function replyOf(answeredBy: string | undefined, shape: string): string {
  if (shape === '–') return 'none';
  return answeredBy === undefined ? shape : `\`${answeredBy}\` ${shape}`;
}

function spellFields(fields: Fields): string {
  const members = Object.entries(fields).map(([name, field]) => {
    const [mark, inner] = field.kind === 'optional' ? ['?', field.of] : ['', field];
    return `${name}${mark}: ${spell(inner)}`;
  });
  return `{ ${members.join(', ')} }`;
}

/** Sets of more values than this are shortened: their table is elsewhere. */
const VALUES_SHOWN = 12;

function spell(field: Field): string {
  switch (field.kind) {
    case 'int':
      return `${field.signed ? 'i' : 'u'}${field.bits}`;
    case 'uint53':
      return 'u53';
    case 'text':
      return `text ${field.maxBytes}`;
    case 'oneOf':
      return field.values.length > VALUES_SHOWN ? 'code' : field.values.map((value) => `"${value}"`).join(' or ');
    case 'vec':
      return field.size === 2 ? '{ x, y }' : '{ x, y, z }';
    case 'list':
      return `[${spell(field.of)}] ${field.max}`;
    case 'struct':
      return spellFields(field.fields);
    case 'optional':
      return spell(field.of);
    default:
      return field.kind;
  }
}

export function limitRows(): string {
  const rows = Object.entries(socketLimitTable).map(
    ([name, { value, unit, bounds, answer }]) =>
      `| \`${name}\` | ${`${value.toLocaleString('en')} ${unit === 'count' ? '' : unit}`.trim()} | ${bounds} | ${answer} |`,
  );
  return ['| limit | value | bounds | when reached |', '|---|---|---|---|', ...rows, ''].join('\n');
}
