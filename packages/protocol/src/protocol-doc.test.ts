import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BitWriter, hex } from '@rubato/schema';
import type { Fields } from '@rubato/schema';
import {
  clientMessages,
  closeCodes,
  encodeInput,
  encodeSnapshot,
  limitTable,
  parseJsonClient,
  parseJsonServer,
  refusals,
  resumeProof,
  routes,
  serverMessages,
  signJson,
} from './index.ts';
import { describeFields } from './testing/describe-fields.ts';
import { idleInput, roomKey, snapshot, tagger } from './testing/samples.ts';

const page = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');

/** What stands under a heading, up to the next one. */
function section(heading: string): string {
  const start = page.indexOf(`${heading}\n`);
  if (start < 0) throw new Error(`docs/protocol.md has no “${heading}”`);
  const end = page.slice(start + heading.length).search(/\n#{2,4} /);
  return end < 0 ? page.slice(start) : page.slice(start, start + heading.length + end);
}

/** The cells of the first table under a heading, without its head. */
function table(heading: string): string[][] {
  const lines = section(heading).split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const end = lines.findIndex((line, place) => place > first && !line.startsWith('|'));
  const rows = lines.slice(first, end < 0 ? undefined : end);
  return rows.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.replace(/^ | $/g, '').trim()),
  );
}

function block(language: string): string[] {
  const found = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1];
  if (found === undefined) throw new Error(`docs/protocol.md has no block ${language}`);
  return found.trim().split('\n');
}

describe('docs/protocol.md shows what the code holds:', () => {
  it('close codes', () => {
    expect(table('## Close codes')).toEqual(
      Object.values(closeCodes).map(({ code, meaning, next }) => [String(code), meaning, next]),
    );
  });

  it('limits', () => {
    expect(table('## Limits')).toEqual(
      Object.entries(limitTable).map(([name, { value, unit, bounds, answer }]) => [
        `\`${name}\``,
        `${value.toLocaleString('en')} ${unit === 'count' ? '' : unit}`.trim(),
        bounds,
        answer,
      ]),
    );
  });

  it('refusals', () => {
    expect(table('#### Reasons of `refused`')).toEqual(
      Object.entries(refusals).map(([reason, meaning]) => [`\`${reason}\``, meaning]),
    );
  });

  it('HTTP routes', () => {
    expect(table('## HTTP').map(([route, meaning]) => [route, meaning])).toEqual(
      Object.values(routes).map(({ method, path, meaning }) => [`\`${method} ${path}\``, meaning]),
    );
  });

  for (const message of Object.values({ ...clientMessages, ...serverMessages })) {
    it(`the fields of ${message.type}`, () => {
      const heading = `### ${message.type} (${message.code})`;
      expect(section(heading)).toContain(message.meaning);
      expect(table(heading).map(([name, bits]) => [name, bits])).toEqual(describeFields(message.fields as Fields));
    });
  }

  it('the bytes of an input and of a snapshot', () => {
    const writer = new BitWriter();
    const bytesOf = (lines: readonly string[]): string =>
      lines.map((line) => line.slice(0, 58).replaceAll(' ', '')).join('');
    expect(bytesOf(block('input-bytes'))).toBe(hex(encodeInput(writer, idleInput, tagger)));
    expect(bytesOf(block('snapshot-bytes'))).toBe(hex(encodeSnapshot(writer, snapshot)));
    expect(page).toContain(hex(roomKey));
  });

  it('the resume proof of an example', () => {
    const key = Uint8Array.from({ length: 32 }, (_, index) => index);
    expect(page).toContain(hex(resumeProof(key, 'kq3v7f', 1)));
  });

  it('a signed JSON message', () => {
    const body = '{"type":"input","room":1,"epoch":2,"seq":1,"frame":{"thrust":1}}';
    expect(page).toContain(signJson(body, tagger));
  });
});

describe('the worked exchange of docs/protocol.md', () => {
  it('consists of messages that each side would accept', () => {
    const types = block('json-exchange').map((line) => {
      const text = line.slice(3);
      if (line.startsWith('C: ')) return `C ${parseJsonClient(text).message.type}`;
      if (line.startsWith('S: ')) return `S ${parseJsonServer(text).type}`;
      throw new Error(`neither C: nor S: but ${line}`);
    });
    for (const type of [
      'C hello',
      'S welcome',
      'C join',
      'S joined',
      'S state',
      'C input',
      'C ping',
      'S pong',
      'C leave',
      'S left',
    ]) {
      expect(types).toContain(type);
    }
  });
});
