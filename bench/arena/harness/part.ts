/** A child process of the bench, bound to its cores: the server under test, or the load. */
import { execFileSync, spawn } from 'node:child_process';

export interface PartOptions {
  /** A bundled script. */
  readonly file: string;
  /** As taskset takes them: `0`, or `0,1`. */
  readonly cores: string;
  readonly flags: Readonly<Record<string, number | string | boolean>>;
  /** Before all other work on the machine (SCHED_RR); needs root. */
  readonly realtime: boolean;
  /** For Node itself: `--cpu-prof` and the like. */
  readonly nodeFlags?: readonly string[];
}

interface Reply {
  readonly ready?: true;
  readonly id?: number;
  readonly value?: unknown;
  readonly failure?: string;
}

export interface Part {
  /** Whether its main thread goes before its own helpers too; only of a part that runs before all other work. */
  prefer(preferred: boolean): void;
  ask<T>(question: string, args?: object): Promise<T>;
  stop(): Promise<void>;
}

/** How long a part may take to end by itself. */
const STOP_MS = 5000;

/** Resolves once the part says that it is ready. */
export function startPart(options: PartOptions): Promise<Part> {
  const [program, ...args] = commandOf(options);
  const child = spawn(program!, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let asked = 0;
  const part: Part = {
    prefer(preferred) {
      if (options.realtime)
        execFileSync('chrt', ['-r', '-p', String(preferred ? PREFERRED : PRIORITY), String(child.pid)]);
    },
    ask: (ask, more = {}) =>
      new Promise((resolve, reject) => {
        waiting.set(++asked, { resolve, reject });
        child.send({ id: asked, ask, ...more });
      }),
    async stop() {
      child.disconnect();
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(late);
    },
  };
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => {
      const gone = new Error(`${options.file} ended (${signal ?? code})`);
      reject(gone);
      for (const { reject: fail } of waiting.values()) fail(gone);
    });
    child.on('message', ({ ready, id = 0, value, failure }: Reply) => {
      if (ready) return resolve(part);
      if (failure === undefined) waiting.get(id)?.resolve(value as never);
      else waiting.get(id)?.reject(new Error(failure));
      waiting.delete(id);
    });
  });
}

// Nothing but the other processes of the bench goes before it. While rooms fill, a part's threads take turns, so that
// the compiler gets its share; while it is measured, the main thread goes first, as it would on a core with room to spare.
const PRIORITY = 5;
const PREFERRED = 6;

// Under real-time scheduling the helper threads of the garbage collector spin instead of sleeping, which reads as load.
const REALTIME_NODE_FLAGS = ['--single-threaded-gc'];

function commandOf({ file, cores, flags, realtime, nodeFlags = [] }: PartOptions): string[] {
  const own = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  const node = [process.execPath, ...(realtime ? REALTIME_NODE_FLAGS : []), ...nodeFlags, file, ...own];
  return ['taskset', '-c', cores, ...(realtime ? ['chrt', '-r', String(PRIORITY)] : []), ...node];
}
