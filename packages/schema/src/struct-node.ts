import type { Field, Fields, ScalarField } from './field.ts';
import { type Scalar, scalarOf } from './scalar.ts';

// The shape of a message as the codecs walk it: fields resolved to what reading and writing need, vectors as records.

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly field: ScalarField;
  readonly scalar: Scalar;
}
export interface CounterNode {
  readonly kind: 'uint53';
}
export interface BlobNode {
  readonly kind: 'text' | 'bytes';
  readonly max: number;
}
export interface ListNode {
  readonly kind: 'list';
  readonly of: Node;
  readonly max: number;
  /** Fewest bits that an element takes: bounds how many a message of some length can hold. */
  readonly elementBits: number;
}
export interface OptionalNode {
  readonly kind: 'optional';
  readonly of: Node;
}
export interface RecordNode {
  readonly kind: 'record';
  readonly names: readonly string[];
  readonly nodes: readonly Node[];
  readonly known: ReadonlySet<string>;
}
export type Node = ScalarNode | CounterNode | BlobNode | ListNode | OptionalNode | RecordNode;

/** Resolves a record's fields; throws TypeError for shapes that a message can't have. */
export function recordNode(fields: Fields): RecordNode {
  const names = Object.keys(fields);
  for (const name of names) {
    // `input.constructor` would find the prototype's: such a field could never be missing.
    if (Object.hasOwn(Object.prototype, name))
      throw new TypeError(`a field can't be called ${name}: every object inherits that name`);
  }
  const nodes = names.map((name) => {
    const field = fields[name] as Field;
    return field.kind === 'optional' ? ({ kind: 'optional', of: nodeOf(field.of) } as const) : nodeOf(field);
  });
  return { kind: 'record', names, nodes, known: new Set(names) };
}

function nodeOf(field: Field): Node {
  switch (field.kind) {
    case 'uint53':
      return { kind: 'uint53' };
    case 'text':
    case 'bytes':
      return { kind: field.kind, max: field.maxBytes };
    case 'struct':
      return recordNode(field.fields);
    case 'vec': {
      const of = nodeOf(field.of);
      const names = ['x', 'y', 'z'].slice(0, field.size);
      return { kind: 'record', names, nodes: names.map(() => of), known: new Set(names) };
    }
    case 'list':
      return listNode(nodeOf(field.of), field.max);
    case 'optional':
      throw new TypeError(
        'optional(...) is for the fields of a struct: not for elements of a list, nor inside another optional',
      );
    default:
      return { kind: 'scalar', field, scalar: scalarOf(field) };
  }
}

function listNode(of: Node, max: number): ListNode {
  const elementBits = leastBits(of);
  if (elementBits === 0)
    throw new TypeError('a list of structs without fields says nothing but its length: use a number');
  return { kind: 'list', of, max, elementBits };
}

function leastBits(node: Node): number {
  switch (node.kind) {
    case 'scalar':
      return node.field.kind === 'ref' ? 10 : node.scalar.bits;
    case 'uint53':
      return 8;
    case 'optional':
      return 1;
    case 'record':
      return node.nodes.reduce((sum, child) => sum + leastBits(child), 0);
    case 'text':
    case 'bytes':
    case 'list':
      return countBits(node.max);
  }
}

/** Width of a count up to `max`; 8 is also the least that the varint of a larger maximum takes. */
export function countBits(max: number): number {
  return max < 256 ? 32 - Math.clz32(max) : 8;
}
