import type { Notice } from '../notice.ts';
import type { TradeNotice } from './trades.ts';

/** What a trade tells, addressed to its characters. @param from the account that caused it; undefined: time has passed */
export function noticesOfTrade(notify: readonly TradeNotice[], from?: string): readonly Notice[] {
  return notify.map(({ to, type, data }) => ({
    to: `character:${to}`,
    type,
    data,
    ...(from === undefined ? {} : { from }),
  }));
}
