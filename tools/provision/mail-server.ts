// Real mail: postfix takes it (STARTTLS and a password), dovecot keeps it (IMAP over TLS), on free ports of 127.0.0.1.

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { endPidWithUs, endWithUs, removeWithUs } from './end-with-us.ts';
import { freePort, listening } from './free-port.ts';
import { dovecotConfig, type MailPlace, postfixMain, postfixMaster } from './mail-config.ts';
import { provisioned } from './provisioned.ts';

export interface MailServers {
  readonly smtpPort: number;
  readonly imapPort: number;
  /** PEM of the certificate, which signs itself. */
  readonly ca: string;
  /** Each user's name is `<player>@letters.test`, the password `<player>-secret`. */
  readonly domain: string;
  stop(): Promise<void>;
}

/** Whether tests that need mail can run here: both servers change users, so only for root. */
export const haveMail =
  process.getuid?.() === 0 &&
  provisioned('postfix') !== undefined &&
  provisioned('dovecot') !== undefined &&
  provisioned('lmtp') !== undefined;

export async function startMail(users: readonly string[]): Promise<MailServers> {
  const place: MailPlace = {
    folder: removeWithUs(mkdtempSync(join(tmpdir(), 'rubato-mail-'))),
    users,
    domain: 'letters.test',
    smtpPort: await freePort(),
    imapPort: await freePort(),
    lmtpPort: await freePort(),
    authPort: await freePort(),
    programs: dirname(provisioned('postfix') as string),
  };
  prepare(place);
  const { folder } = place;
  const dovecot = spawn(provisioned('dovecot') as string, ['-F', '-c', `${folder}/dovecot.conf`], { stdio: 'ignore' });
  endWithUs(dovecot);
  const gone = new Promise((resolve) => dovecot.once('exit', resolve));
  const postfix = (verb: string) =>
    spawnSync(provisioned('postfix') as string, ['-c', `${folder}/postfix`, verb], { encoding: 'utf8' });
  let postfixEnded = () => {};
  const stop = async (): Promise<void> => {
    postfix('stop');
    postfixEnded();
    dovecot.kill('SIGTERM');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  const started = postfix('start');
  try {
    if (started.status !== 0) throw new Error(`postfix: ${started.stderr}`);
    await listening(place.smtpPort, 'postfix');
    await listening(place.imapPort, 'dovecot');
    postfixEnded = endPidWithUs(Number(readFileSync(`${folder}/queue/pid/master.pid`, 'utf8')));
  } catch (error) {
    await stop();
    throw error;
  }
  const ca = readFileSync(`${folder}/cert.pem`, 'utf8');
  return { smtpPort: place.smtpPort, imapPort: place.imapPort, ca, domain: place.domain, stop };
}

function prepare(place: MailPlace): void {
  const { folder, users, domain } = place;
  // Its users' processes pass through.
  chmodSync(folder, 0o755);
  for (const name of ['mail', 'dovecot', 'postfix', 'queue', 'data']) mkdirSync(`${folder}/${name}`);
  const owner = (user: string, flag: string) =>
    Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout.trim());
  chownSync(`${folder}/mail`, owner('mail', '-u'), owner('mail', '-g'));
  chownSync(`${folder}/data`, owner('postfix', '-u'), owner('postfix', '-g'));
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${folder}/key.pem`];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const made = spawnSync('openssl', ['req', '-x509', ...key, '-days', '2', ...subject, '-out', `${folder}/cert.pem`]);
  if (made.status !== 0) throw new Error(`no certificate: ${String(made.stderr)}`);
  writeFileSync(`${folder}/users`, users.map((user) => `${user}@${domain}:{PLAIN}${user}-secret\n`).join(''));
  writeFileSync(`${folder}/dovecot.conf`, dovecotConfig(place));
  writeFileSync(`${folder}/postfix/main.cf`, postfixMain(place));
  writeFileSync(`${folder}/postfix/master.cf`, postfixMaster(place));
}
