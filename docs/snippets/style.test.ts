import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Checkout } from './checkout.ts';
import { allBlocks, pages } from './pages.ts';
import { wrongForm, wrongTypes } from './style.ts';
import { writtenBy } from './write-block.ts';

const CHECK_MS = 180_000;
const writing = pages.filter((page) => allBlocks(page).some(({ language, file }) => language === 'ts' || file));

describe('what pages have their readers write', () => {
  const written = new Map<string, Checkout>();
  beforeAll(() => {
    for (const page of writing) written.set(page, writtenBy(page));
  });
  afterAll(() => {
    for (const checkout of written.values()) checkout.remove();
  });

  it('holds to types', { timeout: CHECK_MS }, async () => {
    expect(writing.length).toBeGreaterThan(12);
    expect(await wrongTypes([...written.values()])).toBe('');
  });

  it('holds to form and lint', { timeout: CHECK_MS }, async () => {
    expect(await wrongForm([...written.values()])).toBe('');
  });
});

it('what breaks types, form or lint is named by page, file and line', { timeout: CHECK_MS }, async () => {
  const [one, other] = ['one-', 'other-'].map((name) => new Checkout({ name, bare: true })) as [Checkout, Checkout];
  try {
    // The same name in both is two.
    one.write('scratch/line-7.ts', 'const seats = 4;\nseats.toFixed();\n');
    other.write('scratch/line-7.ts', "const seats: number = 'four';\nseats.toFixed();\n");
    const types = await wrongTypes([one, other]);
    expect(types).toMatch(/snippets-other-\w+\/scratch\/line-7\.ts\(1,7\): error TS2322/);
    expect(types).not.toContain('snippets-one-');
    expect(await wrongForm([one, other])).toBe('');
    other.write('games/g/src/a.ts', 'export var a = 1;\n');
    other.write('games/g/src/b.ts', 'export const b  = 1;\n');
    // The rules of a game's folder hold in each: no clock.
    other.write('games/g/src/c.ts', 'export const c = () => Date.now();\n');
    const form = await wrongForm([one, other]);
    expect(form).toMatch(/no-var[^]*snippets-other-\w+\/games\/g\/src\/a\.ts:1/);
    expect(form).toMatch(/no-restricted-globals[^]*snippets-other-\w+\/games\/g\/src\/c\.ts:1/);
    expect(form).toMatch(/snippets-other-\w+\/games\/g\/src\/b\.ts/);
    expect(form).not.toContain('snippets-one-');
  } finally {
    for (const checkout of [one, other]) checkout.remove();
  }
});
