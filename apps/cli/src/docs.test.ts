import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exitCodes } from './exit.ts';
import { createProgram } from './program.ts';
import { processShell } from './shell.ts';

const text = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
const page = text('cli.md');
/** Such as `mod ban …`. */
const saying = (command: { name(): string }, verb: { name(): string }) =>
  new RegExp(`\\b${command.name()} ${verb.name()}\\b`);
const { commands } = await createProgram(processShell(), false);

describe('docs/cli.md', () => {
  it('names every command', () => {
    const table = [...page.matchAll(/^\| \[?`.*\| .* \|$/gm)].join('\n');
    for (const command of commands) expect(table).toContain(`\`${command.name()}\``);
  });

  it('names every verb and every flag; those of serve have a page of their own', () => {
    for (const command of commands.filter((each) => !['serve', 'config'].includes(each.name()))) {
      for (const verb of command.commands) if (verb.name() !== 'help') expect(page).toMatch(saying(command, verb));
      for (const { options } of [command, ...command.commands])
        for (const { long, hidden } of options) if (!hidden) expect(page).toMatch(new RegExp(`${long}\\b`));
    }
  });

  it('names the variables of the environment that commands read, or a page of letters or of settings does', () => {
    const folder = new URL('./', import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const code = files
      .filter((name) => !name.includes('.test.'))
      .map((name) => readFileSync(new URL(name, folder), 'utf8'));
    const variables = new Set(code.join().match(/(?<=')RUBATO_[A-Z_]+(?=')/g));
    // The launcher's own: where the pages are that it has built.
    variables.delete('RUBATO_WEB_BUILD');
    const told = [page, text('mail-play.md'), text('configuration.md')].join();
    expect(variables.size).toBeGreaterThan(5);
    expect([...variables].filter((name) => !told.includes(name))).toEqual([]);
  });

  it('explains every exit code', () => {
    const rows = [...page.matchAll(/^\| (\d) \| /gm)].map(([, code]) => Number(code));
    expect(rows).toEqual(Object.values(exitCodes));
  });
});
