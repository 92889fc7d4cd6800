import { apiRoutes, socketMessages } from '@rubato/protocol';
import { describe, expect, it } from 'vitest';
import { describePage } from './snippets/describe-page.ts';
import { textOf } from './snippets/pages.ts';

const PAGE = 'docs/economy.md';

describePage(PAGE);

describe('the table of steps', () => {
  const routes: Record<string, { method: string; path: string }> = apiRoutes;
  const steps = [...textOf(PAGE).matchAll(/^\| .+ \| `([A-Z]+ \/\S+)` \| `([A-Z_]+)` \|$/gm)];

  it('names routes and messages that there are, and all of both that change a trade', () => {
    const changing = Object.values(routes).filter(
      ({ path, method }) => path.startsWith('/api/trades') && method !== 'GET',
    );
    expect(steps.map(([, route]) => route).sort()).toEqual(
      changing.map(({ method, path }) => `${method} ${path}`).sort(),
    );
    const types = Object.keys(socketMessages).filter((type) => type.startsWith('TRADE_'));
    expect([...new Set(steps.map(([, , type]) => type))].sort()).toEqual(types.sort());
  });
});
