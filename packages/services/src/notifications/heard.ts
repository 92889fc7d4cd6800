/** News that only sockets were told of, as notifications: offers of matches, requests for trades, whispers. */
import type { Clock, Database } from '@rubato/ports';
import type { Notice } from '../notice.ts';
import type { Note } from './note.ts';

const HOUR_MS = 3_600_000;
const PLAYER = `select account_id as "accountId", name from character where id = ?`;
const BLOCKED = 'select 1 as one from block where account_id = ? and blocked_id = ? limit 1';

type Data = Readonly<Record<string, unknown>>;

/** What to note of it, if anything. Whoever is blocked reaches nobody by this way either. */
export async function noteOf(
  database: Database,
  clock: Clock,
  { to, type, data, from }: Notice,
): Promise<Note | undefined> {
  const nowMs = clock.wallMs();
  const said = data as Data;
  if ((type === 'MATCH_OFFER' || type === 'MATCH_FOUND') && to.startsWith('account:')) {
    const accountId = to.slice('account:'.length);
    const expiresMs = Number(said['acceptUntilMs'] ?? nowMs + HOUR_MS);
    const body = type === 'MATCH_OFFER' ? 'Accept it in time, or others play.' : 'Your opponents wait for you.';
    const id = `match:${String(said['matchId'])}:${accountId}`;
    return { id, accountId, kind: 'match', title: 'A match is ready', body, link: '/', expiresMs };
  }
  if ((type !== 'TRADE_REQUEST' && type !== 'WHISPER') || !to.startsWith('character:')) return undefined;
  const characterId = to.slice('character:'.length);
  // Its sender hears a whisper too.
  if (type === 'WHISPER' && said['recipientId'] !== characterId) return undefined;
  const accountId = (await database.query(PLAYER, [characterId])).rows[0]?.['accountId'];
  if (typeof accountId !== 'string' || accountId === from) return undefined;
  if (from !== undefined && (await database.query(BLOCKED, [accountId, from])).rows.length > 0) return undefined;
  const who = await nameIn(database, type, said);
  const expiresMs = nowMs + HOUR_MS;
  if (type === 'TRADE_REQUEST')
    return {
      id: `trade:${String(said['id'])}:${accountId}`,
      accountId,
      kind: 'trade',
      title: `${who} wants to trade`,
      body: 'The request ends by itself after a while.',
      link: '/realm',
      expiresMs,
    };
  // One an hour from each, however much they say.
  const id = `whisper:${accountId}:${from ?? who}:${Math.floor(nowMs / HOUR_MS)}`;
  return { id, accountId, kind: 'whisper', title: `${who} whispers to you`, body: '', link: '/realm', expiresMs };
}

async function nameIn(database: Database, type: string, said: Data): Promise<string> {
  if (type === 'WHISPER') return String(said['senderName']);
  const { characterId } = said['from'] as { readonly characterId: string };
  return String((await database.query(PLAYER, [characterId])).rows[0]?.['name'] ?? 'Somebody');
}
