/**
 * What a test started ends with the test's process, also when that is killed and can do nothing more itself. A shell of
 * its own session reads from a pipe what is to be done, and does it when the pipe breaks. Not on Windows, which has no sh.
 */
import { spawn, type ChildProcess } from 'node:child_process';

/** The last line that comes is what is done at the end. */
const WATCHER = `trap '' HUP INT TERM; last=:; while IFS= read -r line; do last=$line; done; eval "$last"`;
/** Those who don't end within this time are killed. */
const GRACE_S = 3;

const pids = new Set<number>();
const folders = new Set<string>();
let tell: ((line: string) => void) | undefined;

/** It gets SIGINT, and SIGKILL when it doesn't heed that. */
export function endWithUs(child: ChildProcess): void {
  if (child.pid !== undefined) child.once('exit', endPidWithUs(child.pid));
}

/**
 * The same of what is no child, or of a group: its id is negative then.
 *
 * @returns to be called when it has ended
 */
export function endPidWithUs(pid: number): () => void {
  pids.add(pid);
  update();
  return () => {
    pids.delete(pid);
    update();
  };
}

/** The folder goes once all that ends with us has ended; it may be gone before. */
export function removeWithUs(folder: string): string {
  folders.add(folder);
  update();
  return folder;
}

function update(): void {
  if (process.platform === 'win32') return;
  tell ??= startWatcher();
  tell(`${lastWill([...pids], [...folders])}\n`);
}

function startWatcher(): (line: string) => void {
  // Detached: what ends all of a terminal's or a group's processes leaves it to do its work.
  const watcher = spawn('sh', ['-c', WATCHER], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
  watcher.unref();
  // A watcher that somebody ended is no reason for a test to fail.
  watcher.on('error', () => {}).stdin.on('error', () => {});
  (watcher.stdin as unknown as { unref(): void }).unref();
  return (line) => void watcher.stdin.write(line);
}

function lastWill(ids: readonly number[], paths: readonly string[]): string {
  const each = (what: string): string => (ids.length === 0 ? ':' : `for p in ${ids.join(' ')}; do ${what}; done`);
  const wait = `for s in $(seq ${GRACE_S * 10}); do left=; ${each('kill -s 0 -- $p && left=1')}; [ $left ] || break; sleep 0.1; done`;
  const quoted = paths.map((path) => ` '${path.replaceAll("'", `'\\''`)}'`).join('');
  return [each('kill -s INT -- $p'), wait, each('kill -s KILL -- $p'), `rm -rf --${quoted}`].join('; ');
}
