import type { Field, Fields } from '@rubato/schema';

type JsonRecord = Readonly<Record<string, unknown>>;

/** A newer server may say more than this program knows. */
export function known(fields: Fields, json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json;
  const names = Object.keys(json).filter((name) => Object.hasOwn(fields, name));
  return Object.fromEntries(names.map((name) => [name, knownValue(fields[name]!, (json as JsonRecord)[name])]));
}

function knownValue(field: Field, json: unknown): unknown {
  if (field.kind === 'optional') return knownValue(field.of, json);
  if (field.kind === 'struct') return known(field.fields, json);
  if (field.kind === 'list' && Array.isArray(json)) return json.map((item) => knownValue(field.of, item));
  return json;
}
