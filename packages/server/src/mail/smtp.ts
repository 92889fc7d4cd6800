/** Mails by SMTP, over one connection that stays open while there are more. */
import nodemailer from 'nodemailer';
import { DeliveryRefused, type SendMail } from './mail.ts';

export interface SmtpOptions {
  /** `smtp://user:password@host:587` demands STARTTLS where there is a password; `smtps://` speaks TLS from the start. */
  readonly url: string;
  /** `Rubato <games@example.org>` or the address alone. */
  readonly from: string;
  /** PEM of a certificate authority beside the usual ones. */
  readonly ca?: string;
}

export interface Mailer {
  readonly send: SendMail;
  close(): void;
}

const TIMEOUT_MS = 20_000;
const PORTS: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 };

export function smtpMailer({ url, from, ca }: SmtpOptions): Mailer {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const auth = username === '' ? undefined : { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  const transport = nodemailer.createTransport({
    host: hostname,
    port: port === '' ? PORTS[protocol]! : Number(port),
    secure,
    requireTLS: !secure && auth !== undefined,
    ...(auth && { auth }),
    tls: ca === undefined ? {} : { ca },
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    pool: true,
    maxConnections: 1,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^\s>]+)>?$/.exec(from)?.[1] ?? 'localhost';
  return {
    close: () => transport.close(),
    send: async ({ to, subject, text, html, messageKey, unsubscribeUrl }) => {
      const headers: Record<string, string> = { 'Auto-Submitted': 'auto-generated' };
      if (unsubscribeUrl !== undefined) {
        headers['List-Unsubscribe'] = `<${unsubscribeUrl}>`;
        headers['List-Unsubscribe-Post'] = 'List-Unsubscribe=One-Click';
      }
      try {
        // An address is one mailbox, never a list to be parsed.
        const recipient = { name: '', address: to };
        await transport.sendMail({
          from,
          to: recipient,
          subject,
          text,
          html,
          headers,
          messageId: `<${messageKey}@${domain}>`,
        });
      } catch (error) {
        const { responseCode = 0, code, message } = error as Error & { responseCode?: number; code?: string };
        // A wrong password is the operator's to mend, and then the mail goes out.
        if (code !== 'EAUTH' && responseCode >= 500) throw new DeliveryRefused(message, { cause: error });
        throw error;
      }
    },
  };
}
