// The JSON form of a state, for clients without this library and for people.
//
//   { "ships": { "1025": { "hp": 10, "pos": { "x": 1, "y": 2 } } }, "round": { "phase": "play" } }
//
// A table is an object of its rows by id, in decimal; a one() record stands for itself. Bytes are base64. The form holds
// what a viewer may know: live rows, no allocator.
import type { Columns } from './columns.ts';
import { DecodeError } from './decode-error.ts';
import type { Fields } from './field.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { columnsOf, type Layout } from './layout-of.ts';
import { generationOf, slotOf, type TableSpec } from './layout.ts';
import { readField, writeField } from './row-interpreter.ts';
import { Snapshot } from './snapshot.ts';
import { type CheckResult, interpretedCodec } from './struct-codec.ts';
import type { HasTables } from './view.ts';

/** A row in JSON obeys the rules of a message with the same fields. */
interface RowCodec {
  toJson(value: unknown): unknown;
  fromJson(json: unknown, root?: string): CheckResult<unknown>;
}

const codecs = new WeakMap<TableSpec, RowCodec>();

const rowCodec = (table: TableSpec): RowCodec => {
  let codec = codecs.get(table);
  if (codec === undefined) {
    const fields: Fields = Object.fromEntries(table.fields.map((spec) => [spec.name, spec.field]));
    codecs.set(table, (codec = interpretedCodec(fields) as RowCodec));
  }
  return codec;
};

const rowToJson = (columns: Columns, slot: number): Json => {
  const { table } = columns;
  const value = Object.fromEntries(table.fields.map((spec) => [spec.name, readField(spec, columns, slot)]));
  return rowCodec(table).toJson(value) as Json;
};

/** The JSON form of a store or snapshot. */
export const stateToJson = (source: HasTables): JsonObject => {
  const state: Record<string, Json> = {};
  for (const columns of source.tables) {
    const { ids, table } = columns;
    if (table.kind === 'one') {
      state[table.name] = rowToJson(columns, 0);
      continue;
    }
    const rows: Record<string, Json> = {};
    for (let slot = 0; slot < columns.used; slot++)
      if (ids[slot] !== 0) rows[String(ids[slot])] = rowToJson(columns, slot);
    state[table.name] = rows;
  }
  return state;
};

const rowFromJson = (columns: Columns, slot: number, json: unknown, path: string): void => {
  const checked = rowCodec(columns.table).fromJson(json, path);
  if (!checked.ok) throw new DecodeError(checked.message);
  columns.initialise(slot);
  for (const spec of columns.table.fields)
    writeField(spec, columns, slot, (checked.value as Record<string, unknown>)[spec.name]);
};

const ID = /^[1-9][0-9]{0,9}$/;

const idFromJson = (columns: Columns, text: string, path: string): number => {
  const { table } = columns;
  const id = Number(text);
  const exists = ID.test(text) && id <= 0xffff_ffff && slotOf(table, id) < table.max && generationOf(table, id) > 0;
  if (!exists) throw new DecodeError(`${path}: no id of this table`);
  if (columns.ids[slotOf(table, id)]) throw new DecodeError(`${path}: another row has the same slot`);
  return id;
};

/** The snapshot that a JSON form describes, without allocator. Throws DecodeError that names the place. */
export const stateFromJson = (layout: Layout, json: unknown): Snapshot => {
  if (!isJsonObject(json)) throw new DecodeError('expected an object of tables');
  const stranger = Object.keys(json).find((name) => !layout.tableNamed.has(name));
  if (stranger !== undefined) throw new DecodeError(`${stranger.slice(0, 40)}: no such table`);
  const tables = layout.tables.map((table) => {
    const columns = columnsOf(layout, table.index);
    const rows = json[table.name];
    if (table.kind === 'one') {
      rowFromJson(columns, 0, rows, table.name);
      return columns;
    }
    if (!isJsonObject(rows)) throw new DecodeError(`${table.name}: expected an object of rows`);
    for (const text of Object.keys(rows)) {
      const path = `${table.name}.${text.slice(0, 40)}`;
      rowFromJson(columns, columns.place(idFromJson(columns, text, path)), rows[text], path);
    }
    return columns;
  });
  return new Snapshot(layout, tables);
};
