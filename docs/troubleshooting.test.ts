import { describe, expect, it } from 'vitest';
import { apiRoutes, closeCodes, serviceErrors, socketLimits } from '@rubato/protocol';
import { serverSettings } from '@rubato/server';
import { ACCOUNT_LIMITS } from '@rubato/services';
import { textOf } from './snippets/pages.ts';

const PAGE = 'docs/troubleshooting.md';
const page = textOf(PAGE);

describe('what the page explains', () => {
  it('are codes that there are, all those among them that callers can mend', () => {
    const codes = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code = '']) => code);
    for (const code of codes) expect(Object.keys(serviceErrors)).toContain(code);
    const plain = ['taken', 'not-held', 'limit-reached', 'too-large', 'failed'];
    expect([...codes, ...plain].toSorted()).toEqual(Object.keys(serviceErrors).toSorted());
  });

  it('are closes that there are', () => {
    const known: readonly number[] = Object.values(closeCodes).map(({ code }) => code);
    const codes = [...page.matchAll(/^\| (\d{4}) \|/gm)].map(([, code]) => Number(code));
    expect(codes.length).toBeGreaterThan(8);
    for (const code of codes) expect(known).toContain(code);
  });

  it('are limits, settings and routes as they are', () => {
    expect(page).toContain(`more than ${socketLimits.messageBytes / 1024} KiB in a message`);
    expect(page).toContain(`${socketLimits.authBytes / 1024} KiB before the login`);
    expect(page).toContain(`within ${socketLimits.authTimeoutMs / 1000} s of opening`);
    expect([ACCOUNT_LIMITS.loginPerAccount.tokens, ACCOUNT_LIMITS.sessionIdleMs]).toEqual([5, 3_600_000]);
    for (const name of ['origins', 'proxies', 'host', 'database', 'bus'])
      expect([page.includes(`\`${name}\``), Object.hasOwn(serverSettings, name)]).toEqual([true, true]);
    expect([apiRoutes.bans.path, Object.hasOwn(apiRoutes, 'chatHistory')]).toEqual(['/api/bans', true]);
  });
});
