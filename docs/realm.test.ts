import {
  CLAIM_TICKS,
  DEPTHS,
  factions,
  HANDS_COUNTED,
  MOST_CLAIMS,
  PACE,
  places,
  SCATTERED,
  shards,
} from '@rubato/realm';
import { ACTIVE_QUESTS } from '@rubato/services';
import { describe, expect, it } from 'vitest';
import { describePage } from './snippets/describe-page.ts';
import { textOf } from './snippets/pages.ts';

const PAGE = 'docs/realm.md';

describePage(PAGE);

describe('the figures of the page', () => {
  it('are those of the code', () => {
    const page = textOf(PAGE);
    const minutes = (ticks: number): string => `${(ticks * PACE.tickMs) / 60_000} minutes`;
    expect([factions.length, shards.length]).toEqual([4, 12]);
    expect(page).toContain(`${places.size} places, four factions, twelve crystal shards`);
    expect(page).toContain(`the Underhour from level ${places.get('underhour')!.leastLevel}`);
    expect(page).toContain(`claims it alone for ${(PACE.captureTicks * PACE.tickMs) / 1000} s takes it`);
    expect(page).toContain(`up to ${HANDS_COUNTED} of a faction are that much faster, ${MOST_CLAIMS} characters fit`);
    expect(page).toContain(`a claim lasts ${minutes(CLAIM_TICKS)}`);
    expect(page).toContain(`can't be claimed by others for ${minutes(PACE.guardTicks)}`);
    expect(page).toContain(
      `at least ${DEPTHS[0]}, lets its layer through; at ${DEPTHS[1]} it turns, at ${DEPTHS[2]} it`,
    );
    expect(page).toContain(`omens for ${minutes(PACE.omenTicks)}, then the sky falls for ${PACE.fallTicks / 60}:`);
    expect(page).toContain(`loses ${SCATTERED} shards. Every ${PACE.calmTicks / 3600} hours`);
    expect(page).toContain(`${ACTIVE_QUESTS} under way`);
  });
});
