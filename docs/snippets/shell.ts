// Runs the commands of a page in its checkout. `npm` and `npx` are stand-ins that run this tree's own programs, so that a
// page's test fetches nothing; `curl` is one where no curl need be.
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildOf } from '../../scripts/lib/builds.mjs';
import { endPidWithUs } from '../../tools/provision/end-with-us.ts';
import { freePort } from '../../tools/provision/free-port.ts';
import { type Checkout, root } from './checkout.ts';
import { missingLine } from './expected.ts';

/** Above it something hangs: a machine that does much else besides may take half of it. */
const TIMEOUT_MS = 150_000;
/** The ports that pages speak of; here any free ones stand for them. */
const PAGE_PORTS = ['8788', '8790', '8791'] as const;

/** What `rubato serve` serves: the launcher would build the pages first. */
const NO_PAGES = 'no-pages';

/** A loader of sources takes longer for each program; the first word after `tsx` is its flag for them. */
const runSource = `node --enable-source-maps ${join(import.meta.dirname, 'run-source.mjs')}`;
const programs: Readonly<Record<string, string>> = {
  npx: `#!/bin/sh
tool=$1; shift
case "$tool" in
  tsx) shift; exec ${runSource} "$@" ;;
  rubato)
    if [ -n "$RUBATO_BUILD" ]; then exec node --enable-source-maps "$RUBATO_BUILD" "$@"; fi
    exec ${runSource} "$CHECKOUT/apps/cli/src/main.ts" "$@" ;;
  *) echo "npx $tool is not known here" >&2; exit 127 ;;
esac
`,
  npm: `#!/bin/sh
exec node ${join(import.meta.dirname, 'npm.mjs')} "$@"
`,
  curl: `#!/bin/sh
for url; do :; done
NODE_TLS_REJECT_UNAUTHORIZED=0 exec node --no-warnings -e '
  fetch(process.argv[1]).then(async (reply) => {
    console.log(await reply.text());
    process.exitCode = reply.ok ? 0 : 22;
  })' "$url"
`,
};

interface Background {
  readonly child: ChildProcess;
  output: string;
}

export class Shell {
  readonly #checkout: Checkout;
  /** By those of `PAGE_PORTS`. */
  readonly #ports: readonly number[];
  readonly #background: Background[] = [];
  readonly #variables: Readonly<Record<string, string>>;

  private constructor(checkout: Checkout, ports: readonly number[], variables: Readonly<Record<string, string>>) {
    this.#variables = variables;
    this.#checkout = checkout;
    this.#ports = ports;
    mkdirSync(checkout.path('bin'));
    mkdirSync(checkout.path(NO_PAGES));
    writeFileSync(checkout.path(`${NO_PAGES}/index.html`), '<!doctype html>\n');
    for (const [name, text] of Object.entries(programs)) {
      writeFileSync(checkout.path(`bin/${name}`), text);
      chmodSync(checkout.path(`bin/${name}`), 0o755);
    }
  }

  /** @param variables of the environment, besides those that every page has */
  static async open(checkout: Checkout, variables: Readonly<Record<string, string>>): Promise<Shell> {
    return new Shell(checkout, await Promise.all(PAGE_PORTS.map(freePort)), variables);
  }

  /** Where a server of this page serves its pages. */
  get url(): string {
    return `http://127.0.0.1:${this.#ports[0]}`;
  }

  get metricsUrl(): string {
    return `http://127.0.0.1:${this.#ports[1]}/metrics`;
  }

  /** What the commands print; rejects when one fails. */
  async run(commands: string): Promise<string> {
    const { child, seen } = this.#start(commands);
    const timer = setTimeout(() => kill(child, 'SIGKILL'), TIMEOUT_MS);
    const code = await new Promise<number | null>((done) => child.once('close', done));
    clearTimeout(timer);
    if (code !== 0) throw new Error(`exit code ${code}\n${seen.output}`);
    return seen.output;
  }

  /** Starts commands that go on; resolves with what they have printed once that is what is expected. */
  async runBehind(commands: string, expected: string): Promise<string> {
    const { child, seen } = this.#start(commands);
    this.#background.push(seen);
    for (let waitedMs = 0; missingLine(expected, seen.output) !== undefined; waitedMs += 50) {
      if (waitedMs > TIMEOUT_MS || child.exitCode !== null)
        throw new Error(`“${missingLine(expected, seen.output)}” is not in\n${seen.output}`);
      await new Promise((done) => void setTimeout(done, 50));
    }
    return seen.output;
  }

  /** Ctrl+C in the newest terminal that still runs something. */
  async interrupt(): Promise<void> {
    const last = this.#background.pop();
    if (last === undefined) throw new Error('there is nothing to stop');
    await stop(last.child, 'SIGINT');
  }

  async close(): Promise<void> {
    for (const { child } of this.#background.splice(0)) await stop(child, 'SIGKILL');
  }

  #start(commands: string): { readonly child: ChildProcess; readonly seen: Background } {
    const told = PAGE_PORTS.reduce((text, port, i) => text.replaceAll(port, String(this.#ports[i])), commands);
    // Both streams are one, as in a terminal: what was printed first stands first.
    const child = spawn('sh', ['-ec', `exec 2>&1\n${told}`], {
      cwd: this.#checkout.folder,
      env: this.#environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    child.once('exit', endPidWithUs(-child.pid!));
    const seen: Background = { child, output: '' };
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        seen.output += PAGE_PORTS.reduce((said, port, i) => said.replaceAll(String(this.#ports[i]), port), text);
      });
    return { child, seen };
  }

  /** A page that changes the command or a game runs what it has written. */
  #changesPrograms(): boolean {
    return Array.from(this.#checkout.files).some((file) => /^(apps\/cli|games)\//.test(file));
  }

  #environment(): Record<string, string> {
    const { folder } = this.#checkout;
    const [port, adminPort] = this.#ports;
    return {
      PATH: `${folder}/bin:${process.env['PATH'] ?? ''}`,
      HOME: process.env['HOME'] ?? folder,
      NO_COLOR: '1',
      CHECKOUT: folder,
      CHECKOUT_STATE: String(this.#checkout.state),
      RUBATO_BUILD: this.#changesPrograms() ? '' : builds().cli,
      RUBATO_DOORS: builds().doors,
      RUBATO_WEB_BUILD: `${folder}/${NO_PAGES}`,
      // A room outlives its players for as long as a busy machine takes for the next commands.
      RUBATO_EMPTY_ROOM_MS: '600000',
      RUBATO_HOST: '127.0.0.1',
      RUBATO_PORT: String(port),
      RUBATO_ADMIN_PORT: String(adminPort),
      RUBATO_URL: `ws://127.0.0.1:${port}`,
      RUBATO_ADMIN_URL: `http://127.0.0.1:${adminPort}`,
      ...this.#variables,
    };
  }
}

interface Builds {
  /** The command as users run it, which begins ten times sooner than from its sources. */
  readonly cli: string;
  /** The folder of the packages. */
  readonly doors: string;
}

let made: Builds | undefined;

function builds(): Builds {
  if (made !== undefined) return made;
  const [cli, doors] = [buildOf('cli'), buildOf('doors')];
  if (!cli.ready || !doors.ready)
    execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), 'cli', 'doors'], { stdio: 'ignore' });
  return (made = { cli: cli.file, doors: doors.dir });
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('close', done));
  kill(child, signal);
  await gone;
}

/** With all that it started. */
function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-child.pid!, signal);
  } catch {
    // Already gone.
  }
}
