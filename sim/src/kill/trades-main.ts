/** A server for trades, to be killed. Run as: tsx trades-main.ts DATA PORT CHARACTER… , each of whom is given goods once. */
import { startServer } from '@rubato/server';

const MANY = { tokens: 100_000, perMs: 1000 };
const [data, port, ...characters] = process.argv.slice(2);
const server = await startServer({
  games: [],
  accountLimits: { guestPerAddress: MANY },
  config: { data: data!, port: Number(port), adminPort: 0, requestsPerAddress: 100_000, requestsPerAccount: 100_000 },
});
// At every start anew: a reward is granted exactly once, however often it is asked for.
for (const to of characters)
  await server.services.ledger.grant(
    { matchId: `beginning of ${to}`, turn: 0, index: 0 },
    { to, assets: [{ asset: 'gold', amount: 1000 }], items: [{ template: 'sword', data: '{}' }] },
  );
process.stdout.write(`${JSON.stringify({ port: server.port, rooms: server.host.lobby.rooms.size })}\n`);
