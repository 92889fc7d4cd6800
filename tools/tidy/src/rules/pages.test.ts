import { describe, expect, it } from 'vitest';
import { treeOf } from '../tree.ts';
import { pages } from './pages.ts';

const house = {
  'games/tactics/package.json': JSON.stringify({ name: '@rubato/tactics' }),
  'packages/client/package.json': JSON.stringify({ name: '@rubato/client' }),
  'apps/web/src/tactics/tactics-page.tsx': "import { plan } from './plan.ts';",
  'apps/web/src/tactics/plan.ts': "import { tactics } from '@rubato/tactics';",
  'apps/web/src/tactics/scene/draw.ts': "export { plan } from '../plan.ts';",
  'apps/web/src/tactics/links.ts':
    "import type { TacticsView } from '@rubato/tactics'; import { api } from '@rubato/client';",
  'apps/web/src/kit/button.tsx': "import { h } from 'preact';",
};

const judge = (path: string, text: string) =>
  pages(treeOf({ ...house, [`apps/web/src/${path}`]: text })).map((problem) => ({
    at: `${problem.path}:${problem.line}`,
    way: /one: (.*);/.exec(problem.message)?.[1],
  }));

describe('pages that are not of a game', () => {
  it.each([
    ['its own page, when it is opened', 'app/app.tsx', "const page = () => import('../tactics/tactics-page.tsx');"],
    ['what only knows its types', 'league/league.tsx', "import { watchHref } from '../tactics/links.ts';"],
    ['its types', 'league/league.tsx', "import type { Plan } from '../tactics/plan.ts';"],
    ['it in a test', 'league/league.test.ts', "import { tactics } from '@rubato/tactics';"],
    ['it in pages of its own', 'tactics/clock.tsx', "import { tactics } from '@rubato/tactics';"],
    ['other packages', 'main.tsx', "import { api } from '@rubato/client'; import './kit/button.tsx';"],
  ])('may import of a game %s', (_, path, text) => {
    expect(judge(path, text)).toEqual([]);
  });

  it.each([
    ['at once', "import { tactics } from '@rubato/tactics';", 'games/tactics'],
    ['later', "const later = () => import('@rubato/tactics');", 'games/tactics'],
    ['for others', "export { tactics } from '@rubato/tactics';", 'games/tactics'],
    [
      'by a file of its pages',
      "import { plan } from '../tactics/plan.ts';",
      'apps/web/src/tactics/plan.ts → games/tactics',
    ],
    [
      'by its page, at once',
      "import '../tactics/tactics-page.tsx';",
      'apps/web/src/tactics/tactics-page.tsx → apps/web/src/tactics/plan.ts → games/tactics',
    ],
    [
      'by what such a file imports, later',
      "const later = () => import('../tactics/scene/draw.ts');",
      'apps/web/src/tactics/scene/draw.ts → apps/web/src/tactics/plan.ts → games/tactics',
    ],
  ])('are caught when they import a game %s', (_, text, way) => {
    expect(judge('league/league.tsx', `const a = 1;\n${text}`)).toEqual([
      { at: 'apps/web/src/league/league.tsx:2', way },
    ]);
  });

  it('are caught at the top of the app, too', () => {
    expect(judge('main.tsx', "import './tactics/plan.ts';")).toMatchObject([{ at: 'apps/web/src/main.tsx:1' }]);
  });
});
