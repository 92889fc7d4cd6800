import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { limits } from '@rubato/protocol';
import { root } from './snippets/checkout.ts';
import { textOf } from './snippets/pages.ts';

const PAGE = 'docs/promises.md';

interface Row {
  readonly promise: string;
  readonly shownBy: string;
}

const rowsOf = (text: string): readonly Row[] =>
  [...text.matchAll(/^\| (.+?) \| (.+) \|$/gm)]
    .map(([, promise = '', shownBy = '']) => ({ promise, shownBy }))
    .filter(({ promise }) => promise !== 'promise');

/** What is wrong with a row; empty when its test is there and runs. */
function wrongWith({ shownBy }: Row, read: (path: string) => string | undefined): string {
  const named = /^`([^`]+\.test\.tsx?)` > (.+)$/.exec(shownBy);
  if (named === null) return `names no test: ${shownBy}`;
  const [, path = '', title = ''] = named;
  const source = read(path);
  if (source === undefined) return `${path} isn't there`;
  const literal = title.replaceAll("'", String.raw`\'`);
  for (const text of new Set([title, literal])) {
    for (let at = source.indexOf(text); at >= 0; at = source.indexOf(text, at + 1)) {
      const call = /(\S+)\(\s*(['"`])$/.exec(source.slice(Math.max(0, at - 80), at));
      if (call === null || source[at + text.length] !== call[2]) continue;
      if (/(describe|\.(skip|todo|fails))$/.test(call[1]!)) continue;
      return '';
    }
  }
  return `${path} has no test called: ${title}`;
}

const read = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined);

describe('the promises of the page', () => {
  const rows = rowsOf(textOf(PAGE));

  it('are each shown by a test that is there', () => {
    const lines = textOf(PAGE)
      .split('\n')
      .filter((line) => /^\|(?! promise |---)/.test(line));
    expect(rows.length).toBeGreaterThan(100);
    expect(lines).toHaveLength(rows.length);
    expect(rows.map((row) => wrongWith(row, read)).filter((wrong) => wrong !== '')).toEqual([]);
  });

  it('are each made once', () => {
    expect(rows.map(({ promise }) => promise)).toEqual([...new Set(rows.map(({ promise }) => promise))]);
    expect(rows.map(({ shownBy }) => shownBy)).toEqual([...new Set(rows.map(({ shownBy }) => shownBy))]);
  });

  it('have the figures of the code', () => {
    const promised = [
      `holds for ${limits.frameHoldMs} ms`,
      `up to ${limits.eventsKept} of them`,
      `or ${limits.eventsKeptMs / 1000} seconds`,
      `${limits.jsonStateHz} a second`,
      `below ${limits.compressFromBytes} bytes`,
    ];
    for (const words of promised) expect(rows.filter(({ promise }) => promise.includes(words))).toHaveLength(1);
  });
});

describe('a promise whose test is gone', () => {
  const source =
    "describe('a group', () => {\n  it.skip('left out', () => {});\n  it.each([1])(\n    'it’s \\'there\\'',\n  );\n});";
  const said = (shownBy: string) =>
    wrongWith({ promise: '', shownBy }, (path) => (path === 'a.test.ts' ? source : undefined));

  it('is named, with what is missing', () => {
    expect(said("`a.test.ts` > it’s 'there'")).toBe('');
    expect(said('`b.test.ts` > it’s there')).toBe("b.test.ts isn't there");
    for (const title of ['a group', 'left out', 'there', 'gone'])
      expect(said(`\`a.test.ts\` > ${title}`)).toBe(`a.test.ts has no test called: ${title}`);
    expect(said('a.test.ts, somewhere')).toBe('names no test: a.test.ts, somewhere');
  });
});
