// A Rubato server as a courier: a mailbox for each account. Parcels are addressed by username, like mail.
//
//   PUT    /api/letters/parcels         into somebody's mailbox
//   GET    /api/letters/parcels         what is in one's own, page by page; empty, it may wait for something to come
//   GET    /api/letters/parcels/bytes   one of them
//   DELETE /api/letters/parcels         it is safe here

import { base64, fromBase64, utf8Decode, utf8Encode } from '@rubato/schema';
import type { Courier } from '../courier.ts';
import { CourierError } from '../courier-error.ts';
import { checkedBytes, MAX_PARCEL_BYTES, type Parcel, readKey } from '../parcel.ts';
import { MAX_LISTED } from '../store/file-store.ts';
import { asked, bodyOf, expectOk, MAX_PAGE_BYTES } from '../store/http.ts';

export interface ServerCourierOptions {
  /** `https://play.example.org` */
  readonly url: string;
  /** A session token; asked for again when the server no longer knows the one before. Throws CourierError. */
  readonly login: () => Promise<string>;
  /** Usernames by player. */
  readonly addresses: Readonly<Record<string, string>>;
}

/** Of one answer with a parcel in it. */
const MAX_ANSWER_BYTES = Math.ceil(MAX_PARCEL_BYTES / 3) * 4 + 1024;
const PARCELS = '/api/letters/parcels';

interface Page {
  readonly parcels: readonly { readonly id: string; readonly name: string }[];
}

export class ServerCourier implements Courier {
  readonly reach = 'each';
  readonly #options: ServerCourierOptions;
  readonly #url: string;
  #token: string | undefined;
  /** Id of the newest parcel seen: what is there since is no news. */
  #newest = '';

  constructor(options: ServerCourierOptions) {
    this.#options = options;
    this.#url = options.url.replace(/\/+$/, '');
  }

  async put({ key, bytes }: Parcel, to: string): Promise<void> {
    const { addresses } = this.#options;
    const address = Object.hasOwn(addresses, to) ? addresses[to] : undefined;
    if (address === undefined) throw new CourierError('refused', `no username of ${to} is known: addresses lacks it`);
    await this.#ask(`sending to ${address}`, PARCELS, {
      method: 'PUT',
      body: { name: key, to: address, bytes: base64(bytes) },
    });
  }

  async list(match?: string): Promise<readonly string[]> {
    const names: string[] = [];
    for (let after: string | undefined = ''; after !== undefined;) {
      const parcels = await this.#page({ ...(match !== undefined && { match }), ...(after !== '' && { after }) });
      names.push(...parcels.map(({ name }) => name));
      if (names.length > MAX_LISTED) throw new CourierError('too-large', `more than ${MAX_LISTED} parcels wait`);
      after = parcels.at(-1)?.id;
    }
    return names.filter((name) => readKey(name) !== undefined).sort();
  }

  async fetch(key: string): Promise<Uint8Array> {
    if (readKey(key) === undefined) throw new CourierError('missing', `${key} is no parcel's name`);
    const query = new URLSearchParams({ name: key });
    const { bytes } = (await this.#ask(`fetching ${key}`, `${PARCELS}/bytes?${query}`)) as { readonly bytes: unknown };
    return checkedBytes(key, typeof bytes === 'string' ? decoded(bytes) : new Uint8Array());
  }

  async acknowledge(key: string): Promise<void> {
    await this.#ask(`acknowledging ${key}`, `${PARCELS}?${new URLSearchParams({ name: key })}`, { method: 'DELETE' });
  }

  /** The server answers as soon as something comes, and after eight seconds anyway. */
  async wait(timeoutMs: number): Promise<void> {
    const after = this.#newest;
    await this.#page({ waitMs: String(Math.max(1, Math.trunc(timeoutMs))), ...(after !== '' && { after }) });
  }

  async close(): Promise<void> {}

  async #page(query: Readonly<Record<string, string>>): Promise<Page['parcels']> {
    const { parcels } = (await this.#ask(
      'looking into the mailbox',
      `${PARCELS}?${new URLSearchParams(query)}`,
    )) as Page;
    if (!Array.isArray(parcels)) throw new CourierError('damaged', 'the server’s list of parcels is none');
    const newest = (parcels as Page['parcels']).at(-1)?.id ?? '';
    if (newest > this.#newest) this.#newest = newest;
    return parcels;
  }

  async #ask(what: string, path: string, options: AskOptions = {}): Promise<unknown> {
    const known = this.#token;
    const token = known ?? (this.#token = await this.#options.login());
    let response = await asked(what, requestOf(`${this.#url}${path}`, token, options));
    if (response.status === 401 && known !== undefined) {
      await response.body?.cancel();
      this.#token = await this.#options.login();
      response = await asked(what, requestOf(`${this.#url}${path}`, this.#token, options));
    }
    return answerOf(what, response);
  }
}

interface AskOptions {
  readonly method?: string;
  readonly body?: object;
}

const requestOf = (url: string, token: string | undefined, { method = 'GET', body }: AskOptions): Request =>
  new Request(url, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: new Uint8Array(utf8Encode(JSON.stringify(body))) }),
  });

async function answerOf(what: string, response: Response): Promise<unknown> {
  await expectOk(what, response);
  const limit = Math.max(MAX_PAGE_BYTES, MAX_ANSWER_BYTES);
  try {
    return JSON.parse(utf8Decode(await bodyOf(what, response, limit))) ?? {};
  } catch (error) {
    if (error instanceof CourierError) throw error;
    throw new CourierError('damaged', `${what}: the answer is no JSON`, { cause: error });
  }
}

function decoded(text: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch {
    return new Uint8Array();
  }
}

/** A new session of an account. Throws CourierError `auth` for a wrong password. */
export async function logInTo(url: string, username: string, password: string): Promise<string> {
  const what = `logging in as ${username}`;
  const body = { username, password };
  const request = requestOf(`${url.replace(/\/+$/, '')}/api/auth/login`, undefined, { method: 'POST', body });
  const { sessionToken } = (await answerOf(what, await asked(what, request))) as { readonly sessionToken?: unknown };
  if (typeof sessionToken !== 'string') throw new CourierError('auth', `${what}: no session came back`);
  return sessionToken;
}
