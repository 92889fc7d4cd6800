import { describe, expect, it } from 'vitest';
import { ACCOUNT_LIMITS, CHARACTER_LIMITS, PASSWORD_BYTES } from '@rubato/services';
import { describePage } from './snippets/describe-page.ts';
import { textOf } from './snippets/pages.ts';

const PAGE = 'docs/services.md';

describePage(PAGE);

describe('the figures of the page', () => {
  it('are those of the code', () => {
    const page = textOf(PAGE);
    const { loginPerAccount, loginPerAddress, registerPerAddress, guestPerAddress } = ACCOUNT_LIMITS;
    expect([loginPerAccount.perMs, loginPerAddress.perMs]).toEqual([60_000, 60_000]);
    expect([registerPerAddress.perMs, guestPerAddress.perMs]).toEqual([3_600_000, 3_600_000]);
    expect(page).toContain(`${loginPerAccount.tokens} failed a minute for an account`);
    expect(page).toContain(`${loginPerAddress.tokens} a minute from an address`);
    expect(page).toContain(
      `registrations ${registerPerAddress.tokens} an hour, guests ${guestPerAddress.tokens} an hour`,
    );
    expect(page).toContain(`${PASSWORD_BYTES.least} to ${PASSWORD_BYTES.most} bytes`);
    expect(page).toContain(`for ${ACCOUNT_LIMITS.refreshMs / 86_400_000} days`);
    expect(page).toContain(`later than ${ACCOUNT_LIMITS.refreshGraceMs / 1000} s after`);
    expect(page).toContain(`can be restored for ${CHARACTER_LIMITS.undoMs / 86_400_000} days`);
    expect(ACCOUNT_LIMITS.sessionIdleMs).toBe(3_600_000);
  });
});
