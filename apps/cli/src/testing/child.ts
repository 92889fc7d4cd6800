/** Runs `rubato` as a process of its own, as built: a loader of sources takes seconds at each start. */
import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { endWithUs } from '../../../../tools/provision/end-with-us.ts';
import { built } from '../../../../tools/provision/server-bundle.ts';

const main = built('cli').file;
const WAIT_MS = 60_000;

export interface ChildOptions {
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A started process; it is killed with the test. */
export class Child {
  out = '';
  err = '';
  readonly #child: ReturnType<typeof start>;
  /** Resolves with the exit code, or the signal's name, once both streams have ended. */
  readonly ended: Promise<number | string>;

  constructor(argv: readonly string[], options: ChildOptions = {}) {
    this.#child = start(argv, options);
    endWithUs(this.#child);
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.out += text));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.err += text));
    this.ended = new Promise((done) =>
      this.#child.once('close', (code, signal) => done(code ?? signal ?? 'no exit code')),
    );
    onTestFinished(async () => {
      this.kill('SIGKILL');
      await this.ended;
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Takes the reader of its output away. */
  deafen(): void {
    this.#child.stdout.destroy();
  }

  /** Resolves with what `pattern` matched in the output; rejects when it ends before that. */
  async printed(pattern: RegExp): Promise<RegExpMatchArray> {
    const ended = this.ended.then((code) => ({ code }));
    for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += 20) {
      const match = pattern.exec(this.out);
      if (match !== null) return match;
      const end = await Promise.race([ended, new Promise<undefined>((done) => void setTimeout(done, 20))]);
      if (end !== undefined) throw new Error(`ended with ${end.code}:\n${this.out}${this.err}`);
    }
    throw new Error(`${pattern.source} was not printed:\n${this.out}${this.err}`);
  }
}

/** A server on any free port; `facts` is what it printed as JSON. */
export async function serve(data: string, more: readonly string[] = [], options: ChildOptions = {}) {
  const child = new Child(['serve', '--data', data, '--port', '0', '--admin-port', '0', '--json', ...more], options);
  const [line] = await child.printed(/^\{.*\}\n/);
  return { child, facts: JSON.parse(line) as ServeFacts };
}

export interface ServeFacts {
  readonly url: string;
  readonly socketUrl: string;
  readonly metricsUrl: string;
  readonly data: string;
  readonly resumedRooms: number;
  readonly pid: number;
  readonly page: boolean;
  readonly lanUrls: readonly string[];
}

function start(argv: readonly string[], { directory, environment = {} }: ChildOptions) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('RUBATO_') && name !== 'NO_COLOR');
  return spawn(process.execPath, [main, ...argv], {
    ...(directory === undefined ? {} : { cwd: directory }),
    env: { ...Object.fromEntries(kept), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
