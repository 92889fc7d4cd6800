// Letters by e-mail: SMTP out, IMAP in. One message for each letter and recipient; the letter is its attachment, its key
// stands in a header. A message that was read has the flag \Seen. Whoever forges a message gains nothing: letters are signed.

import { ImapFlow } from 'imapflow';
import nodemailer, { type Transporter } from 'nodemailer';
import PostalMime from 'postal-mime';
import type { Courier } from '../courier.ts';
import { CourierError } from '../courier-error.ts';
import { checkedBytes, MAX_PARCEL_BYTES, type Parcel, readKey } from '../parcel.ts';
import { imapFailed, smtpFailed } from './mail-errors.ts';

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; without it STARTTLS is demanded before the password is said. */
  readonly secure: boolean;
  readonly user: string;
  /** For most providers an app password. */
  readonly password: string;
  /** PEM of a certificate authority beside the usual ones. */
  readonly ca?: string;
}

export interface MailOptions {
  /** Who reads this mailbox. */
  readonly player: string;
  readonly smtp: MailServer;
  readonly imap: MailServer;
  /** By player, the own one too. */
  readonly addresses: Readonly<Record<string, string>>;
  /** The mailbox folder where letters arrive; default INBOX. */
  readonly mailbox?: string;
}

/** Messages that one look takes in. */
const MAX_LISTED = 2000;
/** A message is its attachment in base64, and its headers. */
const MAX_MESSAGE_BYTES = Math.ceil(MAX_PARCEL_BYTES * 1.4) + 65_536;
const TIMEOUT_MS = 30_000;
const KEY_HEADER = 'x-rubato-key';

export class MailCourier implements Courier {
  readonly reach = 'each';
  readonly #options: MailOptions;
  readonly #transport: Transporter;
  /** Messages by the key that their header claims. */
  readonly #messages = new Map<string, number[]>();
  #client: ImapFlow | undefined;
  #news = false;
  #wake: (() => void) | undefined;

  constructor(options: MailOptions) {
    this.#options = options;
    const { host, port, secure, user, password, ca } = options.smtp;
    this.#transport = nodemailer.createTransport({
      host,
      port,
      secure,
      requireTLS: !secure,
      auth: { user, pass: password },
      tls: ca === undefined ? {} : { ca },
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      // One connection for all that goes out at once.
      pool: true,
      maxConnections: 1,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async put({ key, bytes }: Parcel, to: string): Promise<void> {
    const { player, addresses } = this.#options;
    const [from, address, parts] = [addresses[player], addresses[to], readKey(key)];
    if (from === undefined || address === undefined || parts === undefined)
      throw new CourierError('refused', `no address of ${from === undefined ? player : to}`);
    const { match, turn, kind, hash } = parts;
    const what = turn === 0 ? 'a match to sign' : `turn ${turn}`;
    try {
      await this.#transport.sendMail({
        from,
        to: address,
        subject: `[rubato] ${match.slice(0, 8)}, ${what}: ${kind} of ${player}`,
        text: `A letter of the match ${match.slice(0, 8)}. The program reads it: rubato letter fetch.\n`,
        // The same again when it is sent again: mail programs then show one message.
        messageId: `<${hash.slice(0, 32)}.${to}@${from.slice(from.lastIndexOf('@') + 1)}>`,
        headers: { 'X-Rubato-Key': { prepared: true, value: key } },
        attachments: [
          {
            filename: `${player}-turn-${turn}-${kind}.letter`,
            content: Buffer.from(bytes),
            contentType: 'application/vnd.rubato.letter',
          },
        ],
      });
    } catch (error) {
      throw smtpFailed(error, `mail to ${address}`);
    }
  }

  async list(match = ''): Promise<readonly string[]> {
    this.#news = false;
    return this.#withMailbox(async (client) => {
      const found = await client.search({ seen: false, header: { [KEY_HEADER]: match } }, { uid: true });
      const uids = (found || []).slice(0, MAX_LISTED);
      this.#messages.clear();
      if (uids.length === 0) return [];
      for await (const { uid, size, headers } of client.fetch(
        uids.join(','),
        { uid: true, size: true, headers: [KEY_HEADER] },
        { uid: true },
      )) {
        const key = /^x-rubato-key:\s*(\S+)/i.exec(headers?.toString('latin1') ?? '')?.[1] ?? '';
        if (readKey(key) === undefined || (size ?? 0) > MAX_MESSAGE_BYTES) continue;
        this.#messages.set(key, [...(this.#messages.get(key) ?? []), uid]);
      }
      return [...this.#messages.keys()].sort();
    });
  }

  /** One of the messages that claim to carry it and do. */
  async fetch(key: string): Promise<Uint8Array> {
    const uids = this.#messages.get(key) ?? [];
    let problem = new CourierError('missing', `${key} is not among the messages`);
    for (const uid of uids)
      try {
        return await this.#attachment(key, uid);
      } catch (error) {
        if (!(error instanceof CourierError) || error.code === 'network' || error.code === 'auth') throw error;
        problem = error;
      }
    throw problem;
  }

  async acknowledge(key: string): Promise<void> {
    const uids = this.#messages.get(key) ?? [];
    if (uids.length === 0) return;
    await this.#withMailbox((client) => client.messageFlagsAdd(uids.join(','), ['\\Seen'], { uid: true }));
  }

  /** Resolves at once when the server says that a message came (IDLE). */
  async wait(timeoutMs: number): Promise<void> {
    const client = await this.#connected();
    if (this.#news) return;
    let timer: NodeJS.Timeout | undefined;
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, timeoutMs);
    });
    // It ends with the next command, or with the connection; what went wrong, that next command says.
    client.idle().catch(() => undefined);
    await woken;
    clearTimeout(timer);
    this.#wake = undefined;
  }

  async close(): Promise<void> {
    this.#transport.close();
    const client = this.#client;
    this.#client = undefined;
    await client?.logout().catch(() => client.close());
  }

  async #attachment(key: string, uid: number): Promise<Uint8Array> {
    return this.#withMailbox(async (client) => {
      const message = await client.fetchOne(
        String(uid),
        { source: { start: 0, maxLength: MAX_MESSAGE_BYTES } },
        { uid: true },
      );
      if (!message || message.source === undefined)
        throw new CourierError('missing', `message ${uid} is gone from the mailbox`);
      const { attachments } = await PostalMime.parse(message.source, { maxNestingDepth: 8 });
      const content = attachments[0]?.content;
      if (content === undefined || typeof content === 'string')
        throw new CourierError('damaged', `message ${uid} has lost its attachment`);
      return checkedBytes(key, new Uint8Array(content as ArrayBuffer));
    });
  }

  async #withMailbox<T>(use: (client: ImapFlow) => Promise<T>): Promise<T> {
    const client = await this.#connected();
    try {
      return await use(client);
    } catch (error) {
      if (error instanceof CourierError) throw error;
      throw imapFailed(error, 'the mailbox');
    }
  }

  async #connected(): Promise<ImapFlow> {
    if (this.#client?.usable) return this.#client;
    const { host, port, secure, user, password, ca } = this.#options.imap;
    const client = new ImapFlow({
      host,
      port,
      secure,
      doSTARTTLS: !secure,
      auth: { user, pass: password },
      ...(ca === undefined ? {} : { tls: { ca } }),
      logger: false,
      disableAutoIdle: true,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
    });
    // Without a listener a lost connection would end the process; the next command meets it and connects again.
    client.on('error', () => this.#wake?.());
    client.on('close', () => this.#wake?.());
    client.on('exists', () => {
      this.#news = true;
      this.#wake?.();
    });
    try {
      await client.connect();
      await client.mailboxOpen(this.#options.mailbox ?? 'INBOX');
    } catch (error) {
      client.close();
      throw imapFailed(error, `the mailbox of ${user} at ${host}`);
    }
    this.#client = client;
    this.#messages.clear();
    return client;
  }
}
