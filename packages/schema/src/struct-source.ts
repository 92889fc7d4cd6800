import type { ListNode, Node, RecordNode, ScalarNode } from './struct-node.ts';

/**
 * Source text of a message's codec: straight-line code for one shape, with loops only for lists. Numbers are the only
 * thing of the shape that enters the text besides quoted field names; everything else is passed in `constants`.
 */

export interface StructSource {
  /** Body of `(lib, constants) => ({ check, write, read, equal })`. */
  readonly text: string;
  readonly constants: readonly unknown[];
}

/** What `lib` has to hold; see struct-library.ts. */
const LIBRARY =
  'FAIL, isRecord, isText, isQuat, copyBytes, equalBytes, equalQuat, refuse, writeCount, readCount, writeId, readId, writeRaw, readRaw, ' +
  'writeText, readText, writeBytes, readBytes, finiteFloat';

class Emitter {
  readonly constants: unknown[] = [];
  private readonly constantNames = new Map<unknown, string>();
  private names = 0;

  name(prefix: string): string {
    return `${prefix}${this.names++}`;
  }

  constant(value: unknown): string {
    const known = this.constantNames.get(value);
    if (known !== undefined) return known;
    const name = `c${this.constants.length}`;
    this.constants.push(value);
    this.constantNames.set(value, name);
    return name;
  }
}

export function structSource(root: RecordNode): StructSource {
  const e = new Emitter();
  const check: string[] = [];
  const checked = emitCheck(e, root, 'input', check);
  const write: string[] = [];
  emitWrite(e, root, 'value', write);
  const read: string[] = [];
  const result = emitRead(e, root, read);
  const equal: string[] = [];
  emitEqual(e, root, 'a', 'b', equal);
  const constants = e.constants.map((_, i) => `c${i}`);
  const text = [
    `const { ${LIBRARY} } = lib;`,
    ...(constants.length > 0 ? [`const [${constants.join(', ')}] = constants;`] : []),
    `function check(input) {\n${check.join('\n')}\nreturn ${checked};\n}`,
    `function write(writer, value) {\n${write.join('\n')}\n}`,
    `function read(reader) {\n${read.join('\n')}\nreturn ${result};\n}`,
    `function equal(a, b) {\n${equal.join('\n')}\nreturn true;\n}`,
    'return { check, write, read, equal };',
  ].join('\n');
  return { text, constants: e.constants };
}

const quoted = (name: string): string => JSON.stringify(name);
const literal = (node: RecordNode, values: readonly string[]): string =>
  `{ ${node.names.map((name, i) => `${quoted(name)}: ${values[i] as string}`).join(', ')} }`;

// --- check: appends statements that return FAIL for a bad value, and answers the expression of the checked copy.

function emitCheck(e: Emitter, node: Node, at: string, out: string[]): string {
  switch (node.kind) {
    case 'scalar':
      out.push(`if (!(${scalarFits(e, node, at)})) return FAIL;`);
      return scalarCopy(e, node, at);
    case 'uint53':
      out.push(`if (!(${COUNTER_FITS(at)})) return FAIL;`);
      return `${at} + 0`;
    case 'text':
      out.push(`if (!isText(${at}, ${node.max})) return FAIL;`);
      return at;
    case 'bytes':
      out.push(`if (!(${bytesFit(node.max, at)})) return FAIL;`);
      return `copyBytes(${at})`;
    case 'optional':
      return emitCheckOptional(e, node.of, at, out);
    case 'list':
      return emitCheckList(e, node, at, out);
    case 'record': {
      out.push(`if (!isRecord(${at}, ${e.constant(node.known)})) return FAIL;`);
      const values = node.names.map((name, i) => {
        const value = e.name('v');
        out.push(`const ${value} = ${at}[${quoted(name)}];`);
        return emitCheck(e, node.nodes[i] as Node, value, out);
      });
      return literal(node, values);
    }
  }
}

function emitCheckOptional(e: Emitter, of: Node, at: string, out: string[]): string {
  const value = e.name('o');
  const body: string[] = [];
  const copy = emitCheck(e, of, at, body);
  out.push(`let ${value};`, `if (${at} !== undefined) {`, ...body, `${value} = ${copy};`, '}');
  return value;
}

function emitCheckList(e: Emitter, node: ListNode, at: string, out: string[]): string {
  const [copy, i, element] = [e.name('l'), e.name('i'), e.name('e')];
  const body: string[] = [];
  const value = emitCheck(e, node.of, element, body);
  out.push(`if (!Array.isArray(${at}) || ${at}.length > ${node.max}) return FAIL;`, `const ${copy} = [];`);
  out.push(
    `for (let ${i} = 0; ${i} < ${at}.length; ${i}++) {`,
    `const ${element} = ${at}[${i}];`,
    ...body,
    `${copy}.push(${value});`,
    '}',
  );
  return copy;
}

const COUNTER_FITS = (at: string): string => `Number.isSafeInteger(${at}) && ${at} >= 0`;
const bytesFit = (max: number, at: string): string => `${at} instanceof Uint8Array && ${at}.length <= ${max}`;

function scalarFits(e: Emitter, node: ScalarNode, at: string): string {
  const { field, scalar } = node;
  switch (field.kind) {
    case 'bool':
      return `typeof ${at} === 'boolean'`;
    case 'int':
    case 'seat':
    case 'ref':
      return `typeof ${at} === 'number' && ${at} >= ${scalar.rawMin} && ${at} <= ${scalar.rawMax} && Math.floor(${at}) === ${at}`;
    case 'fixed':
      return `typeof ${at} === 'number' && ${at} >= ${field.min} && ${at} <= ${field.max}`;
    case 'f32':
      return `typeof ${at} === 'number' && Number.isFinite(Math.fround(${at}))`;
    case 'f64':
    case 'angle':
      return `typeof ${at} === 'number' && Number.isFinite(${at})`;
    case 'oneOf':
      return `${e.constant(field.values)}.indexOf(${at}) >= 0`;
    case 'quat':
      return `isQuat(${at}, ${e.constant(scalar)})`;
  }
}

function scalarCopy(e: Emitter, node: ScalarNode, at: string): string {
  const { field, scalar } = node;
  if (field.kind === 'bool' || field.kind === 'oneOf') return at;
  if (field.kind === 'f32') return `Math.fround(${at}) + 0`;
  if (field.kind !== 'fixed' && field.kind !== 'angle' && field.kind !== 'quat') return `${at} + 0`;
  const constant = e.constant(scalar);
  return `${constant}.fromRaw(${constant}.toRaw(${at}))`;
}

// --- write: a value that doesn't fit is our own bug, so it throws instead of being cut to size.

function emitWrite(e: Emitter, node: Node, at: string, out: string[]): void {
  switch (node.kind) {
    case 'scalar':
      out.push(`if (!(${scalarFits(e, node, at)})) refuse(value);`, emitWriteScalar(e, node, at));
      return;
    case 'uint53':
      out.push(`if (!(${COUNTER_FITS(at)})) refuse(value);`, `writer.varint(${at});`);
      return;
    case 'text':
      out.push(`if (!isText(${at}, ${node.max})) refuse(value);`, `writeText(writer, ${at}, ${node.max});`);
      return;
    case 'bytes':
      out.push(`if (!(${bytesFit(node.max, at)})) refuse(value);`, `writeBytes(writer, ${at}, ${node.max});`);
      return;
    case 'optional':
      out.push(`writer.bits(${at} === undefined ? 0 : 1, 1);`, `if (${at} !== undefined) {`);
      emitWrite(e, node.of, at, out);
      out.push('}');
      return;
    case 'list': {
      const [i, element] = [e.name('i'), e.name('e')];
      out.push(`if (!Array.isArray(${at}) || ${at}.length > ${node.max}) refuse(value);`);
      out.push(`writeCount(writer, ${at}.length, ${node.max});`);
      out.push(`for (let ${i} = 0; ${i} < ${at}.length; ${i}++) {`, `const ${element} = ${at}[${i}];`);
      emitWrite(e, node.of, element, out);
      out.push('}');
      return;
    }
    case 'record':
      out.push(`if (typeof ${at} !== 'object' || ${at} === null || Array.isArray(${at})) refuse(value);`);
      node.names.forEach((name, i) => {
        const child = e.name('v');
        out.push(`const ${child} = ${at}[${quoted(name)}];`);
        emitWrite(e, node.nodes[i] as Node, child, out);
      });
  }
}

function emitWriteScalar(e: Emitter, node: ScalarNode, at: string): string {
  const { field, scalar } = node;
  switch (field.kind) {
    case 'bool':
      return `writer.bits(${at} ? 1 : 0, 1);`;
    case 'int':
    case 'seat':
      return `writer.bits(${at}, ${scalar.bits});`;
    case 'ref':
      return `writeId(writer, ${at});`;
    case 'f32':
    case 'f64':
      return `writer.${field.kind}(${at} + 0);`;
    case 'oneOf':
      return `writer.bits(${e.constant(field.values)}.indexOf(${at}), ${scalar.bits});`;
    default:
      return `writeRaw(writer, ${e.constant(scalar)}.toRaw(${at}), ${scalar.bits});`;
  }
}

// --- read: appends statements, answers the expression of the value.

function emitRead(e: Emitter, node: Node, out: string[]): string {
  const value = e.name('v');
  switch (node.kind) {
    case 'scalar':
      out.push(`const ${value} = ${readScalar(e, node)};`);
      return value;
    case 'uint53':
      out.push(`const ${value} = reader.varint();`);
      return value;
    case 'text':
      out.push(`const ${value} = readText(reader, ${node.max});`);
      return value;
    case 'bytes':
      out.push(`const ${value} = readBytes(reader, ${node.max});`);
      return value;
    case 'optional': {
      const body: string[] = [];
      const inner = emitRead(e, node.of, body);
      out.push(`let ${value};`, 'if (reader.bits(1) === 1) {', ...body, `${value} = ${inner};`, '}');
      return value;
    }
    case 'list': {
      const [count, i] = [e.name('n'), e.name('i')];
      const body: string[] = [];
      const element = emitRead(e, node.of, body);
      out.push(`const ${count} = readCount(reader, ${node.max}, ${node.elementBits});`, `const ${value} = [];`);
      out.push(`for (let ${i} = 0; ${i} < ${count}; ${i}++) {`, ...body, `${value}.push(${element});`, '}');
      return value;
    }
    case 'record': {
      const values = node.nodes.map((child) => emitRead(e, child, out));
      return literal(node, values);
    }
  }
}

function readScalar(e: Emitter, node: ScalarNode): string {
  const { field, scalar } = node;
  const above = 32 - scalar.bits;
  switch (field.kind) {
    case 'bool':
      return 'reader.bits(1) === 1';
    case 'int':
    case 'seat':
      return field.kind === 'int' && field.signed
        ? `(reader.bits(${scalar.bits}) << ${above}) >> ${above}`
        : `reader.bits(${scalar.bits})`;
    case 'ref':
      return 'readId(reader)';
    case 'f32':
    case 'f64':
      return `finiteFloat(reader.${field.kind}())`;
    default: {
      const constant = e.constant(scalar);
      return `${constant}.fromRaw(readRaw(reader, ${constant}))`;
    }
  }
}

// --- equal: appends statements that return false where the two differ.

function emitEqual(e: Emitter, node: Node, a: string, b: string, out: string[]): void {
  switch (node.kind) {
    case 'scalar':
      out.push(
        node.field.kind === 'quat' ? `if (!equalQuat(${a}, ${b})) return false;` : `if (${a} !== ${b}) return false;`,
      );
      return;
    case 'uint53':
    case 'text':
      out.push(`if (${a} !== ${b}) return false;`);
      return;
    case 'bytes':
      out.push(`if (!equalBytes(${a}, ${b})) return false;`);
      return;
    case 'optional':
      out.push(`if (${a} === undefined || ${b} === undefined) { if (${a} !== ${b}) return false; } else {`);
      emitEqual(e, node.of, a, b, out);
      out.push('}');
      return;
    case 'list': {
      const [i, left, right] = [e.name('i'), e.name('x'), e.name('y')];
      out.push(`if (${a}.length !== ${b}.length) return false;`, `for (let ${i} = 0; ${i} < ${a}.length; ${i}++) {`);
      out.push(`const ${left} = ${a}[${i}];`, `const ${right} = ${b}[${i}];`);
      emitEqual(e, node.of, left, right, out);
      out.push('}');
      return;
    }
    case 'record':
      node.names.forEach((name, i) => {
        const [left, right] = [e.name('x'), e.name('y')];
        out.push(`const ${left} = ${a}[${quoted(name)}];`, `const ${right} = ${b}[${quoted(name)}];`);
        emitEqual(e, node.nodes[i] as Node, left, right, out);
      });
  }
}
