import { utf8Encode } from '@rubato/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LettersServer, startLettersServer } from '../../../../tools/provision/letters-server.ts';
import { parcelOf } from '../parcel.ts';
import { logInTo, ServerCourier } from '../server/server-courier.ts';
import { courierContract } from '../testing/contract.ts';
import { playWholeMatch } from '../testing/whole-match.ts';

describe('our own server', () => {
  let server: LettersServer;
  const tokens = new Map<string, Promise<string>>();
  beforeAll(async () => {
    server = await startLettersServer();
  }, 60_000);
  afterAll(() => server.stop());

  /** Everybody's account, for one test each: mailboxes are the accounts' own. */
  const courierOf = async (player: string, group: string, players: readonly string[]) => {
    const account = (name: string) => `${group}${name}`;
    for (const name of players)
      if (!tokens.has(account(name))) tokens.set(account(name), server.register(account(name)));
    await Promise.all(tokens.values());
    const addresses = Object.fromEntries(players.map((name) => [name, account(name)]));
    const login = () => tokens.get(account(player)) as Promise<string>;
    return new ServerCourier({ url: server.url, login, addresses });
  };

  courierContract((player) => courierOf(player, 'Contract', ['ada', 'ben']));

  it('carries a whole match, with duplicates, losses, reordering and everyone dying in between', async () => {
    const { crashes } = await playWholeMatch({
      mode: 'peer',
      seed: 3,
      rate: 0.08,
      courierOf: (player) => courierOf(player, 'Peer', ['ada', 'ben', 'cho']),
    });
    expect(crashes).toBeGreaterThan(0);
  }, 60_000);

  it('carries a match that is hosted', async () => {
    await playWholeMatch({
      mode: 'host',
      seed: 4,
      rate: 0,
      courierOf: (player) => courierOf(player, 'Host', ['ada', 'ben', 'cho', 'judge']),
    });
  }, 60_000);

  it('wakes its reader within a second of a letter, also when letters of another match lie there', async () => {
    const [ada, ben] = [await courierOf('ada', 'Wake', ['ada', 'ben']), await courierOf('ben', 'Wake', ['ada', 'ben'])];
    const parcel = (match: string, text: string) =>
      parcelOf({ match: match.repeat(32), turn: 1, player: 'ada', kind: 'order' }, utf8Encode(text));
    await ada.put(parcel('ee', 'older'), 'ben');
    expect(await ben.list('ff'.repeat(32))).toEqual([]);
    // The first wait meets what it has not seen yet; from then on that is no news.
    await ben.wait(5000);
    let woken = false;
    const waiting = ben.wait(5000).then(() => (woken = true));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(woken).toBe(false);
    const sentMs = performance.now();
    await ada.put(parcel('ff', 'wake up'), 'ben');
    await waiting;
    expect(performance.now() - sentMs).toBeLessThan(1000);
    expect(await ben.list('ff'.repeat(32))).toEqual([parcel('ff', 'wake up').key]);
  }, 20_000);

  it('logs in again when its session has ended, and says whom it refuses and why', async () => {
    await server.register('LoginAda');
    await server.register('LoginBen');
    const addresses = { ben: 'LoginBen', eve: 'LoginEve' };
    const parcel = parcelOf({ match: 'cd'.repeat(32), turn: 1, player: 'ada', kind: 'commit' }, utf8Encode('x'));
    const logins: string[] = [];
    const login = async () => {
      const token = await logInTo(server.url, 'LoginAda', server.password);
      logins.push(token);
      return token;
    };
    const ada = new ServerCourier({ url: `${server.url}/`, login, addresses });
    for (let times = 0; times < 2; times++) await ada.put(parcel, 'ben');
    const headers = { authorization: `Bearer ${logins[0]}` };
    await (await fetch(`${server.url}/api/auth/logout`, { method: 'POST', headers })).body?.cancel();
    await ada.put(parcel, 'ben');
    expect(logins).toHaveLength(2);
    await expect(ada.put(parcel, 'eve')).rejects.toMatchObject({ code: 'missing' });
    await expect(ada.put(parcel, 'dov')).rejects.toMatchObject({ code: 'refused' });
    await expect(ada.put({ ...parcel, bytes: utf8Encode('y') }, 'ben')).rejects.toMatchObject({ code: 'refused' });
    await expect(logInTo(server.url, 'LoginAda', 'wrong horse battery')).rejects.toMatchObject({ code: 'auth' });
    const nobody = new ServerCourier({ url: server.url, login: async () => 'x'.repeat(43), addresses });
    await expect(nobody.list()).rejects.toMatchObject({ code: 'auth' });
    await expect(logInTo('http://127.0.0.1:1', 'LoginAda', '')).rejects.toMatchObject({ code: 'network' });
  });
});
