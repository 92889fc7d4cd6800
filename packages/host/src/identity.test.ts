import { closeCodes, limits, resumeProof } from '@rubato/protocol';
import { SeededRandom } from '@rubato/ports/doubles';
import { expect, test } from 'vitest';
import { Host } from './host.ts';
import type { Identity } from './identity.ts';
import { Peer } from './testing/peer.ts';
import { hostedDuel, stage } from './testing/stage.ts';

const tokens: Readonly<Record<string, Identity>> = {
  anna: { accountId: 'a', login: 'a1', name: 'Anna' },
  again: { accountId: 'a', login: 'a2', name: 'Anna' },
  bea: { accountId: 'b', login: 'b1' },
};
const authenticate = async (token: string) => tokens[token];

type Resume = { readonly session: string; readonly attempt: number; readonly proof: Uint8Array };

function greet(peer: Peer, token?: string, resume?: Resume): void {
  const hello = { type: 'hello', versions: [1], client: 'peer' } as const;
  peer.say({ ...hello, ...(token === undefined ? {} : { token }), ...(resume === undefined ? {} : { resume }) });
}

/** The resume of a session by whoever holds its key. */
function resumeOf(peer: Peer, attempt: number): Resume {
  const { session, key } = peer.welcome;
  return { session, attempt, proof: resumeProof(key!, session, attempt) };
}

const nameIn = (host: Host) => [...host.lobby.rooms.values()][0]!.slots[0]!.name;

test('a good token gives the session its account and the seat its name; what followed the hello was not lost', async () => {
  const { clock, host, connect } = await stage({ authenticate });
  const peer = connect();
  greet(peer, 'anna');
  peer.join({ name: 'Somebody else' });
  await clock.run(100);
  expect([peer.welcome.resumed, peer.joined?.seat, nameIn(host)]).toEqual([false, 1, 'Anna']);
});

test('a token that is not good closes the connection before anything is answered', async () => {
  const { clock, host, connect } = await stage({ authenticate });
  const peer = connect();
  greet(peer, 'stolen');
  peer.join();
  await clock.run(100);
  expect([peer.closed?.code, peer.heard, host.sessions]).toEqual([closeCodes.notAuthorised.code, [], 0]);
});

test('without a token everybody is a guest, and without accounts tokens mean nothing', async () => {
  const asking = await stage({ authenticate });
  const guest = asking.connect();
  greet(guest);
  guest.join({ name: 'Guest' });
  await asking.clock.run(100);
  expect([guest.joined?.seat, nameIn(asking.host)]).toEqual([1, 'Guest']);
  const open = await stage();
  const peer = open.connect();
  greet(peer, 'stolen');
  await open.clock.run(100);
  expect(peer.welcome.resumed).toBe(false);
});

test('a look-up that fails asks the client to come again, and one that never ends counts as no hello', async () => {
  const failing = await stage({ authenticate: () => Promise.reject(new Error('the database is away')) });
  const peer = failing.connect();
  greet(peer, 'anna');
  await failing.clock.run(100);
  expect(peer.closed?.code).toBe(closeCodes.serverError.code);
  expect(failing.log.lines.some(({ level }) => level === 'error')).toBe(true);
  const hanging = await stage({ authenticate: () => new Promise(() => {}) });
  const waiting = hanging.connect();
  greet(waiting, 'anna');
  await hanging.clock.run(limits.helloTimeoutMs + 2000);
  expect(waiting.closed?.code).toBe(closeCodes.helloTimeout.code);
});

test('while a token is looked up few and small messages are kept', async () => {
  const { clock, connect } = await stage({ authenticate: () => new Promise(() => {}) });
  const [few, many, big] = [connect(), connect(), connect()];
  for (const peer of [few, many, big]) greet(peer, 'anna');
  for (let i = 0; i < limits.messagesHeld; i++) few.join();
  for (let i = 0; i <= limits.messagesHeld; i++) many.join();
  big.send(new Uint8Array(limits.helloBytes + 1));
  await clock.run(100);
  expect([few.closed?.code, many.closed?.code, big.closed?.code]).toEqual([
    undefined,
    closeCodes.tooManyMessages.code,
    closeCodes.messageTooBig.code,
  ]);
});

test('a login that ends closes its connections and no others; its token opens none', async () => {
  const ended = new Set<string>();
  const { clock, host, connect } = await stage({
    authenticate: async (token) => (ended.has(token) ? undefined : tokens[token]),
  });
  const [anna, again, bea] = [connect(), connect(), connect()];
  greet(anna, 'anna');
  greet(again, 'again');
  greet(bea, 'bea');
  await clock.run(100);
  ended.add('anna');
  host.endLogin('a1', 'notAuthorised', 'logged out');
  host.endLogin('b1', 'kicked', 'banned');
  await clock.run(100);
  expect([anna.closed?.code, again.closed, bea.closed?.code]).toEqual([
    closeCodes.notAuthorised.code,
    undefined,
    closeCodes.kicked.code,
  ]);
  const late = connect();
  greet(late, 'anna');
  await clock.run(100);
  expect(late.closed?.code).toBe(closeCodes.notAuthorised.code);
});

test('a look-up that was under way when the login ended opens nothing', async () => {
  let found: (identity: Identity | undefined) => void = () => {};
  const { clock, host, connect } = await stage({ authenticate: () => new Promise((resolve) => (found = resolve)) });
  const peer = connect();
  greet(peer, 'anna');
  await clock.run(50);
  host.endLogin('a1', 'notAuthorised', 'logged out');
  found(tokens['anna']);
  await clock.run(50);
  expect([peer.closed?.code, host.sessions]).toEqual([closeCodes.notAuthorised.code, 0]);
});

test('an account’s session goes on for that account only, under any of its logins', async () => {
  const { clock, connect } = await stage({ authenticate });
  const first = connect();
  greet(first, 'anna');
  first.join();
  await clock.run(100);
  first.pair.cut();
  await clock.run(50);
  const attempt = async (token: string | undefined, number: number) => {
    const peer = connect();
    greet(peer, token, resumeOf(first, number));
    await clock.run(50);
    return [peer.welcome.resumed, peer.joined?.seat];
  };
  expect(await attempt(undefined, 2)).toEqual([false, undefined]);
  expect(await attempt('bea', 3)).toEqual([false, undefined]);
  expect(await attempt('again', 4)).toEqual([true, 1]);
});

test('a guest who logs in keeps the seat', async () => {
  const { clock, host, connect, seated } = await stage({ authenticate });
  const guest = await seated();
  guest.pair.cut();
  const peer = connect();
  greet(peer, 'anna', resumeOf(guest, 2));
  await clock.run(50);
  expect([peer.welcome.resumed, peer.joined?.seat]).toEqual([true, 1]);
  host.endLogin('a1', 'notAuthorised', 'logged out');
  await clock.run(50);
  expect(peer.closed?.code).toBe(closeCodes.notAuthorised.code);
});

test('after a restart a seat is still its account’s alone', async () => {
  const { clock, log, store, host, connect } = await stage({ authenticate });
  const first = connect();
  greet(first, 'anna');
  first.join();
  await clock.run(200);
  await host.stop();
  const next = new Host({ clock, random: new SeededRandom('next'), log, store, games: [hostedDuel], authenticate });
  await next.start();
  const attempt = async (token: string | undefined, number: number) => {
    const peer = new Peer(next, clock);
    greet(peer, token, resumeOf(first, number));
    await clock.run(50);
    return peer.welcome.resumed;
  };
  expect([await attempt(undefined, 2), await attempt('bea', 3), await attempt('again', 4)]).toEqual([
    false,
    false,
    true,
  ]);
});

test('a name longer than the wire takes is cut between characters', async () => {
  const name = 'ü'.repeat(40);
  const { clock, host, connect } = await stage({ authenticate: async () => ({ accountId: 'a', login: 'a1', name }) });
  const peer = connect();
  greet(peer, 'anna');
  peer.join();
  await clock.run(100);
  expect([peer.joined?.seat, nameIn(host)]).toEqual([1, 'ü'.repeat(limits.nameBytes / 2)]);
});
