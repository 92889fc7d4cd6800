import { describe, expect, it } from 'vitest';
import { CHAT_LIMITS, PARTY_LIMITS, SOCIAL_LIMITS } from '@rubato/services';
import { describePage } from './snippets/describe-page.ts';
import { textOf } from './snippets/pages.ts';

const PAGE = 'docs/chat.md';
const figure = (count: number): string => count.toLocaleString('en');

describePage(PAGE);

describe('the figures of the page', () => {
  it('are those of the code', () => {
    const page = textOf(PAGE);
    const { characters, bytes, burst, messageMs, charactersAtOnce, charactersMs, repeatMs } = CHAT_LIMITS;
    expect(page).toContain(`${characters} characters as people count them, ${figure(bytes)} bytes`);
    expect(page).toContain(`${burst} messages at once, then ${1000 / messageMs} a second`);
    expect(page).toContain(`${figure(charactersAtOnce)} characters in ${charactersMs / 1000} s`);
    expect(page).toContain(`in the same channel again after ${repeatMs / 1000} s`);
    expect(CHAT_LIMITS.slowestMs).toBe(3_600_000);
    const { kept, keptMs, page: pageOf } = CHAT_LIMITS;
    expect(page).toContain(
      `${figure(kept)} messages of a channel, for ${keptMs / 86_400_000} days, pages of ${pageOf}`,
    );
    expect(page).toContain(
      `copy the message and the ${SOCIAL_LIMITS.context - 1} before it; ${SOCIAL_LIMITS.reports} of`,
    );
    expect(page).toContain(
      `${PARTY_LIMITS.size} members, one party per character; ${PARTY_LIMITS.invites} open invitations`,
    );
    expect(page).toContain(`each for ${PARTY_LIMITS.inviteMs / 60_000} minutes`);
    expect(page).toContain(`${SOCIAL_LIMITS.friends} of a character`);
  });
});
