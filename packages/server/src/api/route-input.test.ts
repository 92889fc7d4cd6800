import { expect, test } from 'vitest';
import { defineRoute } from '@rubato/protocol';
import { bool, list, optional, text, u16 } from '@rubato/schema';
import { readInput, type RawInput } from './route-input.ts';

const route = defineRoute('POST /api/things/{id}', {
  group: 'things',
  meaning: 'Does something.',
  params: { id: text(8) },
  query: { limit: optional(u16), deep: optional(bool) },
  body: { name: text(8), tags: list(text(4), 2) },
});
const good: RawInput = { params: { id: '7' }, query: {}, body: { name: 'x', tags: ['a'] } };
const problem = (raw: Partial<RawInput>) => {
  const read = readInput(route, { ...good, ...raw });
  return read.ok ? read.value : read.message;
};

test('path, query and body make one record, numbers and switches read from text', () => {
  expect(problem({ query: { limit: '20', deep: 'true' } })).toEqual({
    id: '7',
    limit: 20,
    deep: true,
    name: 'x',
    tags: ['a'],
  });
});

test('whatever does not fit is refused with its place', () => {
  expect(problem({ params: { id: '123456789' } })).toMatch(/^path\.id: expected at most 8 bytes/);
  expect(problem({ query: { limit: '70000' } })).toMatch(/^query\.limit: expected an integer from 0 to 65535/);
  expect(problem({ query: { limit: '1e3' } })).toMatch(/^query\.limit: .*"1e3"/);
  expect(problem({ query: { deep: '1' } })).toMatch(/^query\.deep: expected true or false/);
  expect(problem({ query: { limit: ['1', '2'] } })).toMatch(/^query\.limit: .*a list of 2/);
  expect(problem({ query: { token: 'x' } })).toMatch(/^query\.token: expected no such field/);
  expect(problem({ body: { name: 1, tags: [] } })).toMatch(/^body\.name: expected a text, got 1/);
  expect(problem({ body: { name: 'x', tags: ['a', 'aaaaa'] } })).toMatch(/^body\.tags\[1\]: expected at most 4/);
  expect(problem({ body: { name: 'x', tags: [], admin: true } })).toMatch(/^body\.admin: expected no such field/);
  expect(problem({ body: [] })).toMatch(/^body: expected an object/);
  expect(problem({ body: { name: 'x', tags: ['a', 'b\0'] } })).toBe('tags[1]: no text may hold U+0000');
  expect(problem({ params: { id: '\0' } })).toBe('id: no text may hold U+0000');
  expect(problem({ body: undefined })).toMatch(/^body: expected a JSON object, with content-type/);
});
