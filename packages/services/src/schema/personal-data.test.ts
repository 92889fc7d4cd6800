import { expect, describe, it } from 'vitest';
import type { Database, SqlRow } from '@rubato/ports';
import { ManualClock, SeededRandom } from '@rubato/ports/doubles';
import { exportAccount } from '../accounts/export-account.ts';
import { Chat } from '../chat/chat.ts';
import { Addresses } from '../notifications/addresses.ts';
import { Notifications } from '../notifications/notifications.ts';
import { setPreferences } from '../notifications/preferences.ts';
import { Parties } from '../parties/parties.ts';
import { Ratings } from '../ratings/ratings.ts';
import { Reports } from '../social/reports.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';
import { persons, type Person } from '../testing/people.ts';
import { codeOf } from '../testing/service-world.ts';
import { PushSubscriptions } from '../turn-games/push-subscriptions.ts';
import { forgetAccount, GONE_NAME } from './forget-account.ts';
import { EXPORTED, NOT_EXPORTED } from './personal-data.ts';

const row = (table: string, values: SqlRow) => {
  const columns = Object.keys(values);
  const sql = `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`;
  return { sql, values: Object.values(values) };
};

/** Two games of turns, a tournament and a search, of these players. */
function playedRows([ann, bob]: readonly [Person, Person], id: string) {
  const ids = [ann, bob].map(({ accountId }) => accountId);
  return [
    row('turn_game', {
      id: `game-${id}`,
      game: 'tally',
      game_version: 1,
      title: 'Sums',
      settings: '{}',
      seed: '1',
      seat_count: 2,
      turn_ms: 1,
      early: 1,
      missed_most: 1,
      stand_in: 'ai',
      vacations: 1,
      phase: 'planning',
      turn: 1,
      created_ms: 0,
    }),
    ...ids.flatMap((accountId, seat) => [
      row('turn_seat', { game_id: `game-${id}`, seat, player_id: accountId, owner_id: accountId }),
      row('turn_sheet', {
        game_id: `game-${id}`,
        turn: 1,
        seat,
        orders: `orders of ${seat}`,
        revision: 1,
        saved_ms: 0,
      }),
      row('turn_vacation', { account_id: accountId, season: 1, used_ms: 5, until_ms: 0 }),
    ]),
    row('tournament', {
      id: `cup-${id}`,
      organiser_id: ids[0]!,
      title: 'Cup',
      format: 'swiss',
      game: 'tally',
      settings: '{}',
      turn_ms: 1,
      missed_most: 1,
      vacations: 0,
      twice: 0,
      most_entrants: 8,
      opens_ms: 0,
      closes_ms: 1,
      state: 'open',
      created_ms: 0,
    }),
    ...ids.map((account_id, number) =>
      row('tournament_entrant', { tournament_id: `cup-${id}`, number, account_id, rating: 1500, entered_ms: number }),
    ),
    row('tournament_audit', {
      tournament_id: `cup-${id}`,
      number: 1,
      actor_id: ids[0]!,
      action: 'announce',
      detail: '',
      at_ms: 0,
    }),
    row('found_match', {
      id: `match-${id}`,
      queue: 'duel',
      region: 'eu',
      state: 'ended',
      players: JSON.stringify(ids),
      rating: 1500,
      why: '{}',
      created_ms: 0,
      deadline_ms: 0,
    }),
    row('queue_ticket', {
      id: `ticket-${id}`,
      queue: 'duel',
      members: JSON.stringify([ids[0]]),
      size: 1,
      rating: 1500,
      regions: '[]',
      state: 'waiting',
      since_ms: 0,
      expires_ms: 0,
    }),
  ];
}

describe.for(availableDatabases)('what is kept about somebody on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));
  const clock = new ManualClock();
  const random = new SeededRandom(`personal ${kind.name}`);

  const tables = async (): Promise<readonly string[]> => {
    const sql = {
      sqlite: `select name from sqlite_master where type = 'table' and name not like 'sqlite%'`,
      postgres: `select tablename as name from pg_tables where schemaname = 'public'`,
    }[database.engine];
    return (await database.query<{ name: string }>(sql)).rows.map(({ name }) => name);
  };

  /** Two who did the same, each beside the other. */
  async function lived(): Promise<readonly [Person, Person]> {
    const [ann, bob] = (await persons(database, 2)) as [Person, Person];
    const context = { database, clock, random };
    const [notifications, addresses] = [new Notifications(context), new Addresses(context)];
    const [chat, parties, push] = [new Chat(context), new Parties(context), new PushSubscriptions(context)];
    await parties.create(ann);
    for (const [who, other] of [
      [ann, bob],
      [bob, ann],
    ] as const) {
      const { accountId } = who;
      await chat.whisper(who, other.characterId, `by ${accountId.replace('account', '')}`);
      await addresses.set(accountId, 'mail', `mail-of-${accountId}@example.org`);
      await push.add(accountId, { endpoint: `https://push.example/${accountId}`, p256dh: 'k', auth: 'secret-auth' });
      const quiet = { fromMinute: 1, untilMinute: 2, zone: 'UTC' };
      await setPreferences(database, accountId, { choices: { deadline: ['push', 'mail'] }, quiet });
      const id = `deadline:${accountId}`;
      const expiresMs = clock.wallMs() + 1e9;
      await notifications.note([{ id, accountId, kind: 'deadline', title: 't', body: '', link: '/', expiresMs }]);
    }
    await notifications.route(['push', 'mail']);
    await new Reports(context).file(ann, { characterId: bob.characterId }, 'rude');
    const ladder = `league-${ann.characterId}`;
    const teams = [ann, bob].map(({ accountId }, at) => ({ place: at + 1, members: [accountId] }));
    await new Ratings(context, [{ name: ladder, periodMs: 1e9 }]).record({ matchId: ladder, ladder, teams });
    await database.batch(playedRows([ann, bob], ann.characterId));
    return [ann, bob];
  }

  it('is exported from every table, or there is a reason why it is not', async () => {
    expect((await tables()).toSorted()).toEqual([...Object.keys(EXPORTED), ...Object.keys(NOT_EXPORTED)].toSorted());
  });

  it('holds one’s inbox, preferences, addresses, tournaments, games and league, and no secret nor anything of others', async () => {
    const [ann, bob] = await lived();
    const { tables: kept } = await exportAccount(database, { accountId: ann.accountId, nowMs: 0 });
    const { accountId } = ann;
    expect(kept).toMatchObject({
      notification: expect.arrayContaining([expect.objectContaining({ id: `deadline:${accountId}` })]),
      notification_choice: [{ kind: 'deadline', ways: 'push,mail' }],
      notification_quiet: [{ zone: 'UTC' }],
      notification_address: [{ way: 'mail', address: `mail-of-${accountId}@example.org`, verified_ms: null }],
      push_subscription: [{ endpoint: `https://push.example/${accountId}` }],
      tournament: [{ title: 'Cup' }],
      tournament_entrant: [{ account_id: accountId }],
      tournament_audit: [{ action: 'announce' }],
      turn_game: [{ title: 'Sums' }],
      turn_seat: [{ seat: 0 }],
      turn_sheet: [{ orders: 'orders of 0' }],
      turn_vacation: [{ used_ms: 5 }],
      rating_change: [{ ladder: `league-${ann.characterId}`, place: 1 }],
      found_match: [{ queue: 'duel' }],
      queue_ticket: [{ state: 'waiting' }],
      chat_message: [{ sender_name: ann.name }],
      party_member: [{ character_id: ann.characterId }],
    });
    expect(kept['notification_delivery']!.length).toBeGreaterThan(0);
    expect(JSON.stringify(kept)).not.toMatch(
      new RegExp(`sha256|secret-auth|unsubscribe|"seed":"1"|orders of 1|by ${bob.accountId.replace('account', '')}`),
    );
    expect(JSON.stringify(kept)).not.toContain(bob.accountId);
  });

  it('is gone when the account is forgotten, and what others have a share in stays without it', async () => {
    const [ann, bob] = await lived();
    const others = async () => (await exportAccount(database, { accountId: bob.accountId, nowMs: 0 })).tables;
    const before = await others();
    await forgetAccount(database, ann.accountId);
    for (const table of await tables()) {
      const { rows } = await database.query(`select * from ${table}`);
      const text = JSON.stringify(table === 'notification' ? rows.map(({ id, account_id }) => [id, account_id]) : rows);
      expect([
        table,
        text.includes(`"${ann.accountId}"`),
        text.includes(ann.accountId),
        text.includes(ann.name),
      ]).toEqual([table, false, false, false]);
    }
    const after = await others();
    const same = (all: typeof after) => ({ ...all, tournament: [], tournament_entrant: [], found_match: [] });
    expect(same(after)).toEqual(same(before));
    expect(after['tournament']).toMatchObject([{ organiser_id: null }]);
    const { rows } = await database.query('select sender_name, body from chat_message where sender_account_id = ?', [
      '',
    ]);
    expect(rows).toContainEqual({ sender_name: GONE_NAME, body: `by ${ann.accountId.replace('account', '')}` });
    expect(await codeOf(forgetAccount(database, ann.accountId))).toBe('not-found');
  });
});
