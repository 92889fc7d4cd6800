/** The two functions of a test framework that a contract suite needs; pass vitest's. */
export interface Runner {
  readonly describe: (title: string, define: () => void) => unknown;
  readonly it: (title: string, run: () => Promise<void>) => unknown;
}

/** Fails the running test. */
export function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`contract broken: ${what}`);
}

/** Compares by content: numbers, texts, bytes, and lists and plain objects of them. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const is = describeValue(actual);
  const should = describeValue(expected);
  check(is === should, `${what}: expected ${should}, got ${is}`);
}

/** The error with which `run` rejects or which it throws. */
export async function failure(run: () => unknown, what: string): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error(`contract broken: ${what} should have failed`);
}

/** Runs a contract's tests, each with a harness of its own that is stopped afterwards. */
export function withHarness<H extends { stop?(): Promise<void> }>(it: Runner['it'], make: () => Promise<H>): Rule<H> {
  return (title, run) =>
    it(title, async () => {
      const harness = await make();
      try {
        await run(harness);
      } finally {
        await harness.stop?.();
      }
    });
}

/** Defines one rule of a contract. */
export type Rule<H> = (title: string, run: (harness: H) => Promise<void>) => unknown;

const LONGEST_SHOWN = 400;

/** Fields in alphabetical order: contents count, not the order of keys. */
function describeValue(value: unknown): string {
  if (value instanceof Uint8Array) {
    const content = value.length > LONGEST_SHOWN ? fingerprint(value) : value.join(' ');
    return `bytes(${value.length}) ${content}`;
  }
  if (Array.isArray(value)) return `[${value.map(describeValue).join(', ')}]`;
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  const entries = Object.entries(value).map(([name, part]) => `${name}: ${describeValue(part)}`);
  return `{${entries.sort().join(', ')}}`;
}

/** FNV-1a over all bytes, so that long ones are compared too. */
function fingerprint(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < bytes.length; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return (hash >>> 0).toString(16);
}
