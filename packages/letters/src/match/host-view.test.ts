import { beforeAll, describe, expect, it } from 'vitest';
import type { Doc } from '../json/canonical.ts';
import { openLetter, sealLetter } from '../letters/sealed-letter.ts';
import { saveTribal } from '../file/save.ts';
import { openTribal } from '../file/tribal.ts';
import { verifyTribal } from '../file/verify.ts';
import {
  authorAt,
  code,
  crypto,
  deliver,
  letterGame,
  MINUTE,
  newMatch,
  newTable,
  type Person,
  playTurns,
  refereeTurn,
  type Table,
} from '../testing/play.ts';
import { newSheet } from './compose.ts';
import { HostedSeat, newView } from './host-view.ts';
import { Match } from './match.ts';

/** Every ship is its owner's secret. */
const secret = {
  ...letterGame,
  game: {
    ...letterGame.game,
    sees: (_view: never, viewer: number | null, table: string, row: { readonly owner?: number }) =>
      table !== 'ships' || row.owner === viewer,
  },
} as typeof letterGame;

describe('a hosted match', () => {
  let table: Table;
  let host: Match;
  let ada: Person;
  let seat: HostedSeat;
  const relay = () => authorAt(table.referee as Person, host.openedMs + MINUTE);
  const seatOf = (person: Person): HostedSeat =>
    new HostedSeat(table.genesis, { player: person.player, seal: person.seal, crypto });

  beforeAll(async () => {
    table = await newTable({ players: 2, mode: 'host' });
    ada = table.people[0] as Person;
    host = new Match(secret, table.genesis, crypto);
    seat = seatOf(ada);
  });

  it('shows each player what is theirs, and takes their orders', async () => {
    expect(code(await seat.acceptView(await newView(host, relay(), 'ada')))).toBe('accepted');
    const ships = Object.values(seat.view?.view['ships'] as Record<string, { owner: number }>);
    expect(ships.map(({ owner }) => owner)).toEqual([1]);
    for (const person of table.people) {
      const desk = person === ada ? seat : seatOf(person);
      const author = authorAt(person, desk.openedMs + MINUTE);
      const sheet = await newSheet(desk, author, { orders: [], random: table.random.bytes(64) });
      // On its way only the host can read it.
      const sealed = await sealLetter(crypto, table.genesis.genesis.referee?.seal as string, sheet);
      await expect(openLetter(crypto, ada.seal, sealed)).rejects.toMatchObject({ code: 'decryption-failed' });
      await deliver(host, [await openLetter(crypto, (table.referee as Person).seal, sealed)]);
    }
    await refereeTurn(table, host);
    expect(code(await seat.acceptView(await newView(host, relay(), 'ada')))).toBe('turn-ahead');
    expect(code(await seat.acceptRecord(host.head?.letter as Doc))).toBe('accepted');
    expect(seat.view).toBeUndefined();
    expect(code(await seat.acceptView(await newView(host, relay(), 'ada')))).toBe('accepted');
    expect(seat.view?.turn).toBe(1);
    expect([seat.prev, seat.openedMs]).toEqual([host.prev, host.openedMs]);
  });

  it('refuses what is another’s, changed, unsigned or of another history', async () => {
    const record = host.head?.letter as Doc;
    expect(code(await seat.acceptRecord(record))).toBe('duplicate');
    expect(code(await seat.acceptRecord({ ...record, closedMs: 5 }))).toBe('record-differs');
    const fresh = seatOf(ada);
    expect(code(await fresh.acceptRecord({ ...record, signatures: {} }))).toBe('record-unsigned');
    expect(code(await fresh.acceptRecord({ ...record, closedMs: 5 }))).toBe('bad-signature');
    expect(code(await fresh.acceptRecord({ ...record, prev: '00'.repeat(32) }))).toBe('chain-broken');
    expect(code(await fresh.acceptRecord({ ...record, rules: '00'.repeat(32) }))).toBe('rules-replaced');
    const view = await newView(host, relay(), 'ben');
    expect(code(await seat.acceptView(view))).toBe('not-for-you');
    const mine = await newView(host, relay(), 'ada');
    expect(code(await seat.acceptView({ ...mine, to: 'ben' }))).toBe('checksum');
    expect(code(await seat.acceptView(await newView(host, authorAt(ada, 1), 'ada')))).toBe('bad-signature');
    const stolen = new HostedSeat(table.genesis, { player: 'ada', seal: (table.people[1] as Person).seal, crypto });
    await stolen.acceptRecord(record);
    expect(code(await stolen.acceptView(mine))).toBe('decryption-failed');
  });

  it('is published at its end, and must be what everyone was sent', async () => {
    while (host.machine.turn < 3) {
      await playTurns(table, host, 1, () => []);
      await seat.acceptRecord(host.head?.letter as Doc);
    }
    const file = saveTribal(host, { nowMs: 1 });
    expect(seat.firstDifference(openTribal(file).history)).toBeUndefined();
    expect(await verifyTribal(file, secret, crypto)).toMatchObject({ sound: true, to: 3 });
    const other = newMatch(table);
    await playTurns(table, other, 3);
    expect(seat.firstDifference(openTribal(saveTribal(other, { nowMs: 1 })).history)).toBe(1);
  });
});
