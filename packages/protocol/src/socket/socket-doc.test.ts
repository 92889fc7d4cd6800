/** Holds docs/protocol-services.md to the declarations; with RUBATO_WRITE_DOCS=1 it writes the page's tables instead. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readData, readEnvelope, serviceErrors } from '../index.ts';
import { limitRows, messageSections } from '../testing/socket-tables.ts';

const path = new URL('../../../../docs/protocol-services.md', import.meta.url);

function withTable(page: string, heading: string, table: string): string {
  const start = page.indexOf(`\n## ${heading}\n`) + `\n## ${heading}\n`.length;
  const next = page.indexOf('\n## ', start);
  return `${page.slice(0, start)}\n${table}${next < 0 ? '' : page.slice(next)}`;
}

const errorRows = () =>
  [
    '| code | HTTP | meaning |',
    '|---|---|---|',
    ...Object.entries(serviceErrors).map(([code, { status, meaning }]) => `| \`${code}\` | ${status} | ${meaning} |`),
    '',
  ].join('\n');

test('the page shows every message, limit and refusal as it is declared', () => {
  const page = readFileSync(path, 'utf8');
  const tables = [
    ['Messages', messageSections()],
    ['Limits', limitRows()],
    ['Refusals', errorRows()],
  ] as const;
  const expected = tables.reduce((text, [heading, table]) => withTable(text, heading, table), page);
  if (process.env['RUBATO_WRITE_DOCS'] === '1') writeFileSync(path, expected);
  else expect(page).toBe(expected);
});

test('the exchange on the page consists of messages that each side would accept', () => {
  const block = /```exchange\n([^]*?)```/.exec(readFileSync(path, 'utf8'))![1]!.trim().split('\n');
  const types = block.map((line) => {
    const read = readEnvelope(JSON.parse(line.slice(3)));
    if (!read.ok) throw new Error(`${read.message}: ${line}`);
    const { type, re, data } = read.envelope;
    const parts = line.startsWith('C: ')
      ? (['request'] as const)
      : re === undefined
        ? (['notice'] as const)
        : (['reply', 'notice'] as const);
    const fits = parts.some((part) => readData(type, part, data).ok);
    return `${line.slice(0, 2)} ${type} ${fits ? 'fits' : `does not fit: ${line}`}`;
  });
  expect(types).toEqual(
    [
      'C: AUTH_REQUEST',
      'S: AUTH_RESPONSE',
      'C: CHARACTER_UPDATE',
      'S: CHARACTER_UPDATE',
      'C: PING',
      'S: PONG',
      'C: CHARACTER_SELECT',
      'S: ERROR',
      'S: DISCONNECT',
    ].map((type) => `${type} fits`),
  );
});
