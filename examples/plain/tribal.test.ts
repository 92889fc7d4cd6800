import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const program = join(import.meta.dirname, 'tribal.mjs');
const fixture = (name: string) => join(import.meta.dirname, `../../packages/letters/src/fixtures/${name}.tribal`);
const folder = mkdtempSync(join(tmpdir(), 'rubato-plain-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (file: string): Promise<{ readonly code: unknown; readonly lines: readonly string[] }> =>
  new Promise((done) => {
    execFile(process.execPath, [program, file], (error, stdout) =>
      done({ code: error?.code ?? 0, lines: stdout.trim().split('\n') }),
    );
  });

describe('a reader written from docs/tribal-format.md alone', () => {
  it.each([
    ['version-1', 'skirmish 1, peer mode: ada, ben, cho', 'turn 6: ada ordered, ben absent, cho ordered', 6],
    ['version-1-computers', 'skirmish 1, peer mode: ada, ben', 'turn 2: ada ordered, ben ordered, cho stand-in', 2],
    ['version-1-joined', 'skirmish 1, escrow mode: ada, ben, relay', 'turn 4: ada ordered, ben ordered', 4],
  ])('reads %s and finds all of it true', async (name, first, last, turns) => {
    const { code, lines } = await run(fixture(name));
    expect([lines[0], lines.at(-2)]).toEqual([first, last]);
    expect([lines.at(-1), code]).toEqual([`OK: ${turns} turns; only the rules could say more`, 0]);
  });

  it('names what another name in the first block breaks: the entry, all signatures and the chain', async () => {
    const forged = readFileSync(fixture('version-1'));
    forged.write('B', forged.indexOf('"name":"ADA","player":"ada"') + '"name":"'.length);
    const file = join(folder, 'forged.tribal');
    writeFileSync(file, forged);
    const { code, lines } = await run(file);
    expect([lines.at(-1), code]).toEqual(['NOT OK', 3]);
    for (const problem of [
      'entry-differs: genesis.json',
      'bad-genesis: ada',
      'bad-genesis: cho',
      'chain-broken: turn 1',
    ])
      expect(lines).toContain(problem);
  });
});
