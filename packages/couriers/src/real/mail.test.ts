import { utf8Encode } from '@rubato/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveMail, type MailServers, startMail } from '../../../../tools/provision/mail-server.ts';
import { MailCourier } from '../mail/mail-courier.ts';
import { parcelOf } from '../parcel.ts';
import { courierContract } from '../testing/contract.ts';
import { PLAYERS, playWholeMatch } from '../testing/whole-match.ts';

/** The match has a table of its own, so that nobody's mailbox holds what another test sent. */
const mailboxOf = (player: string, table: string): string => `${table}-${player}`;

describe.skipIf(!haveMail)('e-mail (postfix and dovecot)', () => {
  let servers: MailServers;
  const people = [...PLAYERS, 'judge'];
  const courierOf = (player: string, table: string, password = `${mailboxOf(player, table)}-secret`) => {
    const { ca, domain, smtpPort, imapPort } = servers;
    const user = `${mailboxOf(player, table)}@${domain}`;
    const account = { host: '127.0.0.1', user, password, ca };
    return new MailCourier({
      player,
      smtp: { ...account, port: smtpPort, secure: false },
      imap: { ...account, port: imapPort, secure: true },
      addresses: Object.fromEntries(people.map((one) => [one, `${mailboxOf(one, table)}@${domain}`])),
    });
  };
  beforeAll(async () => {
    servers = await startMail(['a', 'b', 'c'].flatMap((table) => people.map((one) => mailboxOf(one, table))));
  }, 60_000);
  afterAll(() => servers.stop());

  courierContract((player) => courierOf(player, 'a'));

  it('carries a whole match, with duplicates, losses, reordering and everyone dying in between', async () => {
    const played = await playWholeMatch({
      mode: 'peer',
      seed: 7,
      rate: 0.03,
      pauseMs: 50,
      courierOf: (player) => courierOf(player, 'b'),
    });
    expect(played.crashes).toBeGreaterThan(0);
  }, 120_000);

  it('wakes its reader when a letter comes, long before the time is over', async () => {
    const [ada, ben] = [courierOf('ada', 'c'), courierOf('ben', 'c')];
    const match = 'ab'.repeat(32);
    expect(await ben.list(match)).toEqual([]);
    const { key, bytes } = parcelOf({ match, turn: 1, player: 'ada', kind: 'order' }, utf8Encode('wake up'));
    const woken = ben.wait(600_000);
    await ada.put({ key, bytes }, 'ben');
    await woken;
    expect(await ben.list(match)).toEqual([key]);
    for (const each of [ada, ben]) await each.close();
  }, 60_000);

  it('a wrong password is refused as such, and a stranger has no address', async () => {
    const wrong = courierOf('ada', 'c', 'wrong');
    const parcel = parcelOf({ match: 'cd'.repeat(32), turn: 1, player: 'ada', kind: 'order' }, utf8Encode('x'));
    await expect(wrong.list()).rejects.toMatchObject({ code: 'auth' });
    await expect(wrong.put(parcel, 'ben')).rejects.toMatchObject({ code: 'auth' });
    await expect(wrong.put(parcel, 'dov')).rejects.toMatchObject({ code: 'refused' });
    await wrong.close();
  }, 60_000);
});
