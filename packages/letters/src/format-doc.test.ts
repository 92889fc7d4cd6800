import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hex } from '@rubato/schema';
import { ENTRY_NAME } from './container/zip-layout.ts';
import { codes } from './codes.ts';
import { roleOf } from './file/names.ts';
import { LIMITS } from './limits.ts';

const page = readFileSync(new URL('../../../docs/tribal-format.md', import.meta.url), 'utf8');
const fixture = new Uint8Array(readFileSync(new URL('./fixtures/version-1.tribal', import.meta.url)));

/** The rows of the first table under a heading. */
function table(heading: string): string[][] {
  const start = page.indexOf(`\n${heading}\n`);
  if (start < 0) throw new Error(`docs/tribal-format.md has no “${heading}”`);
  const lines = page.slice(start).split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const end = lines.findIndex((line, place) => place > first && !line.startsWith('|'));
  return lines.slice(first + 2, end).map((line) => line.slice(2, -2).split(' | '));
}

describe('docs/tribal-format.md shows what the code holds:', () => {
  it('every code', () => {
    expect(table('## Codes')).toEqual(
      Object.entries(codes).map(([code, { meaning, next }]) => [`\`${code}\``, meaning, next]),
    );
  });

  it('every limit', () => {
    expect(table('## Limits').map(([name, value]) => [name, value])).toEqual(
      Object.entries(LIMITS).map(([name, value]) => [`\`${name}\``, value.toLocaleString('en')]),
    );
  });

  it('the first bytes of every file', () => {
    const block = /```container-bytes\n([^]*?)```/.exec(page)?.[1] ?? '';
    const bytes = block
      .split('\n')
      .map((line) => line.slice(0, 54).replaceAll(' ', ''))
      .join('');
    expect(bytes).toBe(hex(fixture.subarray(0, bytes.length / 2)));
    expect(bytes.length / 2).toBe(30 + 8 + 29);
  });

  it('the pattern of names', () => {
    expect(page).toContain(ENTRY_NAME.source.replaceAll('\\/', '/'));
  });

  it('the names of entries', () => {
    for (const [cell = ''] of table('## The entries')) {
      const name = cell.replaceAll('`', '').replace('NNNNNN', '000012').replace('N', '12').replace('<player>', 'ada');
      if (cell.startsWith('`')) expect([name, roleOf(name).role]).not.toContain('unknown');
    }
  });
});
