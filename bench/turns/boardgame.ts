/** boardgame.io playing the tally game in memory: by its client alone, and by its game master with its own storage. */
import { createRequire } from 'node:module';
import type { Lap } from './lap.ts';
import { ROWS, SEATS, TURN } from './tally.ts';

interface State {
  readonly G: { readonly sums: readonly number[] };
}
interface Client {
  readonly moves: { add(row: number, n: number): void };
  readonly log: readonly object[];
  start(): void;
  stop(): void;
  updatePlayerID(id: string): void;
  getState(): State;
}
type Message = (payload: { readonly args: readonly unknown[] }) => void;
interface Master {
  onSync(match: string, player: string, credentials: undefined, players: number): Promise<unknown>;
  onUpdate(action: object, stateId: number, match: string, player: string): Promise<{ error?: string } | undefined>;
}
interface Storage {
  fetch(match: string, what: { state: true; log: true }): { readonly state: State; readonly log: readonly object[] };
}

const load = createRequire(import.meta.url);
const { Client } = load('boardgame.io/dist/cjs/client.js') as { Client(options: object): Client };
const { ActivePlayers } = load('boardgame.io/dist/cjs/core.js') as { ActivePlayers: { readonly ALL: unknown } };
const { Master } = load('boardgame.io/dist/cjs/master.js') as {
  Master: new (game: object, storage: Storage, transport: { send: Message; sendAll: Message }) => Master;
};
const { Server } = load('boardgame.io/dist/cjs/server.js') as { Server(options: object): { readonly db: Storage } };
const { ProcessGameConfig } = load('boardgame.io/dist/cjs/internal.js') as { ProcessGameConfig(game: object): object };

const game = {
  name: 'bench-tally',
  setup: () => ({ sums: Array.from({ length: ROWS }, () => 0) }),
  turn: { activePlayers: ActivePlayers.ALL },
  // Undo keeps each state before, and makes the end of the match twice as slow; the other side has none.
  disableUndo: true,
  moves: {
    add: ({ G }: { G: { sums: number[] } }, row: number, n: number) => {
      G.sums[row]! += n;
    },
  },
};

export interface Played {
  /** JSON of the log that it keeps of a turn, bytes. */
  readonly logBytesPerTurn: number;
  /** JSON that it sends one player during a turn, bytes; only a master sends. */
  readonly sentBytesPerTurn?: number;
}

/** What people who play at one screen run, and the fastest way there is: the reducer with its log. */
export function playClient(orders: number, lap: Lap): Played {
  const client = Client({ game, numPlayers: SEATS, debug: false });
  client.start();
  for (let i = 1; i <= orders; i++) {
    client.updatePlayerID(String(i % SEATS));
    client.moves.add(i % ROWS, 1);
    lap(i);
  }
  expectAll(client.getState(), orders);
  const logBytesPerTurn = bytesOf(client.log.slice(-TURN));
  client.stop();
  return { logBytesPerTurn };
}

/** What its server runs for each move that arrives, without the sockets. */
export async function playMaster(orders: number, lap: Lap): Promise<Played> {
  const { db } = Server({ games: [game], origins: [] });
  let [moves, sampled, sentBytes] = [0, 0, 0];
  const sendAll: Message = ({ args }) => {
    if (moves++ % 997 !== 0) return;
    sampled++;
    sentBytes += bytesOf(args);
  };
  const master = new Master(ProcessGameConfig(game), db, { send: () => {}, sendAll });
  await master.onSync('one', '0', undefined, SEATS);
  for (let i = 1; i <= orders; i++) {
    const player = String(i % SEATS);
    const payload = { type: 'add', args: [i % ROWS, 1], playerID: player };
    const answer = await master.onUpdate({ type: 'MAKE_MOVE', payload }, i - 1, 'one', player);
    if (answer?.error) throw new Error(answer.error);
    lap(i);
  }
  const { state, log } = db.fetch('one', { state: true, log: true });
  expectAll(state, orders);
  return { logBytesPerTurn: bytesOf(log.slice(-TURN)), sentBytesPerTurn: (sentBytes / sampled) * TURN };
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

function expectAll({ G }: State, orders: number): void {
  const sum = G.sums.reduce((all, each) => all + each, 0);
  if (sum !== orders) throw new Error(`boardgame.io applied ${sum} of ${orders} moves`);
}
