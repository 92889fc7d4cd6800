/**
 * Who looks on at a turn game and is told when a turn has run. It is a lease, renewed by the page that shows the game, so
 * that whoever goes away without a word is forgotten. Being told shows nothing: what may be seen is `watching`'s to say.
 */
import { Refused } from '../ledger/refused.ts';
import type { TurnContext } from './context.ts';
import { gameOf, noGame, seatsOf } from './game-rows.ts';

/** For so long a spectator is told, counted from when they last asked. */
export const TOLD_MS = 180_000;
/** Of one game; the next one is refused as `limit-reached`, and may look by itself. */
export const MOST_SPECTATORS = 200;
/** Games that one account is told of at a time. */
export const MOST_WATCHED = 20;

const GONE = 'delete from turn_spectator where until_ms <= ?';
const LEAVE = 'delete from turn_spectator where game_id = ? and account_id = ?';
const OF_OTHERS = 'select count(*) as n from turn_spectator where game_id = ? and account_id <> ?';
const ELSEWHERE = 'select count(*) as n from turn_spectator where account_id = ? and game_id <> ?';
const FOLLOW = `insert into turn_spectator (game_id, account_id, until_ms) values (?, ?, ?)
  on conflict (game_id, account_id) do update set until_ms = excluded.until_ms`;

export class Spectators {
  readonly #context: Pick<TurnContext, 'database' | 'clock'>;

  constructor(context: Pick<TurnContext, 'database' | 'clock'>) {
    this.#context = context;
  }

  /**
   * Tells the account by TURN_GAME when a turn of this game has run, until `untilMs`; again to stay. Throws Refused
   * `not-found` for strangers to a private game without its code, `limit-reached`.
   */
  async follow(accountId: string, gameId: string, code?: string): Promise<{ readonly untilMs: number }> {
    const { database, clock } = this.#context;
    const locks = [`turn game spectators ${gameId}`, `turn games watched by ${accountId}`];
    return database.transaction(
      async (transaction) => {
        const { joinCode } = await gameOf(transaction, gameId);
        const seats = await seatsOf(transaction, [gameId]);
        const part = seats.some(({ playerId, ownerId }) => playerId === accountId || ownerId === accountId);
        if (joinCode !== null && joinCode !== code && !part) throw noGame();
        const nowMs = Math.floor(clock.wallMs());
        await transaction.query(GONE, [nowMs]);
        const count = async (sql: string, ...values: readonly string[]) =>
          Number((await transaction.query(sql, values)).rows[0]!['n']);
        if ((await count(OF_OTHERS, gameId, accountId)) >= MOST_SPECTATORS)
          throw new Refused(
            'limit-reached',
            `${MOST_SPECTATORS} are told of this game already; look at it now and then`,
          );
        if ((await count(ELSEWHERE, accountId, gameId)) >= MOST_WATCHED)
          throw new Refused('limit-reached', `nobody is told of more than ${MOST_WATCHED} games at a time`);
        const untilMs = nowMs + TOLD_MS;
        await transaction.query(FOLLOW, [gameId, accountId, untilMs]);
        return { untilMs };
      },
      { locks },
    );
  }

  /** Tells the account no more; whoever plays is told all the same. */
  async leave(accountId: string, gameId: string): Promise<{ readonly left: boolean }> {
    const [done] = await this.#context.database.batch([{ sql: LEAVE, values: [gameId, accountId] }], { locks: [] });
    return { left: done!.changes > 0 };
  }
}
