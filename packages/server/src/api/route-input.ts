/** What a request hands over, as its route declares it; every refusal names the place. */
import { jsonShape, type ServiceRoute } from '@rubato/protocol';
import type { Field, Fields } from '@rubato/schema';

export type InputResult =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly message: string };

export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  /** Undefined when the request had none. */
  readonly body: unknown;
}

export function readInput(route: ServiceRoute, raw: RawInput): InputResult {
  const { params, query, body } = raw;
  if (body === undefined && hasFields(route.body))
    return { ok: false, message: 'body: expected a JSON object, with content-type: application/json' };
  const value: Record<string, unknown> = {};
  const wrong =
    readPart(route.params, fromTexts(route.params, params), 'path', value) ??
    readPart(route.query, fromTexts(route.query, query), 'query', value) ??
    readPart(route.body, body ?? NOTHING, 'body', value);
  if (wrong) return wrong;
  const nul = placeOfNul(value, '');
  return nul === undefined ? { ok: true, value } : { ok: false, message: `${nul}: no text may hold U+0000` };
}

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});

/** Adds what it holds to `value`; returns what is wrong with it. */
function readPart(
  fields: Fields,
  json: unknown,
  name: string,
  value: Record<string, unknown>,
): (InputResult & { readonly ok: false }) | undefined {
  // Most reads take nothing: then there is nothing to check.
  if (json === NOTHING && !hasFields(fields)) return undefined;
  const part = jsonShape(fields).fromJson(json, name);
  if (!part.ok) return part;
  Object.assign(value, part.value);
  return undefined;
}

function hasFields(of: object): boolean {
  for (const _name in of) return true;
  return false;
}

/** PostgreSQL keeps no U+0000 in a text, so nobody does. */
export function placeOfNul(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return value.includes('\0') ? path : undefined;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const place = placeOfNul(inner, Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** Texts of a path or query as the JSON that their fields stand for; what is no such text stays, to be refused by the check. */
function fromTexts(fields: Fields, texts: unknown): Readonly<Record<string, unknown>> {
  if (!hasFields(texts ?? NOTHING)) return NOTHING;
  const entries = Object.entries((texts ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    entries.map(([name, text]) => [name, Object.hasOwn(fields, name) ? fromText(fields[name]!, text) : text]),
  );
}

function fromText(field: Field, text: unknown): unknown {
  if (typeof text !== 'string') return text;
  switch (field.kind) {
    case 'optional':
      return fromText(field.of, text);
    case 'bool':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'int':
    case 'uint53':
    case 'f32':
    case 'f64':
    case 'fixed':
      return /^-?\d{1,16}(\.\d{1,16})?$/.test(text) ? Number(text) : text;
    default:
      return text;
  }
}
