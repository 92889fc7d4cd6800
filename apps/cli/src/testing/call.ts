/** Runs a call of `rubato` within the test's own process. */
import { run } from '../run.ts';
import type { Shell } from '../shell.ts';

export interface Called {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface CallOptions {
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** As if both streams were a terminal of 80 columns. */
  readonly terminal?: boolean;
  /** Handed a function that presses Ctrl+C. */
  readonly interrupt?: (press: () => void) => void;
}

export async function call(argv: readonly string[], options: CallOptions = {}): Promise<Called> {
  const { directory = process.cwd(), environment = {}, terminal = false } = options;
  let out = '';
  let err = '';
  const look = terminal ? { isTTY: true, columns: 80 } : {};
  const shell: Shell = {
    stdout: { write: (text) => (out += text), ...look },
    stderr: { write: (text) => (err += text), ...look },
    environment,
    directory,
    onInterrupt(listener) {
      options.interrupt?.(listener);
      return () => {};
    },
  };
  const code = await run(argv, shell);
  return { code, out, err };
}

/** The same with `--json`; `value` is what it printed, `error` what it complained of. */
export async function callJson(argv: readonly string[], options: CallOptions = {}) {
  const called = await call([...argv, '--json'], options);
  const value = called.out === '' ? undefined : (JSON.parse(called.out) as never);
  // A server's log goes there, too; what ended the call comes last.
  const last = called.err.trimEnd().split('\n').at(-1)!;
  const error = last === '' ? undefined : (JSON.parse(last) as { error: string; exitCode: number });
  return { ...called, value, error };
}
