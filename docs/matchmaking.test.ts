import { expect, it } from 'vitest';
import { describePage } from './snippets/describe-page.ts';
import { textOf } from './snippets/pages.ts';

const PAGE = 'docs/matchmaking.md';

describePage(PAGE);

it('the page names what a queue can say', () => {
  const page = textOf(PAGE);
  for (const word of ['ratingGap', 'regionReach', 'acceptMs', 'backfill', 'keptPeriods', 'identityIssuers'])
    expect(page).toContain(word);
});
