/**
 * Makes games of tickets that suit each other. Any server may sweep at any time: a game, its seats, the use of its tickets
 * and what its players are told are one transaction, and a ticket is used only where it still waits.
 */
import type { Transaction } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import type { Notice } from '../notice.ts';
import { noteStatement } from '../notifications/note.ts';
import { tellPlayers, type TurnContext } from '../turn-games/context.ts';
import { seatsOf } from '../turn-games/game-rows.ts';
import { gamesLock, hexOf, roomForGame } from '../turn-games/insert-game.ts';
import { openSeatedGame } from '../turn-games/seated-game.ts';
import { newId } from '../uuid.ts';
import { seekedGame } from './seek.ts';
import { apartOf, fullOf, poolOf, seeksLock, type SeekRow } from './seek-rows.ts';
import { agreed, groupsOf } from './suit.ts';

/** Pools, of one game and number of seats each, that are looked through in one sweep. */
export const POOLS_AT_ONCE = 200;
/** What has ended is shown for so long. */
export const SEEK_KEPT_MS = 86_400_000;

const EXPIRE = `update turn_seek set state = 'expired', ended_ms = ? where state = 'waiting' and expires_ms <= ?`;
const FORGET = 'delete from turn_seek where ended_ms <= ?';
const poolsOf = (games: number): string => `select game, seats from turn_seek where state = 'waiting'
  and game in (${Array.from({ length: games }, () => '?').join(', ')})
  group by game, seats having count(*) >= seats order by game, seats limit ?`;
const USE = `update turn_seek set state = 'matched', game_id = ?, ended_ms = ? where id = ? and state = 'waiting'`;
const DROP = `update turn_seek set state = 'expired', ended_ms = ? where id = ? and state = 'waiting'`;

/** Somebody used or took back a ticket, blocked somebody or began another game: nothing is written. */
class Outdated extends Error {}

export class SeekSweep {
  readonly #context: TurnContext;

  constructor(context: TurnContext) {
    this.#context = context;
  }

  /** Returns what to tell. What fails is logged, and keeps nobody else from a game. */
  async sweep(): Promise<readonly Notice[]> {
    const { database, clock, positions } = this.#context;
    const nowMs = clock.wallMs();
    await database.batch(
      [
        { sql: EXPIRE, values: [nowMs, nowMs] },
        { sql: FORGET, values: [nowMs - SEEK_KEPT_MS] },
      ],
      { locks: [] },
    );
    // Tickets for a game that this server doesn't have wait for one that does, and keep nobody here waiting.
    const known = [...new Set(positions.games().map(({ game }) => game))];
    if (known.length === 0) return [];
    const { rows } = await database.query(poolsOf(known.length), [...known, POOLS_AT_ONCE]);
    const pools = rows as unknown as readonly Pick<SeekRow, 'game' | 'seats'>[];
    const notify: Notice[] = [];
    for (const pool of pools) for (const group of await this.#groups(pool)) notify.push(...(await this.#make(group)));
    return notify;
  }

  async #groups({ game, seats }: Pick<SeekRow, 'game' | 'seats'>): Promise<readonly (readonly SeekRow[])[]> {
    const { database, clock } = this.#context;
    const nowMs = clock.wallMs();
    const pool = await poolOf(database, { game, seats }, nowMs);
    const accounts = pool.map(({ accountId }) => accountId);
    const full = await fullOf(database, accounts);
    const apart = await apartOf(database, accounts);
    return groupsOf(
      pool.filter(({ accountId }) => !full.has(accountId)),
      { seats, apart, nowMs },
    );
  }

  async #make(group: readonly SeekRow[]): Promise<readonly Notice[]> {
    const { database, clock, log } = this.#context;
    try {
      return await this.#makeOne(group);
    } catch (error) {
      if (error instanceof Outdated) return [];
      log.log('error', 'no game could be made of tickets', {
        tickets: group.map(({ id }) => id),
        error: String(error),
      });
      // The rules don't take these settings any more: they never will.
      const never = error instanceof Refused && error.code === 'bad-value';
      const drops = never ? group.map(({ id }) => ({ sql: DROP, values: [clock.wallMs(), id] })) : [];
      if (drops.length > 0) await database.batch(drops, { locks: [] });
      return [];
    }
  }

  #makeOne(group: readonly SeekRow[]): Promise<readonly Notice[]> {
    const { database, random } = this.#context;
    const id = newId(this.#context);
    // Whoever waited longest shall not always have the first seat.
    const seated = group
      .map((ticket) => ({ ticket, key: hexOf(random.bytes(8)) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ ticket }) => ticket);
    const locks = group.flatMap(({ accountId }) => [
      seeksLock(accountId),
      gamesLock(accountId),
      // As blocking itself holds it.
      `blocks ${accountId}`,
    ]);
    return database.transaction((transaction) => this.#makeIn(transaction, id, seated), { locks });
  }

  async #makeIn(transaction: Transaction, id: string, seated: readonly SeekRow[]): Promise<readonly Notice[]> {
    const nowMs = this.#context.clock.wallMs();
    const players = seated.map(({ accountId }) => accountId);
    for (const ticket of seated)
      if ((await transaction.query(USE, [id, nowMs, ticket.id])).changes !== 1) throw new Outdated();
    if ((await apartOf(transaction, players)).size > 0) throw new Outdated();
    for (const player of players) await roomForGame(transaction, player).catch(outdated);
    const { turnMs, ...rest } = agreed(seated);
    const [{ game }] = seated as readonly [SeekRow];
    await openSeatedGame(transaction, this.#context, { id, players, wanted: seekedGame({ game, ...rest }, turnMs) });
    const names = (await seatsOf(transaction, [id])).map(({ playerId, name }) => ({ playerId, name: name ?? '?' }));
    const notes = players.map((accountId) => {
      const others = names.filter(({ playerId }) => playerId !== accountId).map(({ name }) => name);
      return noteStatement(found(accountId, { id, game, others, nowMs }), nowMs);
    });
    await transaction.batch(notes);
    // The sweep of the turns begins it.
    return tellPlayers(transaction, id, { phase: 'simulating', turn: 0 });
  }
}

function outdated(error: unknown): never {
  throw error instanceof Refused ? new Outdated() : error;
}

const BODY = 200;

const found = (
  accountId: string,
  { id, game, others, nowMs }: { id: string; game: string; others: readonly string[]; nowMs: number },
) => ({
  id: `match-found:${id}:${accountId}`,
  accountId,
  kind: 'match' as const,
  title: `Match found: ${game}`,
  body: `Against ${others.join(', ')}; the game has begun.`.slice(0, BODY),
  link: `/${game}/${id}`,
  expiresMs: nowMs + SEEK_KEPT_MS,
});
