/** What whispers, requests for trades and matches note: each a statement of the transaction that makes them true. */
import type { Statement } from '@rubato/ports';
import { noteStatement } from './note.ts';

const HOUR_MS = 3_600_000;
const COLUMNS = 'id, account_id, kind, title, body, link, created_ms, expires_ms';
/** Nobody is told of what they do themselves, by whichever of their characters. */
const BETWEEN = `from character t join character f on f.id = cast(? as text)
  where t.id = cast(? as text) and t.account_id <> f.account_id on conflict (id) do nothing`;
/** By the names of this moment; one an hour from each, however much they say. */
const WHISPERED = `insert into notification (${COLUMNS}) select 'whisper:' || t.account_id || ':' || f.id || cast(? as text),
  t.account_id, 'whisper', f.name || ' whispers to you', '', '/realm', cast(? as bigint), cast(? as bigint) ${BETWEEN}`;
const ASKED = `insert into notification (${COLUMNS}) select cast(? as text) || t.account_id, t.account_id, 'trade',
  f.name || ' wants to trade', 'The request ends by itself after a while.', '/realm', cast(? as bigint), cast(? as bigint) ${BETWEEN}`;

/** Characters; whether the one may reach the other is for the transaction to decide. */
export interface Approach {
  readonly fromId: string;
  readonly toId: string;
}

export function noteWhisper({ fromId, toId }: Approach, nowMs: number): Statement {
  return { sql: WHISPERED, values: [`:${Math.floor(nowMs / HOUR_MS)}`, nowMs, nowMs + HOUR_MS, fromId, toId] };
}

export function noteTradeRequest(
  { fromId, toId }: Approach,
  { tradeId, expiresMs }: { readonly tradeId: string; readonly expiresMs: number },
  nowMs: number,
): Statement {
  return { sql: ASKED, values: [`trade:${tradeId}:`, nowMs, expiresMs, fromId, toId] };
}

/** Of an offer that has to be accepted, or of a room that is open: whoever was told of the one is not told of the other. */
export function noteMatch(
  accountIds: readonly (string | null)[],
  { matchId, acceptUntilMs }: { readonly matchId: string; readonly acceptUntilMs?: number },
  nowMs: number,
): readonly Statement[] {
  const body = acceptUntilMs === undefined ? 'Your opponents wait for you.' : 'Accept it in time, or others play.';
  const common = { kind: 'match', title: 'A match is ready', body, link: '/' } as const;
  const expiresMs = acceptUntilMs ?? nowMs + HOUR_MS;
  return accountIds
    .filter((accountId) => accountId !== null)
    .map((accountId) => noteStatement({ id: `match:${matchId}:${accountId}`, accountId, expiresMs, ...common }, nowMs));
}
