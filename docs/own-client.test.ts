import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SOCKET_PATHS } from '../packages/server/src/open-ports.ts';
import { root } from './snippets/checkout.ts';
import { describePage } from './snippets/describe-page.ts';
import { textOf } from './snippets/pages.ts';

describePage('docs/own-client.md', { has: { 'examples/plain/arena.mjs': 'examples/plain/arena.mjs' } });

it('the page of the protocol names the paths of sockets, and each reason that the platform itself refuses orders for', () => {
  const page = textOf('docs/protocol.md');
  expect(page).toContain(`Sockets are taken at ${SOCKET_PATHS.map((path) => `\`${path}\``).join(' and ')} `);
  const source = readFileSync(join(root, 'packages/game/src/rejection.ts'), 'utf8');
  const reasons = [...source.matchAll(/\/\*\* (.+) \*\/\n {2}\| '([a-z-]+)'/g)];
  expect(reasons.length).toBeGreaterThan(5);
  for (const [, meaning, reason] of reasons) expect(page).toContain(`| \`${reason}\` | ${meaning} |`);
});
