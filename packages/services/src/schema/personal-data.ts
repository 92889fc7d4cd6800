/**
 * What each table knows of an account. A table is in one of the lists below, which a test compares with the database: its
 * rows go to whoever asks for their own data, or there is a reason why they don't.
 */
import type { Database, SqlRow, SqlValue } from '@rubato/ports';

/** The newest rows of each table. */
const ROWS = 1000;

interface Part {
  /** Without secrets, and without what only others said. */
  readonly columns: string;
  /** `{account}` stands for its id, `{characters}` for the ids of its characters. */
  readonly where: string;
}

const OWN = 'account_id = {account}';
const CHARACTERS = 'character_id in {characters}';
const OWN_TRADES = 'select id from trade where a_id in {characters} or b_id in {characters}';

export const EXPORTED: Readonly<Record<string, Part>> = {
  account: { columns: 'id, username, email, guest, role, created_ms, disabled_ms', where: 'id = {account}' },
  identity: { columns: 'issuer, subject, created_ms', where: OWN },
  session: { columns: '*', where: `${OWN} order by id desc` },
  ban: {
    columns: 'id, kind, reason, created_ms, expires_ms, lifted_ms, appeal',
    where: `scope = 'account' and subject = {account}`,
  },
  character: { columns: '*', where: OWN },
  holder: { columns: '*', where: 'id in {characters}' },
  balance: { columns: '*', where: 'holder_id in {characters}' },
  ledger_entry: { columns: '*', where: 'holder_id in {characters} order by tx_id desc' },
  item: { columns: '*', where: 'holder_id in {characters}' },
  item_move: { columns: '*', where: 'from_holder in {characters} or to_holder in {characters} order by tx_id desc' },
  trade: { columns: '*', where: `id in (${OWN_TRADES}) order by id desc` },
  party_member: { columns: '*', where: CHARACTERS },
  party_invite: { columns: '*', where: 'invitee_id in {characters} or inviter_id in {characters}' },
  chat_message: {
    columns: 'channel, seq, id, sender_id, sender_name, title, body, sent_ms, removed_by',
    where: 'sender_account_id = {account} order by sent_ms desc',
  },
  chat_pace: { columns: '*', where: OWN },
  chat_slow: { columns: '*', where: OWN },
  friendship: { columns: '*', where: 'a_id in {characters} or b_id in {characters}' },
  block: { columns: 'character_id, name, created_ms', where: OWN },
  report: {
    columns: 'id, reporter_id, accused_id, accused_name, reason, context, state, created_ms',
    where: 'reporter_account_id = {account} order by id desc',
  },
  presence: { columns: '*', where: CHARACTERS },
  secret_key: { columns: '*', where: CHARACTERS },
  quest: { columns: '*', where: CHARACTERS },
  reward: { columns: '*', where: `${CHARACTERS} order by match_id, turn desc` },
  fight_member: { columns: '*', where: CHARACTERS },
  fighter: { columns: '*', where: CHARACTERS },
  duel_challenge: { columns: '*', where: 'from_id in {characters} or to_id in {characters}' },
  queue_member: { columns: '*', where: OWN },
  queue_ticket: {
    columns: 'id, queue, party_id, size, rating, regions, state, why, match_id, since_ms, expires_ms, ended_ms',
    where: `members like '%"' || {account} || '"%' order by since_ms desc`,
  },
  found_match: {
    columns: 'id, queue, region, state, rating, room, created_ms, ended_ms',
    where: `players like '%"' || {account} || '"%' order by created_ms desc`,
  },
  rating: { columns: '*', where: OWN },
  rating_change: { columns: '*', where: `${OWN} order by rated_ms desc` },
  board_score: { columns: '*', where: OWN },
  board_log: { columns: '*', where: `${OWN} order by at_ms desc` },
  turn_seat: { columns: '*', where: 'player_id = {account} or owner_id = {account} order by game_id desc' },
  turn_game: {
    columns: 'id, game, title, settings, turn_ms, ladder, phase, turn, deadline_ms, created_ms, result, rated',
    where: 'id in (select game_id from turn_seat where player_id = {account} or owner_id = {account}) order by id desc',
  },
  turn_sheet: {
    columns: '*',
    where: `exists (select 1 from turn_seat s where s.game_id = turn_sheet.game_id and s.seat = turn_sheet.seat
      and (s.player_id = {account} or s.owner_id = {account})) order by saved_ms desc`,
  },
  turn_card: {
    columns: '*',
    where: `exists (select 1 from turn_seat s where s.game_id = turn_card.game_id and s.seat = turn_card.seat
      and (s.player_id = {account} or s.owner_id = {account}))`,
  },
  season_place: { columns: '*', where: `${OWN} order by rated_ms desc` },
  turn_seek: { columns: '*', where: `${OWN} order by since_ms desc` },
  turn_spectator: { columns: '*', where: OWN },
  turn_vacation: { columns: '*', where: OWN },
  parcel: {
    columns: 'id, to_id, match_id, name, size, sent_ms',
    where: 'to_id = {account} or from_id = {account} order by id desc',
  },
  push_subscription: { columns: 'endpoint, created_ms', where: OWN },
  notification: { columns: '*', where: `${OWN} order by created_ms desc` },
  notification_delivery: {
    columns: '*',
    where: `notification_id in (select id from notification where ${OWN})`,
  },
  notification_choice: { columns: '*', where: OWN },
  notification_quiet: { columns: '*', where: OWN },
  notification_address: { columns: 'way, address, verified_ms', where: OWN },
  tournament: {
    columns: '*',
    where: `organiser_id = {account} or id in (select tournament_id from tournament_entrant where ${OWN})`,
  },
  tournament_entrant: { columns: '*', where: `${OWN} order by entered_ms desc` },
  tournament_audit: { columns: '*', where: 'actor_id = {account} order by at_ms desc' },
};

/** Why the rows of a table are nobody's in particular. */
export const NOT_EXPORTED: Readonly<Record<string, string>> = {
  migration: 'the shape of the database',
  session_token: 'hashes of secrets; the sessions are exported',
  throttle: 'how often somebody tried something, forgotten within a day or so',
  call: 'answers of calls, kept for a week: what they did is in the other tables',
  ledger_tx: 'explains the entries and moves, which are exported',
  party: 'of all its members; who is in which is exported',
  chat_channel: 'counts what was said',
  fight: 'of all its members; who is in which is exported',
  projected: 'how far others follow the world',
  world_home: 'which match is the world',
  world_event: 'what everybody was told of the world',
  world_room: 'the journal of the world',
  world_record: 'the journal of the world',
  lease: 'which server does what',
  rated_match: 'which matches were rated; what each changed is exported',
  operator: 'those who run the house, who are no accounts',
  first_run: 'those who run the house, who are no accounts',
  audit: 'what those who run the house did, each act bound to the one before',
  turn_record: 'a game as all its players made it; each one’s own sheets are exported',
  turn_snapshot: 'follows from the game',
  turn_file: 'a game as all its players made it, which its players can fetch',
  turn_sweep: 'when the server looked last',
  letter_key: 'the server’s own',
  push_key: 'the server’s own',
  tournament_match: 'a tournament as all its entrants made it; the own entry is exported',
};

export interface Owner {
  readonly accountId: string;
  readonly characterIds: readonly string[];
}

/** Rows by table, of each the newest 1,000. */
export async function personalRows(
  database: Database,
  owner: Owner,
): Promise<Readonly<Record<string, readonly SqlRow[]>>> {
  const tables: Record<string, readonly SqlRow[]> = {};
  for (const [table, { columns, where }] of Object.entries(EXPORTED)) {
    const { sql, values } = filledIn(`select ${columns} from ${table} where ${where} limit ${ROWS}`, owner);
    tables[table] = (await database.query(sql, values)).rows;
  }
  return tables;
}

/** Puts an owner in the place of `{account}` and `{characters}`. */
export function filledIn(text: string, { accountId, characterIds }: Owner): { sql: string; values: SqlValue[] } {
  // An empty list is no SQL.
  const ids = characterIds.length === 0 ? [''] : characterIds;
  const values: SqlValue[] = [];
  const sql = text.replaceAll(/\{(account|characters)\}/g, (_, whose: string) => {
    values.push(...(whose === 'account' ? [accountId] : ids));
    return whose === 'account' ? 'cast(? as text)' : `(${ids.map(() => '?').join(', ')})`;
  });
  return { sql, values };
}
