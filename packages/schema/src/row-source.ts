// The source text of a table's row classes. A getter addresses `this.$t.c3[this.$s]`: the table object, then the lane's own
// property, so that a row survives the growth of its table and every access site sees one kind of array.
//
// The rules are those of scalar.ts, spelled out as expressions; everything rare (inline values, quaternions, faults) calls
// the reference implementation. Names of fields are checked identifiers and strings go through JSON.stringify.
import type { FixedField, NumberField, OneOfField, ScalarField } from './field.ts';
import { fixedPoint } from './fixed-point.ts';
import type { FieldSpec, NumberLane, TableSpec } from './layout.ts';
import { TAU } from './scalar.ts';
import { powerOfTwo } from './power-of-two.ts';

const AXES = ['x', 'y', 'z'] as const;
/** Up to this many values a chain of comparisons beats a look-up. */
const ONE_OF_CHAIN = 16;
const isPowerOfTwo = (n: number): boolean => n >= 1 && n <= 0x8000_0000 && (n & (n - 1)) === 0;
const term = (n: number): string => (n < 0 || Object.is(n, -0) ? `(${n})` : `${n}`);

/** The value of a raw number. */
const readExpression = (field: ScalarField, raw: string, lane: number): string => {
  switch (field.kind) {
    case 'bool':
      return `${raw}!==0`;
    case 'oneOf':
      return `values${lane}[${raw}]`;
    case 'angle':
      return `${raw}*${TAU / powerOfTwo(field.bits)}`;
    case 'quat':
      return `h.unpackQuat(${raw},${field.bits})`;
    case 'fixed': {
      const { perUnit, base, min, step } = fixedPoint(field);
      const plus = (n: number): string => (n === 0 ? '' : `+${term(n)}`);
      if (perUnit === 0) return `${raw}${step === 1 ? '' : `*${step}`}${plus(min)}`;
      // Both forms are exact for powers of two; this one is shorter in bytecode.
      return isPowerOfTwo(perUnit)
        ? `${raw}*${1 / perUnit}${plus(base / perUnit)}`
        : `(${raw}${plus(base)})/${perUnit}`;
    }
    case 'int':
    case 'f32':
    case 'f64':
    case 'ref':
    case 'seat':
      return raw;
  }
};

/** An assignment to n and the condition under which n can be stored as it is; anything else takes the long way. */
const quickNumber = (lane: NumberLane, field: NumberField, value: string): string => {
  const within = (index: string): string => `(n=${index})>=${term(lane.scalar.rawMin)}&&n<=${lane.scalar.rawMax}`;
  const number = `typeof ${value}==='number'&&`;
  switch (field.kind) {
    case 'int':
      return number + within(`round(${value})`);
    case 'f32':
      return `${number}(n=fround(${value}))-n===0`;
    case 'f64':
      return `${number}(n=${value})-n===0`;
    case 'angle':
      return `${number}(n=${value}%${TAU})-n===0`;
    case 'fixed':
      return number + within(fixedIndex(field, value));
  }
};

const fixedIndex = (field: FixedField, value: string): string => {
  const { perUnit, base, min, step } = fixedPoint(field);
  return perUnit === 0 ? `round((${value}-${term(min)})/${step})` : `round(${value}*${perUnit})-${term(base)}`;
};

/** What to store once `quickNumber` holds. */
const quickRaw = (field: NumberField): string => {
  switch (field.kind) {
    case 'int':
    case 'fixed':
      return 'n';
    case 'f32':
    case 'f64':
      return 'n+0';
    case 'angle':
      return `round(n*${powerOfTwo(field.bits) / TAU})&${powerOfTwo(field.bits) - 1}`;
  }
};

/** A statement that stores an acceptable number, saturating it. */
const storeNumber = (lane: NumberLane, field: NumberField, value: string): string => {
  const target = `t.c${lane.index}[s]`;
  const { rawMin, rawMax } = lane.scalar;
  const clamp = `${target}=n<${term(rawMin)}?${term(rawMin)}:n>${rawMax}?${rawMax}:n;`;
  switch (field.kind) {
    case 'int':
      return `n=round(${value});${clamp}`;
    case 'fixed':
      return `n=${fixedIndex(field, value)};${clamp}`;
    case 'f32':
    case 'f64':
    case 'angle':
      return `n=${field.kind === 'f32' ? `fround(${value})` : field.kind === 'f64' ? value : `${value}%${TAU}`};${target}=${quickRaw(field)};`;
  }
};

const indexOfValue = (field: OneOfField, lane: number): string =>
  field.values.length > ONE_OF_CHAIN
    ? `(index${lane}.get(v)??-1)`
    : `${field.values.map((value, i) => `v===${JSON.stringify(value)}?${i}:`).join('')}-1`;

const isFinite = (field: NumberField, value: string): string =>
  field.kind === 'f32' ? `finite(${value})&&finite(fround(${value}))` : `finite(${value})`;

/** The body of the long way of a write, which guards, saturates, and leaves faults to the reference implementation. */
const writerBody = (spec: FieldSpec, position: number): string => {
  const { field } = spec;
  const refuse = `h.write(spec,${position},t,s,v)`;
  const guard = 'const t=row.$t,s=row.$s;if(t.ids[s]!==row.$id)stale(row);';
  switch (field.kind) {
    case 'int':
    case 'fixed':
      return `${guard}if(!finite(v))return ${refuse};let n;${storeNumber(spec.lanes[0] as NumberLane, field, 'v')}`;
    case 'vec': {
      const axes = AXES.slice(0, field.size);
      const good = axes.map((axis) => isFinite(field.of, axis)).join('&&');
      const parts = axes.map((axis, i) => storeNumber(spec.lanes[i] as NumberLane, field.of, axis)).join('');
      return `${guard}if(v===null||typeof v!=='object')return ${refuse};const{${axes.join(',')}}=v;if(!(${good}))return ${refuse};let n;${parts}`;
    }
    default:
      return `${guard}${refuse};`;
  }
};

/** The body of a setter: the common case in as little bytecode as possible, because engines inline by bytecode size. */
const setterBody = (spec: FieldSpec, position: number): string => {
  const { field } = spec;
  const lane = spec.lanes[0] as NumberLane;
  const target = `t.c${lane.index}[s]`;
  const quick = (condition: string, raw: string): string =>
    `const t=this.$t,s=this.$s;let n;t.ids[s]===this.$id&&${condition}?${target}=${raw}:write${position}(this,v);`;
  switch (field.kind) {
    case 'int':
    case 'f32':
    case 'f64':
    case 'angle':
    case 'fixed':
      return quick(quickNumber(lane, field, 'v'), quickRaw(field));
    case 'bool':
      return quick(`(v===true||v===false)`, 'v?1:0');
    case 'oneOf':
      return quick(`(n=${indexOfValue(field, lane.index)})>=0`, 'n');
    case 'ref':
      return quick('v>>>0===v', 'v');
    case 'seat':
      return quick('(v&255)===v', 'v');
    case 'vec':
    case 'quat':
    case 'text':
    case 'bytes':
    case 'list':
      return `write${position}(this,v);`;
  }
};

const valueExpression = (spec: FieldSpec, position: number): string => {
  const { field } = spec;
  const raw = (i: number): string => `t.c${(spec.lanes[i] as NumberLane).index}[s]`;
  switch (field.kind) {
    case 'text':
    case 'bytes':
    case 'list':
      return `h.read(spec,${position},t,s)`;
    case 'vec': {
      const parts = AXES.slice(0, field.size).map((axis, i) => `${axis}:${readExpression(field.of, raw(i), 0)}`);
      return `Object.freeze({${parts.join(',')}})`;
    }
    case 'int':
    case 'f32':
    case 'f64':
    case 'angle':
    case 'fixed':
    case 'bool':
    case 'oneOf':
    case 'ref':
    case 'seat':
    case 'quat':
      return readExpression(field, raw(0), (spec.lanes[0] as NumberLane).index);
  }
};

const getter = (spec: FieldSpec, position: number): string =>
  `get ${spec.name}(){const t=this.$t,s=this.$s;return t.ids[s]===this.$id?${valueExpression(spec, position)}:stale(this);}`;

const constants = (table: TableSpec): string =>
  table.lanes
    .map(({ field, index }) => {
      if (field.kind !== 'oneOf') return '';
      const values = JSON.stringify(field.values);
      const lookup =
        field.values.length > ONE_OF_CHAIN ? `const index${index}=new Map(values${index}.map((v,i)=>[v,i]));` : '';
      return `const values${index}=${values};${lookup}`;
    })
    .join('');

const initialiser = (table: TableSpec): string => {
  const parts = table.lanes.map((lane) =>
    lane.storage === 'inline'
      ? `this.c${lane.index}.fill(0,s*${lane.stride},(s+1)*${lane.stride});`
      : `this.c${lane.index}[s]=${lane.scalar.initial};`,
  );
  return `initialise(s){${parts.join('')}}`;
};

const columnsClass = (table: TableSpec): string => {
  const names = table.lanes.map((lane) => `c${lane.index}`);
  const declare = names.map((name) => `this.${name}=null;`).join('');
  const bind = names.map((name, i) => `this.${name}=lanes[${i}];`).join('');
  return `class Columns extends h.Columns{constructor(table){super(table);${declare}}bind(lanes){super.bind(lanes);${bind}}${initialiser(table)}}`;
};

const rowBase =
  'constructor(t,s,id){this.$t=t;this.$s=s;this.$id=id;}get id(){return this.$id;}toJSON(){return h.plain(this);}[h.inspect](){return h.shown(this);}';

/** The same text as row-pass.ts, once per class, so that each pass sees the rows of one class only. */
const passClass = (name: string): string => `class ${name}{
constructor(rows){this.value=undefined;this.done=false;this.rows=rows;this.cache=rows.cache;this.t=rows.columns;this.slot=0;this.end=rows.columns.used;this.births=rows.columns.births;}
[Symbol.iterator](){return this;}
next(){const t=this.t,ids=t.ids;for(let s=this.slot;s<this.end;s++){const id=ids[s];if(id===0||t.births!==this.births&&t.bornAt[s]>this.births)continue;this.slot=s+1;const row=this.cache[s];this.value=row!==undefined&&row.$id===id?row:this.rows.makeRow(s,id);return this;}
this.slot=this.end;this.done=true;return this;}}`;

/** The body of a function of the helpers `h` and the table's description `spec` that returns the table's classes. */
export const tableSource = (table: TableSpec): string => {
  const { fields } = table;
  const name = JSON.stringify(table.name);
  const getters = fields.map(getter);
  const writers = fields.map((spec, i) => `var write${i}=(row,v)=>{${writerBody(spec, i)}};`);
  const setters = fields.map((spec, i) => `set ${spec.name}(v){${setterBody(spec, i)}}`);
  const refusals = fields.map((spec) => `set ${spec.name}(v){h.readOnly(${name},${JSON.stringify(spec.name)});}`);
  const assigns = fields.map((spec) => `if((v=init.${spec.name})!==undefined)row.${spec.name}=v;`);
  return [
    `'use strict';var{round,fround}=Math,finite=Number.isFinite,stale=h.stale;${constants(table)}`,
    columnsClass(table),
    ...writers,
    `class Row{${rowBase}${getters.join('\n')}\n${setters.join('\n')}}`,
    `class View{${rowBase}${getters.join('\n')}\n${refusals.join('\n')}}`,
    passClass('RowPass'),
    passClass('ViewPass'),
    `const assign=(row,init)=>{let v;${assigns.join('')}};`,
    'return{Row,View,RowPass,ViewPass,Columns,assign};',
  ].join('\n');
};
