/** A child process of the bench, bound to one core: the server under test, or the load. */
import { spawn } from 'node:child_process';

export interface PartOptions {
  /** A bundled script. */
  readonly file: string;
  readonly core: number;
  readonly flags: Readonly<Record<string, number | string | boolean>>;
  /** Before all other work on the machine (SCHED_FIFO); needs root. */
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

// Under SCHED_FIFO the helper threads of the garbage collector spin instead of sleeping, which reads as load.
const REALTIME_NODE_FLAGS = ['--single-threaded-gc'];

function commandOf({ file, core, flags, realtime, nodeFlags = [] }: PartOptions): string[] {
  const own = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  const node = [
    process.execPath,
    ...(realtime ? REALTIME_NODE_FLAGS : []),
    ...nodeFlags,
    '--enable-source-maps',
    file,
    ...own,
  ];
  return ['taskset', '-c', String(core), ...(realtime ? ['chrt', '-f', '5'] : []), ...node];
}
