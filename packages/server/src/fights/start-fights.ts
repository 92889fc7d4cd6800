/** The fights of one server, from its settings to their housekeeping. */
import type { Host } from '@rubato/host';
import {
  CLEANUP_EVERY_MS,
  endAbandoned,
  Fights,
  vouch,
  type Boards,
  type Ledger,
  type Notice,
  type ServiceContext,
} from '@rubato/services';
import { repeatTask } from '../repeat-task.ts';
import type { Unwind } from '../unwind.ts';
import { DrivenFights } from './driven-fights.ts';
import type { FightGame } from './fight-game.ts';
import { WorldFoes, type FoesPort } from './world-foes.ts';

/** Between two looks for fights that nobody looks after. */
export const TEND_EVERY_MS = 5000;

export interface FightParts {
  readonly context: ServiceContext;
  readonly ledger: Ledger;
  readonly boards: Boards;
  readonly deliver: (notices: readonly Notice[]) => void;
  /** A name that this server keeps over restarts. */
  readonly node: string;
}

export interface StartedFights {
  readonly fights: Fights | undefined;
  /**
   * Goes on with the fights that were under way; from now on others can begin.
   *
   * @param world where creatures live; undefined when it doesn't run: then nothing can be hunted.
   */
  connectFights(host: Host, world: FoesPort | undefined): Promise<void>;
}

export function startFights(game: FightGame | undefined, given: FightParts, unwind: Unwind): StartedFights {
  if (!game) return { fights: undefined, connectFights: async () => {} };
  const { context, ledger, deliver, node, boards } = given;
  const { clock, log } = context;
  const matches = new DrivenFights(game);
  const { rules } = game;
  const foes = new WorldFoes(rules);
  const board = boards.list().find(({ name }) => name === game.slainBoard)?.name;
  const slain =
    board === undefined
      ? undefined
      : async (accountId: string, amount: number, key: string) =>
          void (await boards.submit({ board, accountId, amount, key }));
  const parts = { ...context, ledger, deliver, node, rules, world: foes, slain };
  const fights = new Fights({ ...parts, matches });
  const tend = async () => {
    await vouch(parts);
    await fights.tend();
    await endAbandoned(parts);
  };
  return {
    fights,
    connectFights: async (host, world) => {
      matches.connect(host.driven);
      if (world) foes.connect(world);
      await tend();
      const ends = [
        repeatTask(tend, {
          clock,
          log,
          everyMs: TEND_EVERY_MS,
          failed: 'fights could not be looked after',
        }),
        repeatTask(() => fights.forget(), {
          clock,
          log,
          everyMs: CLEANUP_EVERY_MS,
          failed: 'old fights could not be forgotten',
        }),
      ];
      unwind.add(async () => {
        ends.forEach((end) => end());
        await fights.idle();
      });
    },
  };
}
