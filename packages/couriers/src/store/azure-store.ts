// A container of Azure Blob Storage by its REST interface. Every request carries a shared access signature: one that
// somebody gave us, or one that is made of the account's key for an hour at a time.

import { createHmac } from 'node:crypto';
import { utf8Decode } from '@rubato/schema';
import { CourierError } from '../courier-error.ts';
import { type FileStore, MAX_LISTED } from './file-store.ts';
import { asked, bodyOf, expectOk, MAX_PAGE_BYTES, tagged } from './http.ts';

export interface AzureOptions {
  /** `https://ACCOUNT.blob.core.windows.net/CONTAINER` */
  readonly container: string;
  readonly access: { readonly account: string; readonly key: string } | { readonly sas: string };
}

const VERSION = '2020-12-06';
const HOUR_MS = 3_600_000;
/** Clocks differ: a signature holds from a little before now. */
const SKEW_MS = 5 * 60_000;

export interface SasScope {
  /** Some of `rcwdl`, in this order: read, create, write, delete, list. */
  readonly permissions: string;
  /** One file; without it the whole container. */
  readonly name?: string;
  readonly startMs: number;
  readonly endMs: number;
}

export class AzureStore implements FileStore {
  readonly #container: URL;
  readonly #access: AzureOptions['access'];

  constructor({ container, access }: AzureOptions) {
    this.#container = new URL(container.replace(/\/$/, ''));
    this.#access = access;
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    const what = `putting ${name}`;
    const body = new Uint8Array(bytes);
    const headers = { 'x-ms-blob-type': 'BlockBlob' };
    const response = await this.#ask(what, name, {}, { method: 'PUT', body, headers });
    await expectOk(what, response);
    await response.body?.cancel();
  }

  async get(name: string, maxBytes: number): Promise<Uint8Array | undefined> {
    const what = `getting ${name}`;
    const response = await this.#ask(what, name);
    if (response.status === 404) return undefined;
    await expectOk(what, response);
    return bodyOf(what, response, maxBytes);
  }

  async list(prefix: string): Promise<readonly string[]> {
    const names: string[] = [];
    for (let marker: string | undefined = ''; marker !== undefined;) {
      const query = { restype: 'container', comp: 'list', prefix, ...(marker && { marker }) };
      const response = await this.#ask('listing', undefined, query);
      await expectOk('listing', response);
      const page = utf8Decode(await bodyOf('listing', response, MAX_PAGE_BYTES));
      names.push(...tagged(page, 'Name'));
      if (names.length > MAX_LISTED)
        throw new CourierError('too-large', `more than ${MAX_LISTED} files in the container`);
      marker = tagged(page, 'NextMarker')[0] || undefined;
    }
    return names;
  }

  /** A link by which anyone may get this one file until it expires. Throws CourierError `auth` without the account's key. */
  link(name: string, { startMs, endMs }: Pick<SasScope, 'startMs' | 'endMs'>): string {
    return this.#url(name, {}, this.sas({ permissions: 'r', name, startMs, endMs }));
  }

  /** A shared access signature as a query. Throws CourierError `auth` without the account's key. */
  sas({ permissions, name, startMs, endMs }: SasScope): string {
    if ('sas' in this.#access) throw new CourierError('auth', 'only the account’s key can make links');
    const { account, key } = this.#access;
    const container = this.#container.pathname.split('/').at(-1) as string;
    const [start, end] = [isoSeconds(startMs), isoSeconds(endMs)];
    const protocol = this.#container.protocol === 'https:' ? 'https' : 'https,http';
    const resource = name === undefined ? 'c' : 'b';
    const path = `/blob/${account}/${container}${name === undefined ? '' : `/${name}`}`;
    // Identifier, address, then after the resource: snapshot, encryption scope and five response headers stay empty.
    const signed = [permissions, start, end, path, '', '', protocol, VERSION, resource, ...Array(7).fill('')];
    const sig = createHmac('sha256', Buffer.from(key, 'base64')).update(signed.join('\n')).digest('base64');
    const query = { sv: VERSION, st: start, se: end, sr: resource, sp: permissions, spr: protocol, sig };
    return new URLSearchParams(query).toString();
  }

  async close(): Promise<void> {}

  #own(): string {
    if ('sas' in this.#access) return this.#access.sas.replace(/^\?/, '');
    const nowMs = Date.now();
    return this.sas({ permissions: 'rcwl', startMs: nowMs - SKEW_MS, endMs: nowMs + HOUR_MS });
  }

  #url(name: string | undefined, query: Readonly<Record<string, string>>, sas: string): string {
    const url = new URL(this.#container);
    if (name !== undefined) url.pathname += `/${name}`;
    const more = new URLSearchParams(query).toString();
    url.search = more === '' ? sas : `${more}&${sas}`;
    return url.href;
  }

  #ask(
    what: string,
    name?: string,
    query: Readonly<Record<string, string>> = {},
    { headers, ...init }: RequestInit = {},
  ): Promise<Response> {
    const url = this.#url(name, query, this.#own());
    return asked(what, new Request(url, { ...init, headers: { ...headers, 'x-ms-version': VERSION } }));
  }
}

const isoSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
