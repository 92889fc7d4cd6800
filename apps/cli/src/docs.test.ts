import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exitCodes } from './exit.ts';
import { createProgram } from './program.ts';
import { processShell } from './shell.ts';

const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
const { commands } = await createProgram(processShell(), false);

describe('docs/cli.md', () => {
  it('names every command', () => {
    const table = [...page.matchAll(/^\| \[?`.*\| .* \|$/gm)].join('\n');
    for (const command of commands) expect(table).toContain(`\`${command.name()}\``);
  });

  it('names every flag of the commands that it shows; those of serve have a page of their own', () => {
    for (const name of ['rooms', 'replay', 'verify', 'bots', 'ledger', 'audit']) {
      const flags = commands.find((command) => command.name() === name)!.options.filter(({ hidden }) => !hidden);
      for (const { long } of flags) expect(page).toMatch(new RegExp(`${long}\\b`));
    }
  });

  it('explains every exit code', () => {
    const rows = [...page.matchAll(/^\| (\d) \| /gm)].map(([, code]) => Number(code));
    expect(rows).toEqual(Object.values(exitCodes));
  });
});
