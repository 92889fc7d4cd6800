/** One player of the public client whose stick the game's bot holds. */
import { createClient, JoinRefused } from '@rubato/client';
import type { Client, ClientOptions, Match } from '@rubato/client';
import { BotRunner, SEED_BYTES } from '@rubato/game';
import type { AnyBot, AnyGame } from '@rubato/game';
import { CliError, exitCodes } from './exit.ts';

export interface BotReport {
  readonly name: string;
  readonly room: string;
  readonly seat: number;
  readonly state: string;
  readonly snapshotsPerSecond: number;
  readonly rttMs: number;
  readonly jitterMs: number;
  readonly corrections: number;
  readonly predictionsChecked: number;
  readonly earlinessMs: number;
  readonly discarded: number;
  readonly bytesInPerSecond: number;
  readonly bytesOutPerSecond: number;
  readonly hashesChecked: number;
  readonly hashesWrong: number;
  readonly reconnects: number;
}

/** Milliseconds between two looks; the bot itself thinks every third tick. */
const LOOK_MS = 10;
const THINK_TICKS = 3;

export class BotPlayer {
  readonly #client: Client;
  readonly #game: AnyGame;
  readonly #name: string;
  readonly #region: string | undefined;
  readonly #runner: BotRunner;
  readonly #now: () => number;
  #match: Match | undefined;
  #timer: NodeJS.Timeout | undefined;
  #thoughtTick = 0;
  #startedMs = 0;
  #startBytes = { in: 0, out: 0 };

  constructor(options: ClientOptions, game: AnyGame, bot: AnyBot, name: string, region: string | undefined) {
    this.#client = createClient(options);
    this.#game = game;
    this.#name = name;
    this.#region = region;
    this.#runner = new BotRunner(bot, options.random.bytes(SEED_BYTES));
    this.#now = () => options.clock.now();
  }

  /** True when the match ended in a way that the game did not ask for. */
  get lost(): boolean {
    return this.#client.state !== 'connected';
  }

  /** Takes a seat; rejects with a `CliError` for the network or with what the server said. */
  async join(): Promise<void> {
    const joining = this.#client.joinOrCreate(this.#game, {
      name: this.#name,
      ...(this.#region === undefined ? {} : { region: this.#region }),
    });
    try {
      this.#match = (await Promise.race([joining, this.#refusal()])) as Match;
    } catch (error) {
      const code =
        error instanceof JoinRefused && error.reason !== 'not-connected' ? exitCodes.failure : exitCodes.network;
      throw new CliError(code, error instanceof Error ? error.message : String(error));
    }
    this.#startedMs = this.#now();
    const { bytesIn, bytesOut } = this.#client.stats;
    this.#startBytes = { in: bytesIn, out: bytesOut };
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  report(): BotReport {
    const seconds = Math.max(0.001, (this.#now() - this.#startedMs) / 1000);
    const match = this.#match!;
    const { stats } = match;
    const link = this.#client.stats;
    return {
      name: this.#name,
      room: match.roomId,
      seat: match.seat ?? 0,
      state: match.state,
      snapshotsPerSecond: round(stats.snapshots / seconds),
      rttMs: round(link.rttMs),
      jitterMs: round(link.jitterMs),
      corrections: stats.corrections,
      predictionsChecked: stats.predictionsChecked,
      earlinessMs: round(stats.earlinessMs),
      discarded: stats.discarded,
      bytesInPerSecond: Math.round((link.bytesIn - this.#startBytes.in) / seconds),
      bytesOutPerSecond: Math.round((link.bytesOut - this.#startBytes.out) / seconds),
      hashesChecked: stats.hashesChecked,
      hashesWrong: stats.hashesWrong,
      reconnects: link.reconnects,
    };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#client.close();
  }

  /** The first attempt decides: a bot does not wait for a server that isn't there. */
  #refusal(): Promise<never> {
    return new Promise((_, reject) => {
      this.#client.onState(({ state, reason }) => {
        if (this.#match === undefined && reason !== '' && state !== 'connected')
          reject(new JoinRefused('not-connected', reason));
      });
    });
  }

  #look(): void {
    const match = this.#match;
    if (match === undefined || match.seat === undefined || match.state !== 'playing') return;
    if (match.tick < this.#thoughtTick + THINK_TICKS && match.tick >= this.#thoughtTick) return;
    this.#thoughtTick = match.tick;
    const { frame, orders = [] } = this.#runner.play(match.view, match.seat, match.tick);
    if (frame !== undefined) match.hold(frame as never);
    for (const { name, args } of orders) match.order(name as never, args as never);
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
