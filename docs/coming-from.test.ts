import { expect, it } from 'vitest';
import { textOf } from './snippets/pages.ts';

it('what the page says was measured stands in the report', () => {
  const report = textOf('bench/README.md');
  const figures = textOf('docs/coming-from.md').match(
    /\b\d{1,3}(?:,\d{3})+\b|\b\d+\.\d+(?= %|\b without)|\b\d+(?= MiB)/g,
  );
  expect(figures?.length).toBeGreaterThan(6);
  for (const figure of figures ?? []) expect(report).toContain(figure);
  expect(report).toContain('Colyseus 0.18');
});
