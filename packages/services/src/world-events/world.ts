/**
 * The world as players meet it: what they ask becomes orders of its match; what happened there becomes rows, rewards and
 * notices, each event once. The match itself is the server's; without one every call is refused as `overloaded`.
 */
import type { Clock, Database, Log, Transaction } from '@rubato/ports';
import type { Ledger } from '../ledger/ledger.ts';
import { Refused, type Refusal } from '../ledger/refused.ts';
import type { Notice } from '../notice.ts';
import type { Player } from '../player.ts';
import { isOnline, onlineSince } from '../presence/online.ts';
import { findPlace } from '../presence/presence-rows.ts';
import type { Journey, TravelRules } from '../presence/travel.ts';
import { projectQuests, type QuestChange } from '../quests/project-quests.ts';
import { mayAbandon, mayAccept, questsOf, type ShownQuest } from '../quests/quests.ts';
import type { Told } from '../told.ts';
import { newsOf } from './news.ts';
import { Projector } from './projector.ts';
import { owe, payRewards, rewardIndex } from './rewards.ts';
import { shownEvent, worldEvents, type WorldEvent, type WorldEventRow } from './world-events.ts';
import { MOST_QUESTS } from './world-rules.ts';
import type {
  HappenedTurn,
  ShardNow,
  WorldCharacter,
  WorldNow,
  WorldOrder,
  WorldRules,
  WorldWish,
} from './world-rules.ts';

/** The match that a server drives, as far as the services need it. */
export interface WorldPort {
  /** At most 16 bytes. */
  readonly match: string;
  view(): object;
  /** Resolves once what it did is durable. */
  order(order: WorldOrder): Promise<WorldOutcome>;
  /** Tells every turn after that one, first from the journal, then as they become durable. */
  follow(afterTurn: number, listener: (turn: HappenedTurn) => void): Promise<() => void>;
}

export type WorldOutcome =
  | { readonly status: 'applied'; readonly turn: number; readonly events: readonly unknown[] }
  | { readonly status: 'rejected'; readonly reason: string };

export interface WorldContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly ledger: Pick<Ledger, 'grant'>;
  readonly tell: (notices: readonly Notice[]) => void;
}

/** How often the world is told the time, and what is still owed is paid. */
export const WORLD_TIDY_MS = 10 * 60_000;

/** How long an answer waits for the tables; what was ordered is in the journal already. */
const SETTLE_MS = 5000;

const HOME = 'select match_id as "matchId" from world_home where game = ?';
const SETTLE_HOME = 'insert into world_home (game, match_id) values (?, ?) on conflict (game) do nothing';

const CHRONICLE = `insert into world_event (match_id, turn, event_index, kind, told, location_id, faction, at_ms)
  values (?, ?, ?, ?, ?, ?, ?, ?)`;
const ONLINE = `select count(*) as players from presence p where ${isOnline('p')} = 1`;

interface Outcome {
  readonly events: readonly WorldEvent[];
  readonly quests: readonly QuestChange[];
  readonly owed: boolean;
}

export class World implements TravelRules {
  readonly rules: WorldRules;
  readonly #context: WorldContext;
  readonly #projector: Projector<Outcome>;
  #port: WorldPort | undefined;
  #unfollow: (() => void) | undefined;
  #cancelTidy: (() => void) | undefined;
  #paying: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(context: WorldContext, rules: WorldRules) {
    if (rules.quests.length > MOST_QUESTS) throw new RangeError(`a world has ${MOST_QUESTS} quests at most`);
    this.rules = rules;
    this.#context = context;
    this.#projector = new Projector({
      ...context,
      project: (transaction, turn) => this.#project(transaction, turn),
      projected: (turn, outcome) => void this.#projected(turn, outcome),
      overflowed: () => void this.#follow(),
    });
  }

  /** The match that is this game's world, wherever it runs: the one named first. */
  async home(game: string, matchId: string): Promise<string> {
    const { database } = this.#context;
    await database.batch([{ sql: SETTLE_HOME, values: [game, matchId] }], { locks: [] });
    const { rows } = await database.query<{ matchId: string }>(HOME, [game]);
    return rows[0]?.matchId ?? matchId;
  }

  /** From now on this match is the world; again, when it moved to another server. Resolves when the tables follow it. */
  async attach(port: WorldPort): Promise<void> {
    if (this.#stopped) return;
    this.#cancelTidy?.();
    this.#port = port;
    await this.#follow();
    this.#tidy();
  }

  /** Resolves when nothing of it touches the database any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#port = undefined;
    this.#unfollow?.();
    this.#cancelTidy?.();
    this.#projector.stop();
    await this.#paying;
  }

  async now(): Promise<WorldNow & { readonly players: number }> {
    const now = this.rules.now(this.#world.view());
    return { ...now, players: await this.players() };
  }

  /** Characters that are online, on whichever server. */
  async players(): Promise<number> {
    const { database, clock } = this.#context;
    const { rows } = await database.query<{ players: number }>(ONLINE, [onlineSince(clock.wallMs())]);
    return rows[0]?.players ?? 0;
  }

  shards(): readonly ShardNow[] {
    return this.rules.shards(this.#world.view());
  }

  async events(page: Parameters<typeof worldEvents>[2] = {}): Promise<readonly WorldEvent[]> {
    return worldEvents(this.#context.database, this.#world.match, page);
  }

  /** Begins to take the shard, or to defend it; throws Refused. */
  async claim(player: Player, shardId: string): Promise<Told<ShardNow>> {
    await this.#wish(player, { kind: 'claim', shardId });
    return { reply: this.#shard(shardId), notify: [] };
  }

  /** Gives up a claim; throws Refused. */
  async release(player: Player): Promise<void> {
    await this.#wish(player, { kind: 'release' });
  }

  /** What the person says; throws Refused. */
  async talk(player: Player, personId: string): Promise<string> {
    await this.#wish(player, { kind: 'talk', personId });
    return this.rules.says(personId) ?? '';
  }

  async quests({ accountId, characterId }: Player): Promise<readonly ShownQuest[]> {
    const who = await this.#character({ accountId, characterId });
    return questsOf(this.#context.database, this.rules.quests, who);
  }

  /** Throws Refused; afterwards the quest is under way. */
  async accept(player: Player, questId: string): Promise<readonly ShownQuest[]> {
    await mayAccept(this.#context.database, this.rules.quests, player.characterId, questId);
    await this.#wish(player, { kind: 'accept', questId });
    return this.quests(player);
  }

  async abandon(player: Player, questId: string): Promise<readonly ShownQuest[]> {
    await mayAbandon(this.#context.database, player.characterId, questId);
    await this.#wish(player, { kind: 'abandon', questId });
    return this.quests(player);
  }

  /** Travels in the world, so that claims are given up and quests go on; the character's row follows. */
  async mayTravel({ player, fromId, toId }: Journey): Promise<Refusal | undefined> {
    const who = await this.#character(player);
    try {
      await this.#order({ kind: 'travel', to: toId }, { ...who, locationId: fromId });
      return undefined;
    } catch (error) {
      if (error instanceof Refused) return error;
      throw error;
    }
  }

  /** Resolves when the tables have this turn, in which something happened; or after SETTLE_MS, as they get it later then. */
  settled(turn: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#context.clock.after(SETTLE_MS, resolve);
      void this.#projector.until(turn).then(() => {
        cancel();
        resolve();
      });
    });
  }

  get #world(): WorldPort {
    if (this.#port === undefined)
      throw new Refused('overloaded', 'the world does not run on this server at the moment');
    return this.#port;
  }

  async #wish(player: Player, wish: WorldWish): Promise<void> {
    await this.#order(wish, await this.#character(player));
  }

  async #order(wish: WorldWish, who: WorldCharacter): Promise<void> {
    const port = this.#world;
    const order = this.rules.order(wish, who);
    if (order === undefined) throw new Refused('not-found', 'there is nothing of that name in this world');
    const outcome = await port.order(order);
    if (outcome.status === 'applied') return outcome.events.length === 0 ? undefined : this.settled(outcome.turn);
    const { code, message } = this.rules.refusal(outcome.reason);
    throw new Refused(code, message);
  }

  async #character({ characterId, accountId }: Player): Promise<WorldCharacter> {
    const place = await findPlace(this.#context.database, characterId);
    if (place === undefined || place.accountId !== accountId)
      throw new Refused('not-found', 'there is no such character of yours');
    const { name, faction, level, locationId } = place;
    return { id: characterId, name, faction, level, locationId };
  }

  #shard(id: string): ShardNow {
    const shard = this.shards().find((one) => one.id === id);
    if (shard === undefined) throw new Refused('not-found', 'there is no such shard');
    return shard;
  }

  async #follow(): Promise<void> {
    const port = this.#port;
    this.#unfollow?.();
    this.#unfollow = undefined;
    if (port === undefined) return;
    const from = await this.#projector.position(port.match);
    const stop = await port.follow(from, (turn) => this.#projector.take(turn));
    if (this.#stopped) stop();
    else this.#unfollow = stop;
  }

  async #project(transaction: Transaction, turn: HappenedTurn): Promise<Outcome> {
    const { match } = turn;
    const atMs = this.#context.clock.wallMs();
    const quests: QuestChange[] = [];
    const events: WorldEvent[] = [];
    let owed = false;
    for (const event of turn.events) {
      const told = this.rules.chronicle(event);
      if (told !== undefined)
        events.push(await record(transaction, { ...told, match, turn: turn.turn, index: event.index, atMs }));
      const reward = this.rules.reward(event);
      const characterId = event.data['character'];
      if (reward !== undefined && typeof characterId === 'string') {
        const index = rewardIndex(event.index);
        await transaction.batch([owe({ match, turn: turn.turn, index, characterId, reward })]);
        owed = true;
      }
      quests.push(...(await projectQuests(transaction, this.rules.quests, event, { match, turn: turn.turn, atMs })));
    }
    return { events, quests, owed: owed || quests.length > 0 };
  }

  async #projected(turn: HappenedTurn, { events, quests, owed }: Outcome): Promise<void> {
    const { database, clock, log, tell } = this.#context;
    if (owed) this.#pay();
    try {
      const context = {
        database,
        rules: this.rules,
        atMs: clock.wallMs(),
        now: () => this.now(),
        shards: () => this.shards(),
      };
      const news = this.#port === undefined ? [] : await newsOf(turn, context);
      const listed = events.map((data): Notice => ({ to: 'world', type: 'EVENT_TRIGGER', data }));
      tell([...news, ...listed, ...(await this.#questNotices(quests))]);
    } catch (error) {
      if (!this.#stopped) log.log('warn', 'what happened in the world could not be told', { error: String(error) });
    }
  }

  async #questNotices(changes: readonly QuestChange[]): Promise<readonly Notice[]> {
    const notices: Notice[] = [];
    for (const characterId of new Set(changes.map((change) => change.characterId))) {
      const place = await findPlace(this.#context.database, characterId);
      if (place === undefined) continue;
      const changed = new Set(changes.flatMap((one) => (one.characterId === characterId ? [one.questId] : [])));
      const all = await questsOf(this.#context.database, this.rules.quests, { ...place, id: characterId });
      const quests = all.filter(({ id }) => changed.has(id));
      notices.push({ to: `character:${characterId}`, type: 'QUEST_UPDATE', data: { quests } });
    }
    return notices;
  }

  /** Tells the world the time and pays what is owed, now and again and again. */
  #tidy(): void {
    const { clock, log } = this.#context;
    const port = this.#port;
    if (port === undefined) return;
    port.order(this.rules.clock(clock.wallMs())).catch((error: unknown) => {
      if (!this.#stopped) log.log('warn', 'the world could not be told the time', { error: String(error) });
    });
    this.#pay();
    this.#cancelTidy = clock.after(WORLD_TIDY_MS, () => this.#tidy());
  }

  #pay(): void {
    this.#paying = this.#paying
      .then(() => (this.#stopped ? undefined : payRewards(this.#context)))
      .then(
        () => {},
        (error: unknown) => {
          if (!this.#stopped)
            this.#context.log.log('warn', 'rewards could not be paid; they stay owed', { error: String(error) });
        },
      );
  }
}

async function record(
  transaction: Transaction,
  entry: {
    match: string;
    turn: number;
    index: number;
    kind: string;
    text: string;
    atMs: number;
    locationId?: string;
    faction?: string;
  },
): Promise<WorldEvent> {
  const { match, turn, index, kind, text, locationId = null, faction = null, atMs } = entry;
  await transaction.query(CHRONICLE, [match, turn, index, kind, text, locationId, faction, atMs]);
  const row: WorldEventRow = {
    match_id: match,
    turn,
    event_index: index,
    kind,
    told: text,
    location_id: locationId,
    faction,
    at_ms: atMs,
  };
  return shownEvent(row);
}
