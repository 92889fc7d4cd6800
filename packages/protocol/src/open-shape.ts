import { jsonSchemaOf } from '@rubato/schema';
import type { Fields, Value } from '@rubato/schema';
import { jsonShape } from './json-shape.ts';

/**
 * The shape of a JSON message that carries values of the game (frames, arguments, state) by name: declared fields as
 * everywhere, members that may hold any JSON, and lists of either. What the open members hold is checked by those who
 * know the game.
 */
export interface OpenShape {
  readonly fields: Fields;
  readonly json?: { readonly [name: string]: 'required' | 'optional' };
  /** A list that is left out is empty. */
  readonly lists?: { readonly [name: string]: OpenList };
}

export interface OpenList {
  readonly of: OpenShape | 'json';
  readonly max: number;
}

/** Any JSON value: checked later, by the game's own declaration. */
export type Json = unknown;

type Named<S, Need> = { [K in keyof S]: S[K] extends Need ? K : never }[keyof S];
type JsonPart<S> = S extends { readonly json: infer J }
  ? { readonly [K in Named<J, 'required'>]: Json } & { readonly [K in Named<J, 'optional'>]?: Json }
  : unknown;
type ListPart<S> = S extends { readonly lists: infer L }
  ? { readonly [K in keyof L]: readonly ItemOf<L[K]>[] }
  : unknown;
type ItemOf<L> = L extends { readonly of: infer S extends OpenShape } ? OpenValue<S> : Json;

/** The value that a shape describes. */
export type OpenValue<S extends OpenShape> = Readonly<Value<S['fields']>> & JsonPart<S> & ListPart<S>;

/** What is wrong with a JSON message, for the peer to read. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

type Members = Readonly<Record<string, Json>>;

/** Checks untrusted JSON; throws `ShapeError` that names the place. */
export function openFromJson<S extends OpenShape>(shape: S, json: Json, path: string): OpenValue<S> {
  if (!isObject(json)) throw new ShapeError(`${path}: expected an object`);
  const declared: Record<string, Json> = {};
  const value: Record<string, Json> = {};
  for (const [name, member] of Object.entries(json)) {
    if (Object.hasOwn(shape.fields, name)) declared[name] = member;
    else if (has(shape.json, name)) value[name] = member;
    else if (!has(shape.lists, name))
      throw new ShapeError(`${path}: unknown member ${JSON.stringify(name.slice(0, 40))}`);
  }
  for (const [name, need] of Object.entries(shape.json ?? {})) {
    if (need === 'required' && !Object.hasOwn(value, name)) throw new ShapeError(`${path}.${name}: missing`);
  }
  for (const [name, list] of Object.entries(shape.lists ?? {}))
    value[name] = listFromJson(list, json[name], `${path}.${name}`);
  const checked = jsonShape(shape.fields).fromJson(declared, path);
  if (!checked.ok) throw new ShapeError(`${checked.path}: ${checked.message}`);
  return { ...(checked.value as Members), ...value } as OpenValue<S>;
}

/** The JSON form of a value, with nothing in it that is absent. */
export function openToJson<S extends OpenShape>(shape: S, value: OpenValue<S>): Record<string, Json> {
  const members = value as Members;
  const declared: Record<string, Json> = {};
  for (const name of Object.keys(shape.fields)) declared[name] = members[name];
  const json: Record<string, Json> = jsonShape(shape.fields).toJson(declared as never);
  for (const name of Object.keys(shape.json ?? {})) if (members[name] !== undefined) json[name] = members[name];
  for (const [name, { of }] of Object.entries(shape.lists ?? {})) {
    const items = members[name] as readonly Json[];
    if (items.length > 0) json[name] = of === 'json' ? items : items.map((item) => openToJson(of, item as never));
  }
  return json;
}

/** The JSON Schema of a shape. */
export function openSchema(shape: OpenShape): Record<string, Json> {
  const declared = jsonSchemaOf(shape.fields) as { properties?: object; required?: readonly string[] };
  const open = Object.entries(shape.json ?? {});
  const lists = Object.entries(shape.lists ?? {}).map(([name, { of, max }]) => [
    name,
    { type: 'array', maxItems: max, items: of === 'json' ? {} : openSchema(of) },
  ]);
  return {
    ...declared,
    properties: {
      ...declared.properties,
      ...Object.fromEntries(open.map(([name]) => [name, {}])),
      ...Object.fromEntries(lists),
    },
    required: [...(declared.required ?? []), ...open.filter(([, need]) => need === 'required').map(([name]) => name)],
  };
}

function listFromJson(list: OpenList, json: Json, path: string): readonly Json[] {
  if (json === undefined) return [];
  if (!Array.isArray(json)) throw new ShapeError(`${path}: expected a list`);
  if (json.length > list.max) throw new ShapeError(`${path}: ${json.length} items, at most ${list.max} allowed`);
  const { of } = list;
  return of === 'json' ? json : json.map((item, place) => openFromJson(of, item, `${path}[${place}]`));
}

function has(members: object | undefined, name: string): boolean {
  return members !== undefined && Object.hasOwn(members, name);
}

function isObject(json: Json): json is Members {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
