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

const LONGEST_SHOWN = 400;

function describeValue(value: unknown): string {
  const text = JSON.stringify(value, (_key, part: unknown) =>
    part instanceof Uint8Array
      ? `bytes(${part.length}) ${part.length > LONGEST_SHOWN ? fingerprint(part) : part.join(' ')}`
      : part,
  );
  return text ?? 'undefined';
}

/** FNV-1a over all bytes, so that long ones are compared too. */
function fingerprint(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16);
}
