import { expect, it } from 'vitest';
import { tournamentRoutes } from '@rubato/protocol';
import { DIVISIONS, PLACED_DEVIATION } from '../packages/services/src/league/season.ts';
import { describePage } from './snippets/describe-page.ts';
import { textOf } from './snippets/pages.ts';

const PAGE = 'docs/tournaments.md';

describePage(PAGE);

it('the page explains each format and each way to be decided', () => {
  const page = textOf(PAGE);
  for (const format of tournamentRoutes.createTournament.body.format.values)
    expect(page).toContain(`| \`${format}\` |`);
  for (const word of ['absence', 'walkover', 'match-ready', 'match-over']) expect(page).toContain(`\`${word}\``);
});

it('the page names the divisions as they are', () => {
  const page = textOf(PAGE).replaceAll('\n', ' ');
  expect(page).toContain(`is from ${DIVISIONS[0]} on, then ${DIVISIONS.slice(1).join(', ')}, and below that 5`);
  expect(page).toContain(`above ${PLACED_DEVIATION} isn't placed`);
});
