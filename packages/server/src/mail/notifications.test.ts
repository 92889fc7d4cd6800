/** A server that mails: a code, then a reminder over a restart, then the one click that ends them; by real servers of mail. */
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { notificationRoutes, type ApiRouteName } from '@rubato/protocol';
import { haveMail, startMail, type MailServers } from '../../../../tools/provision/mail-server.ts';
import { Answers } from '../api/testing/answers.ts';
import { LiveServer } from '../api/testing/live-server.ts';
import { tallyTurns } from '../turns/testing/tally.ts';
import type { Mail } from './mail.ts';
import { smtpMailer } from './smtp.ts';

/** Comes up while the first test runs. */
const starting = haveMail ? startMail(['ann', 'games']) : undefined;
afterAll(async () => (await starting)?.stop());
const names = Object.keys(notificationRoutes) as ApiRouteName[];
const PAGE = 'https://play.example';

/** All mails of a mailbox, as they are stored. */
async function mailbox({ ca, domain, imapPort }: MailServers, player: string): Promise<readonly string[]> {
  const socket = connect({ host: '127.0.0.1', port: imapPort, ca });
  socket.setEncoding('utf8');
  let said = '';
  socket.on('data', (part) => (said += String(part)));
  const until = (tag: string) => vi.waitFor(() => expect(said).toMatch(new RegExp(`^${tag} OK`, 'm')), 5000);
  socket.write(`a LOGIN ${player}@${domain} ${player}-secret\r\nb SELECT INBOX\r\n`);
  await until('b');
  said = '';
  socket.write('c FETCH 1:* BODY[]\r\n');
  await vi.waitFor(() => expect(said).toMatch(/^c (OK|BAD|NO)/m), 5000);
  socket.end();
  return said.split(/^\* \d+ FETCH.*\r?\n/m).slice(1);
}

describe('notifications of a server', () => {
  const answers = new Answers();
  const mails: Mail[] = [];
  let live: LiveServer;
  let failing = false;
  beforeAll(async () => {
    live = await new LiveServer({
      turnGames: [tallyTurns],
      sendMail: async (mail) => {
        if (failing) throw new Error('no route');
        mails.push(mail);
      },
      config: { pageUrl: PAGE },
    }).start();
  });
  afterAll(() => live.stop());
  const call = async (token: string | undefined, name: ApiRouteName, input: object = {}) =>
    (await answers.call(live, name, { token, input: { ...input } })).body;
  const code = async (...called: Parameters<typeof call>) => (await call(...called)).error;

  it('are mailed once an address is proven, also when the server stops in between, and end by one click', async () => {
    const [ann, bob] = [(await live.guest()).sessionToken, (await live.guest()).sessionToken];
    const mail = { way: 'mail', address: 'ann@example.org' };
    expect(await call(ann, 'notificationSettings')).toMatchObject({ ways: ['page', 'push', 'mail'], addresses: [] });
    expect(await code(ann, 'setNotificationAddress', { ...mail, address: 'ann' })).toBe('bad-value');
    expect(await code(ann, 'setNotificationAddress', { way: 'gateway', address: '+491701234567' })).toBe('not-found');
    await call(ann, 'setNotificationAddress', mail);
    expect(await code(ann, 'verifyNotificationAddress', { way: 'mail', code: '1' })).toBe('wrong-credentials');
    const sent = /\d{8}/.exec(mails[0]!.text)![0];
    const verified = await call(ann, 'verifyNotificationAddress', { way: 'mail', code: sent });
    expect(verified['addresses']).toEqual([{ ...mail, verified: true }]);
    const choices = [{ kind: 'turn-opened', ways: ['page', 'mail'] }];
    const quiet = { fromMinute: 0, untilMinute: 0, zone: 'Europe/Berlin' };
    expect(await call(ann, 'setNotificationSettings', { choices, quiet })).toMatchObject({ quiet });
    const wrong = { choices: [], quiet: { ...quiet, zone: 'Moon' } };
    expect(await code(ann, 'setNotificationSettings', wrong)).toBe('bad-value');

    failing = true;
    const wanted = { game: 'tally', title: 'Sums <&>\r\nBcc: x', seats: 2, turnMs: 3_600_000 };
    const { id } = await call(ann, 'createTurnGame', wanted);
    await call(bob, 'joinTurnGame', { id });
    const stored = async () =>
      (await call(ann, 'notifications')) as unknown as { notifications: object[]; unread: number };
    await vi.waitFor(async () => expect((await stored()).unread).toBe(1), 8000);
    await live.restart();
    failing = false;
    const { database } = live.running.services;
    // What failed waits for a while; here that time is over.
    await database.batch([{ sql: 'update notification_delivery set due_ms = 0' }]);
    await vi.waitFor(() => expect(mails).toHaveLength(2), 8000);
    const { subject, text, html, unsubscribeUrl } = mails[1]!;
    expect(subject).toBe('Your turn: Sums <&> Bcc: x, turn 1');
    expect(text).toContain(`${PAGE}/tally/${String(id)}`);
    expect(html).toContain('Sums &lt;&amp;&gt;');
    const link = unsubscribeUrl!.replace(PAGE, live.running.url);
    const asked = await fetch(link);
    expect([asked.status, (await call(ann, 'notificationSettings'))['addresses']]).toEqual([
      200,
      [{ ...mail, verified: true }],
    ]);
    const body = 'List-Unsubscribe=One-Click';
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const clicked = await fetch(link, { method: 'POST', body, headers });
    expect([clicked.status, (await call(ann, 'notificationSettings'))['addresses']]).toEqual([200, []]);
    const large = await fetch(link, { method: 'POST', body: body.repeat(100), headers });
    expect(large.status).toBe(413);

    const { notifications } = await stored();
    expect(notifications).toMatchObject([{ kind: 'turn-opened', read: false }]);
    expect(await call(ann, 'readNotifications')).toEqual({ unread: 0 });
    await call(ann, 'removeNotificationAddress', { way: 'mail' });
    for (let more = 1; more < 5; more++) await call(ann, 'setNotificationAddress', mail);
    expect(await code(ann, 'setNotificationAddress', mail)).toBe('too-many');
    expect(answers.unseenOwn(names)).toEqual([]);
  });
});

describe.skipIf(!haveMail)('mails by SMTP (postfix and dovecot)', () => {
  let servers: MailServers;
  beforeAll(async () => {
    servers = await starting!;
  }, 60_000);
  const mailerOf = (password: string) => {
    const { ca, domain, smtpPort } = servers;
    const url = `smtp://${encodeURIComponent(`games@${domain}`)}:${password}@127.0.0.1:${smtpPort}`;
    return smtpMailer({ url, from: `Games <games@${domain}>`, ca });
  };

  it('arrive with both texts, the same id each time, and one click to end them', { timeout: 30_000 }, async () => {
    const mailer = mailerOf('games-secret');
    const to = `ann@${servers.domain}`;
    const mail: Mail = {
      to,
      subject: 'Dein Zug: Gürtel',
      text: 'Öffne ihn',
      html: '<p>Öffne ihn</p>',
      messageKey: 'k1',
      unsubscribeUrl: `${PAGE}/unsubscribe/t`,
    };
    for (let times = 0; times < 2; times++) await mailer.send(mail);
    mailer.close();
    let found: readonly string[] = [];
    await vi.waitFor(async () => expect((found = await mailbox(servers, 'ann'))).toHaveLength(2), 20_000);
    for (const each of found) {
      expect(each).toMatch(/^Message-ID: <k1@letters\.test>\r?$/im);
      expect(each).toMatch(/^List-Unsubscribe: <https:\/\/play\.example\/unsubscribe\/t>\r?$/m);
      expect(each).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
      expect(each).toMatch(/^Content-Type: text\/plain/m);
      expect(each).toMatch(/^Content-Type: text\/html/m);
    }
  });

  it('are not given up for a wrong password, which its operator can mend', { timeout: 30_000 }, async () => {
    const mailer = mailerOf('wrong');
    const mail = { to: `ann@${servers.domain}`, subject: 's', text: 't', html: 'h', messageKey: 'k' };
    const error: unknown = await mailer.send(mail).catch((reason: unknown) => reason);
    mailer.close();
    expect(error).toMatchObject({ name: 'Error', code: 'EAUTH' });
  });
});
