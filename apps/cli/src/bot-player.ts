/** One player of the public client whose stick the game's bot holds. */
import { createClient, JoinRefused } from '@rubato/client';
import type { Client, ClientOptions, LinkStats, Match } from '@rubato/client';
import { BotRunner, SEED_BYTES } from '@rubato/game';
import type { AnyBot, AnyGame } from '@rubato/game';
import { added, NO_TALLY, rates } from './bot-report.ts';
import type { BotReport, Tally } from './bot-report.ts';
import { CliError, exitCodes } from './exit.ts';
import { round } from './human.ts';
import { exitCodeOfClose } from './watched-dial.ts';
import type { Watched } from './watched-dial.ts';

export interface BotOptions {
  readonly client: Omit<ClientOptions, 'dial'>;
  readonly watched: Watched;
  readonly game: AnyGame;
  readonly bot: AnyBot;
  readonly name: string;
  readonly region: string | undefined;
  /** For how long an absent server is asked again; 0 takes the first answer. */
  readonly waitMs: number;
}

/** Milliseconds between two looks; the bot itself thinks every third tick. */
const LOOK_MS = 10;
const THINK_TICKS = 3;

export class BotPlayer {
  readonly #options: BotOptions;
  readonly #client: Client;
  readonly #runner: BotRunner;
  #match: Match | undefined;
  /** Of the matches before the present one. */
  #past: Tally = NO_TALLY;
  #matches = 0;
  #timer: NodeJS.Timeout | undefined;
  #thoughtTick = 0;
  #startedMs = 0;
  #linkBefore: LinkStats | undefined;

  constructor(options: BotOptions) {
    const { client, watched } = options;
    this.#options = options;
    this.#client = createClient({ ...client, dial: watched.dial });
    this.#runner = new BotRunner(options.bot, client.random.bytes(SEED_BYTES));
  }

  /** True when the player has no server any more, for whatever reason. */
  get lost(): boolean {
    return this.#client.state !== 'connected';
  }

  /** Takes a seat; rejects with a `CliError` for the network or with what the server said. */
  async join(): Promise<void> {
    try {
      await Promise.race([this.#sit(), this.#refusal()]);
    } catch (error) {
      throw this.#explained(error);
    }
    this.#startedMs = this.#options.client.clock.now();
    this.#linkBefore = this.#client.stats;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  /** After `join`. */
  report(): BotReport {
    const match = this.#match!;
    const seconds = Math.max(0.001, (this.#options.client.clock.now() - this.#startedMs) / 1000);
    const { snapshots, ...tally } = added(this.#past, match.stats);
    const { stats } = this.#client;
    return {
      name: this.#options.name,
      room: match.roomId,
      seat: match.seat ?? 0,
      state: match.state,
      matches: this.#matches,
      snapshotsPerSecond: round(snapshots / seconds),
      earlinessMs: round(match.stats.earlinessMs),
      ...tally,
      ...rates(this.#linkBefore ?? stats, stats, seconds),
    };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#client.close();
  }

  async #sit(): Promise<void> {
    const { game, name, region } = this.#options;
    this.#match = (await this.#client.joinOrCreate(game, {
      name,
      ...(region === undefined ? {} : { region }),
    })) as unknown as Match;
    this.#matches++;
    this.#thoughtTick = 0;
  }

  /** The client would go on for a minute; a bot waits as long as it was told to. */
  #refusal(): Promise<never> {
    const { client, waitMs } = this.#options;
    const untilMs = client.clock.now() + waitMs;
    return new Promise((_, reject) => {
      this.#client.onState(({ state, reason }) => {
        const over = state === 'failed' || client.clock.now() >= untilMs;
        if (this.#match === undefined && reason !== '' && over) reject(new JoinRefused('not-connected', reason));
      });
    });
  }

  #explained(error: unknown): CliError {
    const message = error instanceof Error ? error.message : String(error);
    const unheard = error instanceof JoinRefused && error.reason === 'not-connected';
    const code = unheard ? exitCodeOfClose(this.#options.watched.closeCode) : exitCodes.failure;
    return new CliError(code, message, { cause: error });
  }

  #look(): void {
    const match = this.#match;
    if (match?.state === 'over' && !this.lost) return this.#playAgain(match);
    if (match === undefined || match.seat === undefined || match.state !== 'playing') return;
    if (match.tick < this.#thoughtTick + THINK_TICKS && match.tick >= this.#thoughtTick) return;
    this.#thoughtTick = match.tick;
    const { frame, orders = [] } = this.#runner.play(match.view, match.seat, match.tick);
    if (frame !== undefined) match.hold(frame as never);
    for (const { name, args } of orders) match.order(name as never, args as never);
  }

  /** The match has ended: on to the next one. Who finds none stays with what it saw. */
  #playAgain(over: Match): void {
    clearInterval(this.#timer);
    this.#sit().then(
      () => {
        this.#past = added(this.#past, over.stats);
        this.#timer = setInterval(() => this.#look(), LOOK_MS);
      },
      () => {},
    );
  }
}
