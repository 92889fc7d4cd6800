// How a state schema lies in memory: every field becomes one or more lanes, and a lane is one typed array per table.
//
//   schema      { ships: { owner: seat, pos: vec2(fixed(…)), name: text(16) } }
//   lanes       owner u8 │ pos.x u32 │ pos.y u32 │ name inline, stride 20
import {
  type ColumnField,
  DEFAULT_TABLE_MAX,
  type Field,
  type Fields,
  type InlineField,
  type ScalarField,
} from './field.ts';
import type { StateSchema } from './field.ts';
import { inlineCodec, type InlineCodec } from './inline.ts';
import { bytesOfStorage } from './number-bytes.ts';
import { type NumberStorage, type Scalar, scalarOf } from './scalar.ts';
import { sha256 } from './sha256.ts';
import { hex } from './text-bytes.ts';
import { utf8Encode } from './utf8.ts';
import { powerOfTwo } from './power-of-two.ts';

interface LaneBase {
  /** Position among the lanes of its table. */
  readonly index: number;
  /** `hp`, `pos.x`. */
  readonly path: string;
  /** Bytes per row. */
  readonly stride: number;
}
/** A lane of one number per row: what is stored is what `scalar` calls raw. */
export interface NumberLane extends LaneBase {
  readonly storage: NumberStorage;
  readonly field: ScalarField;
  readonly scalar: Scalar;
}
/** A lane of text, bytes or a list: `inline.stride` bytes per row. */
export interface InlineLane extends LaneBase {
  readonly storage: 'inline';
  readonly field: InlineField;
  readonly inline: InlineCodec;
}
export type Lane = NumberLane | InlineLane;

export interface FieldSpec {
  readonly name: string;
  readonly field: ColumnField;
  readonly lanes: readonly Lane[];
}

export interface TableSpec {
  readonly index: number;
  readonly name: string;
  readonly kind: 'table' | 'one';
  /** Rows at once, at most; slots are 0 to max − 1. */
  readonly max: number;
  /** id = generation << slotBits | slot */
  readonly slotBits: number;
  readonly maxGeneration: number;
  readonly fields: readonly FieldSpec[];
  readonly lanes: readonly Lane[];
}

/** Slot bits of the ids of a table of `max` rows. */
export const slotBits = (max: number): number => 32 - Math.clz32(max - 1);
export const slotOf = (table: TableSpec, id: number): number => (id & ((1 << table.slotBits) - 1)) >>> 0;
export const generationOf = (table: TableSpec, id: number): number => id >>> table.slotBits;
export const idOf = (table: TableSpec, slot: number, generation: number): number =>
  ((generation << table.slotBits) | slot) >>> 0;

/** Names that a row object already has a meaning for. */
const RESERVED_FIELDS = new Set(['id', 'toJSON', 'constructor', 'then', 'hasOwnProperty', 'valueOf', 'toString']);
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;
const AXES = ['x', 'y', 'z'] as const;
export const TABLE_LIMIT = 255;
export const LANE_LIMIT = 255;

const checkName = (what: string, name: string, reserved: ReadonlySet<string>): void => {
  if (!NAME.test(name) || reserved.has(name))
    throw new TypeError(
      `${what} '${name}': a name starts with a letter, holds letters, digits and _, and is none of ${[...reserved].join(', ')}`,
    );
};

const laneFor = (index: number, path: string, field: ScalarField | InlineField): Lane => {
  if (field.kind === 'text' || field.kind === 'bytes' || field.kind === 'list') {
    const inline = inlineCodec(field);
    return { index, path, field, storage: 'inline', inline, stride: inline.stride };
  }
  const scalar = scalarOf(field);
  return { index, path, field, storage: scalar.storage, scalar, stride: bytesOfStorage(scalar.storage) };
};

const asColumn = (where: string, field: Field): ColumnField => {
  if (field.kind === 'struct' || field.kind === 'optional' || field.kind === 'uint53')
    throw new TypeError(`${where}: ${field.kind} is for messages; a table can't hold it`);
  return field;
};

const tableSpec = (index: number, name: string, def: StateSchema[string]): TableSpec => {
  checkName('table', name, new Set(['constructor', 'toJSON', 'then', 'hasOwnProperty', 'valueOf', 'toString']));
  const isDef = typeof def.kind === 'string';
  const kind = isDef && def.kind === 'one' ? 'one' : 'table';
  const declared = (isDef ? def.fields : def) as Fields;
  const max = kind === 'one' ? 1 : isDef ? (def as { max: number }).max : DEFAULT_TABLE_MAX;
  const lanes: Lane[] = [];
  const fields: FieldSpec[] = [];
  for (const fieldName of Object.keys(declared)) {
    checkName(`field of ${name}`, fieldName, RESERVED_FIELDS);
    const field = asColumn(`${name}.${fieldName}`, declared[fieldName] as Field);
    const start = lanes.length;
    if (field.kind !== 'vec') lanes.push(laneFor(start, fieldName, field));
    else
      for (let i = 0; i < field.size; i++)
        lanes.push(laneFor(start + i, `${fieldName}.${AXES[i] as string}`, field.of));
    fields.push(Object.freeze({ name: fieldName, field, lanes: Object.freeze(lanes.slice(start)) }));
  }
  if (lanes.length > LANE_LIMIT) throw new TypeError(`table ${name}: ${lanes.length} lanes, at most ${LANE_LIMIT}`);
  const bits = slotBits(max);
  const maxGeneration = powerOfTwo(32 - bits) - 1;
  return Object.freeze({ index, name, kind, max, slotBits: bits, maxGeneration, fields, lanes });
};

const checkRefs = (tables: readonly TableSpec[]): void => {
  const names = new Set(tables.filter((table) => table.kind === 'table').map((table) => table.name));
  const check = (where: string, field: Field): void => {
    if (field.kind === 'list') check(where, field.of);
    if (field.kind === 'ref' && !names.has(field.table))
      throw new TypeError(`${where}: ref('${field.table}') names no table of this state`);
  };
  for (const table of tables) for (const field of table.fields) check(`${table.name}.${field.name}`, field.field);
};

/** The tables of a schema, in declaration order. Throws TypeError for schemas that can't be stored. */
export const tableSpecs = (schema: StateSchema): readonly TableSpec[] => {
  const tables = Object.keys(schema).map((name, index) => tableSpec(index, name, schema[name] as StateSchema[string]));
  if (tables.length > TABLE_LIMIT) throw new TypeError(`${tables.length} tables, at most ${TABLE_LIMIT}`);
  checkRefs(tables);
  return Object.freeze(tables);
};

/** SHA-256 over names, kinds and parameters in declaration order: equal hashes mean the same bytes in every format. */
export const schemaHashOf = (tables: readonly TableSpec[]): string => {
  const shape = tables.map((t) => [t.name, t.kind, t.max, t.fields.map((f) => [f.name, f.field])]);
  return hex(sha256(utf8Encode(JSON.stringify(shape))));
};
