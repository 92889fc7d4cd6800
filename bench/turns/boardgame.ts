/** boardgame.io's own client in memory: the reducer with its log, no network, no display. */
import { createRequire } from 'node:module';
import { ROWS, SEATS } from './tally.ts';

interface Client {
  readonly moves: { add(row: number, n: number): void };
  start(): void;
  stop(): void;
  updatePlayerID(id: string): void;
  getState(): { readonly G: { readonly sums: readonly number[] } };
}

const { Client } = createRequire(import.meta.url)('boardgame.io/dist/cjs/client.js') as {
  Client(options: object): Client;
};
const { ActivePlayers } = createRequire(import.meta.url)('boardgame.io/dist/cjs/core.js') as {
  ActivePlayers: { readonly ALL: unknown };
};

export function playBoardgame(orders: number, cpuMs: () => number, every: number): number[] {
  const client = Client({
    game: {
      setup: () => ({ sums: Array.from({ length: ROWS }, () => 0) }),
      turn: { activePlayers: ActivePlayers.ALL },
      moves: {
        add: ({ G }: { G: { sums: number[] } }, row: number, n: number) => {
          G.sums[row]! += n;
        },
      },
    },
    numPlayers: SEATS,
    debug: false,
  });
  client.start();
  const rates: number[] = [];
  let since = cpuMs();
  for (let i = 1; i <= orders; i++) {
    client.updatePlayerID(String(i % SEATS));
    client.moves.add(i % ROWS, 1);
    if (i % every !== 0) continue;
    const now = cpuMs();
    rates.push((1000 * every) / (now - since));
    since = now;
  }
  const sum = client.getState().G.sums.reduce((all, each) => all + each, 0);
  if (sum !== orders) throw new Error(`boardgame.io applied ${sum} of ${orders} moves`);
  client.stop();
  return rates;
}
