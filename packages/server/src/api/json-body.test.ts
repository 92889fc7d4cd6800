import { expect, test } from 'vitest';
import { BadJson, JSON_DEPTH, JSON_KEYS, parseJson } from './json-body.ts';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const wide = (keys: number) => `{${Array.from({ length: keys }, (_, i) => `"k${i}":1`).join(',')}}`;

test('reads what JSON.parse reads', () => {
  for (const text of ['{"a":[1,{"b":"}]:{\\"["}]}', '"x"', '7', 'null', nested(JSON_DEPTH), wide(JSON_KEYS)])
    expect(parseJson(text)).toEqual(JSON.parse(text));
});

test('refuses depth and keys above the limit before it builds anything', () => {
  expect(() => parseJson(nested(JSON_DEPTH + 1))).toThrow(/deeper than 16 levels, at character 16/);
  expect(() => parseJson('['.repeat(60_000))).toThrow(/deeper than 16/);
  expect(() => parseJson(wide(JSON_KEYS + 1))).toThrow(/more than 1000 keys/);
});

test('refuses names that reach a prototype, at any place, and says where', () => {
  expect(() => parseJson('{"__proto__":{"admin":true}}')).toThrow('__proto__: no field may have this name');
  expect(() => parseJson('{"a":[0,{"constructor":1}]}')).toThrow('a[1].constructor: no field');
  expect(() => parseJson('{"\\u005f_proto__":1}')).toThrow('__proto__');
  expect(parseJson('{"a":"__proto__"}')).toEqual({ a: '__proto__' });
});

test('says what is wrong with text that is no JSON', () => {
  for (const text of ['', '{', '{"a":1,}', "{'a':1}", '"\\']) expect(() => parseJson(text)).toThrow(BadJson);
});
