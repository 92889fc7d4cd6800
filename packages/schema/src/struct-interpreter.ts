import type { BitReader } from './bit-reader.ts';
import type { BitWriter } from './bit-writer.ts';
import type { Node, RecordNode, ScalarNode } from './struct-node.ts';
import {
  finiteFloat,
  readBytes,
  readCount,
  readId,
  readRaw,
  readText,
  writeBytes,
  writeCount,
  writeId,
  writeRaw,
  writeText,
} from './struct-wire.ts';
import { base64 } from './text-bytes.ts';

/** Reads, writes and compares messages by walking their shape: the fallback where text can't be compiled, and the oracle of what is. */

type Values = Readonly<Record<string, unknown>>;

/** Writes a value that `checkValue` has returned. */
export function writeValue(node: Node, writer: BitWriter, value: unknown): void {
  switch (node.kind) {
    case 'scalar':
      writeScalar(node, writer, value);
      return;
    case 'uint53':
      writer.varint(value as number);
      return;
    case 'text':
      writeText(writer, value as string, node.max);
      return;
    case 'bytes':
      writeBytes(writer, value as Uint8Array, node.max);
      return;
    case 'optional':
      writer.bool(value !== undefined);
      if (value !== undefined) writeValue(node.of, writer, value);
      return;
    case 'list':
      writeCount(writer, (value as readonly unknown[]).length, node.max);
      for (const element of value as readonly unknown[]) writeValue(node.of, writer, element);
      return;
    case 'record':
      node.nodes.forEach((child, i) => writeValue(child, writer, (value as Values)[node.names[i] as string]));
  }
}

export function readValue(node: Node, reader: BitReader): unknown {
  switch (node.kind) {
    case 'scalar':
      return readScalar(node, reader);
    case 'uint53':
      return reader.varint();
    case 'text':
      return readText(reader, node.max);
    case 'bytes':
      return readBytes(reader, node.max);
    case 'optional':
      return reader.bool() ? readValue(node.of, reader) : undefined;
    case 'list':
      return Array.from({ length: readCount(reader, node.max, node.elementBits) }, () => readValue(node.of, reader));
    case 'record':
      return mapRecord(node, (child) => readValue(child, reader));
  }
}

export function equalValues(node: Node, a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  switch (node.kind) {
    case 'optional':
      return equalValues(node.of, a, b);
    case 'bytes':
    case 'list': {
      const [left, right] = [a as ArrayLike<unknown>, b as ArrayLike<unknown>];
      if (left.length !== right.length) return false;
      for (let i = 0; i < left.length; i++) {
        if (node.kind === 'list' ? !equalValues(node.of, left[i], right[i]) : left[i] !== right[i]) return false;
      }
      return true;
    }
    case 'record':
      return node.nodes.every((child, i) =>
        equalValues(child, (a as Values)[node.names[i] as string], (b as Values)[node.names[i] as string]),
      );
    case 'scalar':
      return (
        node.field.kind === 'quat' && ['x', 'y', 'z', 'w'].every((key) => (a as Values)[key] === (b as Values)[key])
      );
    default:
      return false;
  }
}

/** The JSON form of a checked value: bytes as base64, what is optional and absent left out. */
export function valueToJson(node: Node, value: unknown): unknown {
  if (node.kind === 'bytes') return base64(value as Uint8Array);
  if (node.kind === 'optional') return value === undefined ? undefined : valueToJson(node.of, value);
  if (node.kind === 'list') return (value as readonly unknown[]).map((element) => valueToJson(node.of, element));
  if (node.kind === 'scalar' && node.field.kind === 'quat') return { ...(value as object) };
  if (node.kind !== 'record') return value;
  const result: Record<string, unknown> = {};
  node.names.forEach((name, i) => {
    const json = valueToJson(node.nodes[i] as Node, (value as Values)[name]);
    if (json !== undefined) result[name] = json;
  });
  return result;
}

function mapRecord(node: RecordNode, valueOf: (child: Node) => unknown): Values {
  const result: Record<string, unknown> = {};
  node.names.forEach((name, i) => {
    result[name] = valueOf(node.nodes[i] as Node);
  });
  return result;
}

function writeScalar(node: ScalarNode, writer: BitWriter, value: unknown): void {
  const { field, scalar } = node;
  if (field.kind === 'f32') writer.f32(value as number);
  else if (field.kind === 'f64') writer.f64(value as number);
  else if (field.kind === 'ref') writeId(writer, value as number);
  else writeRaw(writer, scalar.toRaw(value), scalar.bits);
}

function readScalar(node: ScalarNode, reader: BitReader): unknown {
  const { field, scalar } = node;
  if (field.kind === 'f32') return finiteFloat(reader.f32());
  if (field.kind === 'f64') return finiteFloat(reader.f64());
  if (field.kind === 'ref') return readId(reader);
  if (field.kind !== 'int' || !field.signed) return scalar.fromRaw(readRaw(reader, scalar));
  const above = 32 - scalar.bits;
  return (reader.bits(scalar.bits) << above) >> above;
}
