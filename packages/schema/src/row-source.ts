// The source text of a table's row classes. A getter addresses `this.$t.c3[this.$s]`: the table object, then the lane's own
// property, so that a row survives the growth of its table and every access site sees one kind of array.
//
// The rules are those of scalar.ts, spelled out as expressions; everything rare (inline values, quaternions, faults) calls
// the reference implementation. Names of fields are checked identifiers and strings go through JSON.stringify.
import type { NumberField, OneOfField, ScalarField } from './field.ts';
import { fixedPoint } from './fixed-point.ts';
import type { FieldSpec, NumberLane, TableSpec } from './layout.ts';
import { TAU } from './scalar.ts';

const AXES = ['x', 'y', 'z'] as const;
/** Up to this many values a chain of comparisons beats a look-up. */
const ONE_OF_CHAIN = 16;
const isPowerOfTwo = (n: number): boolean => n >= 1 && n <= 2 ** 31 && (n & (n - 1)) === 0;
const term = (n: number): string => (n < 0 || Object.is(n, -0) ? `(${n})` : `${n}`);

/** The value of a raw number. */
const readExpression = (field: ScalarField, raw: string, lane: number): string => {
  switch (field.kind) {
    case 'bool':
      return `${raw}!==0`;
    case 'oneOf':
      return `values${lane}[${raw}]`;
    case 'angle':
      return `${raw}*${TAU / 2 ** field.bits}`;
    case 'quat':
      return `h.unpackQuat(${raw},${field.bits})`;
    case 'fixed': {
      const { perUnit, base, min, step } = fixedPoint(field);
      if (perUnit === 0) return `${term(min)}+${raw}*${step}`;
      return isPowerOfTwo(perUnit) ? `(${raw}+${term(base)})*${1 / perUnit}` : `(${raw}+${term(base)})/${perUnit}`;
    }
    case 'int':
    case 'f32':
    case 'f64':
    case 'ref':
    case 'seat':
      return raw;
  }
};

/** A condition that holds when the number can be stored. */
const acceptable = (field: NumberField, value: string): string =>
  field.kind === 'f32' ? `finite(${value})&&finite(fround(${value}))` : `finite(${value})`;

/** A statement that stores an acceptable number. */
const storeNumber = (lane: NumberLane, field: NumberField, value: string): string => {
  const target = `t.c${lane.index}[s]`;
  const clamp = (low: number, high: number): string => `${target}=n<${low}?${term(low)}:n>${high}?${high}:n;`;
  switch (field.kind) {
    case 'int':
      return `n=round(${value});${clamp(lane.scalar.rawMin, lane.scalar.rawMax)}`;
    case 'f32':
      return `${target}=fround(${value})+0;`;
    case 'f64':
      return `${target}=${value}+0;`;
    case 'angle':
      return `${target}=round((${value}%${TAU})*${2 ** field.bits / TAU})&${2 ** field.bits - 1};`;
    case 'fixed': {
      const { perUnit, base, min, step, steps } = fixedPoint(field);
      const index =
        perUnit === 0 ? `round((${value}-${term(min)})/${step})` : `round(${value}*${perUnit})-${term(base)}`;
      return `n=${index};${clamp(0, steps)}`;
    }
  }
};

const indexOfValue = (field: OneOfField, lane: number): string =>
  field.values.length > ONE_OF_CHAIN
    ? `(index${lane}.get(v)??-1)`
    : `${field.values.map((value, i) => `v===${JSON.stringify(value)}?${i}:`).join('')}-1`;

/** The body of a setter after the guard. */
const setterBody = (spec: FieldSpec, position: number): string => {
  const { field } = spec;
  const refuse = `h.write(spec,${position},t,s,v)`;
  const lane = spec.lanes[0] as NumberLane;
  const target = `t.c${lane.index}[s]`;
  switch (field.kind) {
    case 'int':
    case 'f32':
    case 'f64':
    case 'angle':
    case 'fixed':
      return `if(!(${acceptable(field, 'v')}))return ${refuse};let n;${storeNumber(lane, field, 'v')}`;
    case 'vec': {
      const axes = AXES.slice(0, field.size);
      const good = axes.map((axis) => acceptable(field.of, axis)).join('&&');
      const parts = axes.map((axis, i) => storeNumber(spec.lanes[i] as NumberLane, field.of, axis)).join('');
      return `if(v===null||typeof v!=='object')return ${refuse};const{${axes.join(',')}}=v;if(!(${good}))return ${refuse};let n;${parts}`;
    }
    case 'bool':
      return `if(v!==true&&v!==false)return ${refuse};${target}=v?1:0;`;
    case 'oneOf':
      return `const n=${indexOfValue(field, lane.index)};if(n<0)return ${refuse};${target}=n;`;
    case 'ref':
      return `if(v>>>0!==v)return ${refuse};${target}=v;`;
    case 'seat':
      return `if((v&255)!==v)return ${refuse};${target}=v;`;
    case 'quat':
    case 'text':
    case 'bytes':
    case 'list':
      return `${refuse};`;
  }
};

const getterBody = (spec: FieldSpec, position: number): string => {
  const { field } = spec;
  const raw = (i: number): string => `t.c${(spec.lanes[i] as NumberLane).index}[s]`;
  switch (field.kind) {
    case 'text':
    case 'bytes':
    case 'list':
      return `return h.read(spec,${position},t,s);`;
    case 'vec': {
      const parts = AXES.slice(0, field.size).map((axis, i) => `${axis}:${readExpression(field.of, raw(i), 0)}`);
      return `return Object.freeze({${parts.join(',')}});`;
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
      return `return ${readExpression(field, raw(0), (spec.lanes[0] as NumberLane).index)};`;
  }
};

const GUARD = 'const t=this.$t,s=this.$s;if(t.ids[s]!==this.$id)h.stale(this);';

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
  'constructor(t,s,id){this.$t=t;this.$s=s;this.$id=id;}get id(){return this.$id;}toJSON(){return h.plain(this);}';

/** The body of a function of the helpers `h` and the table's description `spec` that returns the table's classes. */
export const tableSource = (table: TableSpec): string => {
  const getters = table.fields.map((spec, i) => `get ${spec.name}(){${GUARD}${getterBody(spec, i)}}`);
  const setters = table.fields.map((spec, i) => `set ${spec.name}(v){${GUARD}${setterBody(spec, i)}}`);
  const name = JSON.stringify(table.name);
  const refusals = table.fields.map((spec) => `set ${spec.name}(v){h.readOnly(${name},${JSON.stringify(spec.name)});}`);
  const assigns = table.fields.map((spec) => `if((v=init.${spec.name})!==undefined)row.${spec.name}=v;`);
  return [
    `'use strict';const{round,fround}=Math,finite=Number.isFinite;${constants(table)}`,
    columnsClass(table),
    `class Row{${rowBase}${getters.join('\n')}\n${setters.join('\n')}}`,
    `class View{${rowBase}${getters.join('\n')}\n${refusals.join('\n')}}`,
    `const assign=(row,init)=>{let v;${assigns.join('')}};`,
    'return{Row,View,Columns,assign};',
  ].join('\n');
};
