import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from './program.ts';
import { call, callJson } from './testing/call.ts';
import { Child } from './testing/child.ts';

/** Every command and its verbs, as the program has them: those that come later, too. */
function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

function wordsOf(command: Command): string[] {
  return command.parent === null ? [] : [...wordsOf(command.parent), command.name()];
}

const shell = {
  stdout: { write() {} },
  stderr: { write() {} },
  environment: {},
  directory: '.',
  onInterrupt: () => () => {},
};
const program = await createProgram(shell as never, false);
const verbs = program.commands.map((command) => command.name());
const calls = leaves(program).map((command) => wordsOf(command).join(' '));

/** What a verb cannot do without is asked for first. */
const UNKNOWN = /^(error: )?(unknown option '--nope'|required option '--[a-z-]+)/;

describe('the program', () => {
  it('shows its help when nothing is asked, and that is no error', async () => {
    const { code, out, err } = await call([]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe((await call(['--help'])).out);
    for (const verb of verbs) expect(out).toMatch(new RegExp(`^  ${verb} `, 'm'));
    expect(out).toContain('Exit codes:');
  });

  it.each(verbs)('%s --help has an example of it and fits 80 columns', async (verb) => {
    const { code, out } = await call([verb, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`\nExamples?:\n.*rubato ${verb}`));
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect((await call(['help', verb])).out).toBe(out);
  });

  it('prints its version', async () => {
    expect(await call(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it('refuses an unknown command, and suggests the one that was meant', async () => {
    const { code, out, err } = await call(['vrify']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: unknown command 'vrify'\n\(Did you mean verify\?\)\nrubato --help lists/);
  });

  it.each(calls)('%s speaks JSON where it is asked to, of its call, too', async (words) => {
    const { out: help } = await call([...words.split(' '), '--help']);
    expect(help).toMatch(/^ +--json /m);
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const { code, out, error } = await callJson([...words.split(' '), '--nope']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toEqual({ error: expect.stringMatching(UNKNOWN), exitCode: 2 });
  });

  it.each(verbs)('%s refuses an unknown flag', async (verb) => {
    const { code, err } = await call([verb, '--nope']);
    expect(code).toBe(2);
    expect(err).toMatch(UNKNOWN);
  });

  it('says of a bad value what it is, where it stands and what may stand there', async () => {
    const { code, err } = await call(['bots', '--clients', '1e3']);
    expect(code).toBe(2);
    expect(err).toContain("'--clients <n>' argument '1e3' is invalid. It must be a whole number from 1 to 500.");
    const port = await call(['serve', '--port', '99999']);
    expect(port).toMatchObject({ code: 2, err: 'error: --port: port must be a whole number from 0 to 65535\n' });
    expect((await call(['rooms', '--status', 'shut'])).err).toContain('Allowed choices are open, closed, frozen.');
    expect((await call(['verify'])).err).toContain("missing required argument 'file");
    expect((await call(['verify', 'a', 'b'])).code).toBe(2);
  });

  it('complains in JSON where JSON was asked for, of the call itself, too', async () => {
    for (const words of [['bots', '--clients', 'x'], ['nope'], ['verify'], ['serve', '--port', 'x']]) {
      const { code, out, error } = await callJson(words);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(error).toEqual({ error: expect.stringMatching(/^(?!error)./), exitCode: 2 });
    }
  });

  it('marks errors in colour on a terminal, unless NO_COLOR is there and not empty', async () => {
    const { err } = await call(['verify', 'none'], { terminal: true });
    expect(err.split(' cannot')[0]).toBe('\u001b[1;31merror:\u001b[0m none');
    expect((await call(['verify', 'none'], { terminal: true, environment: { NO_COLOR: '' } })).err).toBe(err);
    for (const environment of [{ NO_COLOR: '1' }, { TERM: 'dumb' }] as Record<string, string>[])
      expect((await call(['verify', 'none'], { terminal: true, environment })).err).toMatch(/^error: none/);
  });

  it('shows the way into a fault of its own when asked', async () => {
    const { err } = await call(['verify', 'none'], { environment: { RUBATO_DEBUG: '1' } });
    expect(err).toMatch(/\n\s+at /);
  });

  it('does not fail because its reader went away', async () => {
    const child = new Child(['serve', '--help']);
    child.deafen();
    expect(await child.ended).toBe(0);
    expect(child.err).toBe('');
  });
});
