import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { root } from './paths.mjs';

// Colours only where someone looks at them.
const plain = { NO_COLOR: '1', FORCE_COLOR: undefined };
const coloured = { FORCE_COLOR: '1' };
/** What a program printed before its end is still read for so long, also when something that it left holds its output. */
const LAST_WORDS_MS = 1000;

/**
 * Runs a program to its end in the checkout's top folder.
 *
 * Quiet runs keep the output and hand it back instead of printing it, so that only a failure is noisy. Runs beside others
 * print whole lines, so that none stands in the middle of another's.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @typedef {{ env?: Record<string, string | undefined>, quiet?: boolean, beside?: boolean, timeoutMs?: number, cwd?: string }} RunOptions
 * @returns {Promise<{ code: number, output: string }>} `code` is 1 for a program that could not start or was killed
 */
export function run(program, args, options = {}) {
  const { env = {}, quiet = false, beside = false, timeoutMs = 0, cwd = root } = options;
  const look = quiet || !process.stdout.isTTY ? plain : beside ? coloured : {};
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...look, ...env },
      stdio: quiet || beside ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      timeout: timeoutMs,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      if (beside && stream) createInterface(stream).on('line', (line) => void process.stdout.write(`${line}\n`));
      else stream?.on('data', (part) => (output += part));
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}\n` }));
    if (beside)
      child.on('exit', () => {
        const timer = setTimeout(
          () => [child.stdout, child.stderr].forEach((stream) => stream?.destroy()),
          LAST_WORDS_MS,
        );
        child.on('close', () => clearTimeout(timer));
      });
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * The npm that started us, else the one on PATH.
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function npm(args, options) {
  const path = process.env['npm_execpath'];
  return path?.endsWith('.js') ? run(process.execPath, [path, ...args], options) : run('npm', args, options);
}

/**
 * A program that a root dependency brought.
 * @param {string} name
 */
export const bin = (name) => `${root}/node_modules/.bin/${name}`;
