/** Mails to players: what each says, in text and in HTML, with one click to end them (RFC 2369, RFC 8058). */
import { createHash } from 'node:crypto';
import type { CodeToSend, Delivery } from '@rubato/services';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same for the same news: a mail that is sent again is shown once by most programs. */
  readonly messageKey: string;
  /** Answers a POST by ending what goes to this address; absent in mails that nobody gets but by asking. */
  readonly unsubscribeUrl?: string;
}

/** Resolves when somebody took it; rejects with DeliveryRefused when nobody ever will. */
export type SendMail = (mail: Mail) => Promise<void>;

/** Trying again is of no use. */
export class DeliveryRefused extends Error {
  override readonly name = 'DeliveryRefused';
}

export interface MailLinks {
  readonly pageUrl: string;
  readonly unsubscribe: string;
  readonly to: string;
}

export const UNSUBSCRIBE_PATH = '/unsubscribe/';

export function newsMail({ id, title, body, link }: Delivery, { pageUrl, unsubscribe, to }: MailLinks): Mail {
  const target = new URL(link, pageUrl).href;
  const unsubscribeUrl = new URL(`${UNSUBSCRIBE_PATH}${unsubscribe}`, pageUrl).href;
  const lines = [title, body, target].filter((line) => line !== '');
  return {
    to,
    subject: oneLine(title),
    text: `${lines.join('\n\n')}\n\n--\nNo more of these mails: ${unsubscribeUrl}\n`,
    html: page(
      `<p>${escaped(title)}</p>${body === '' ? '' : `<p>${escaped(body)}</p>`}<p><a href="${escaped(target)}">Open it</a></p>`,
      `<a href="${escaped(unsubscribeUrl)}">No more of these mails</a>`,
    ),
    messageKey: keyOf(id),
    unsubscribeUrl,
  };
}

export function codeMail({ address, code }: CodeToSend): Mail {
  const why = 'Somebody, you most likely, wants to be told of games at this address. If it was not you, do nothing.';
  return {
    to: address,
    subject: `Your code is ${code}`,
    text: `Your code is ${code}. It is good for half an hour.\n\n${why}\n`,
    html: page(`<p>Your code is <b>${code}</b>. It is good for half an hour.</p>`, why),
    messageKey: keyOf(`${address} ${code}`),
  };
}

/** 32 hexadecimal digits that say nothing. */
export const keyOf = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 32);

const page = (body: string, foot: string): string =>
  `<!doctype html><html lang="en"><body style="font-family:sans-serif;max-width:32em">${body}<p style="color:#666;font-size:small">${foot}</p></body></html>`;

const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ').trim();

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
