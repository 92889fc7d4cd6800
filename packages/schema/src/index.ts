export { BitReader } from './bit-reader.ts';
export { BitWriter } from './bit-writer.ts';
export { DecodeError } from './decode-error.ts';
export { Hash64 } from './hash64.ts';
export { equalBytes, HmacKey, hmacSha256 } from './hmac.ts';
export { sha256 } from './sha256.ts';
export { base64, base64url, fromBase64, fromBase64url, fromHex, hex } from './text-bytes.ts';
export { isWellFormed, utf8Decode, utf8Encode, utf8Length } from './utf8.ts';
export * from './field.ts';
export type * from './value.ts';
export { StaleRow, StateFault, type StateFaultCode } from './state-fault.ts';
export { type Layout, type LayoutOptions, layoutOf } from './layout-of.ts';
export {
  generationOf,
  idOf,
  slotBits,
  slotOf,
  type FieldSpec,
  type InlineLane,
  type Lane,
  type NumberLane,
  type TableSpec,
} from './layout.ts';
export { Columns, type LaneArray } from './columns.ts';
export { Snapshot } from './snapshot.ts';
export { Store, type StoreOptions } from './store.ts';
export { rowOf, viewOf } from './view.ts';
export { interpretedCodec, structCodec } from './struct-codec.ts';
export type { AnyStructCodec, CheckResult, StructCodec } from './struct-codec.ts';
export { compiledModule, provideCompiled } from './codegen.ts';
export { filterSnapshot, type Visibility } from './filter.ts';
export { LazyFilter } from './lazy-filter.ts';
export { readSnapshot, writeSnapshot } from './snapshot-codec.ts';
export { applyMergePatch, equalJson, type Json, type JsonObject, mergePatch } from './json.ts';
export { stateFromJson, stateToJson } from './state-json.ts';
export { JSON_SCHEMA_DIALECT, type JsonSchema, jsonSchemaOf } from './json-schema.ts';
export { bitpack } from './bitpack.ts';
export { decodeDelta, encodeDelta } from './delta.ts';
export type { DeltaCodec } from './delta-codec.ts';
