// A bucket of Amazon S3, or of anything that speaks its protocol: path-style addresses, signature version 4.

import { utf8Decode } from '@rubato/schema';
import { AwsClient } from 'aws4fetch';
import { CourierError } from '../courier-error.ts';
import { type FileStore, MAX_LISTED } from './file-store.ts';
import { asked, bodyOf, expectOk, MAX_PAGE_BYTES, tagged } from './http.ts';

export interface S3Options {
  /** `https://s3.eu-central-1.amazonaws.com`, without the bucket. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The longest that the protocol allows: seven days. */
export const MAX_LINK_SECONDS = 7 * 86_400;

export class S3Store implements FileStore {
  readonly #client: AwsClient;
  readonly #bucket: string;

  constructor({ endpoint, bucket, region, accessKeyId, secretAccessKey }: S3Options) {
    // The outbox repeats what fails, with its own waits.
    this.#client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
    this.#bucket = `${endpoint.replace(/\/$/, '')}/${bucket}`;
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    const what = `putting ${name}`;
    const body = new Uint8Array(bytes);
    const response = await this.#ask(what, `${this.#bucket}/${name}`, { method: 'PUT', body });
    await expectOk(what, response);
    await response.body?.cancel();
  }

  async get(name: string, maxBytes: number): Promise<Uint8Array | undefined> {
    const what = `getting ${name}`;
    const response = await this.#ask(what, `${this.#bucket}/${name}`);
    if (response.status === 404) return undefined;
    await expectOk(what, response);
    return bodyOf(what, response, maxBytes);
  }

  async list(prefix: string): Promise<readonly string[]> {
    const names: string[] = [];
    for (let token: string | undefined = ''; token !== undefined;) {
      const query = new URLSearchParams({ 'list-type': '2', prefix, ...(token && { 'continuation-token': token }) });
      const response = await this.#ask('listing', `${this.#bucket}?${query}`);
      await expectOk('listing', response);
      const page = utf8Decode(await bodyOf('listing', response, MAX_PAGE_BYTES));
      names.push(...tagged(page, 'Key'));
      if (names.length > MAX_LISTED) throw new CourierError('too-large', `more than ${MAX_LISTED} files in the bucket`);
      token = tagged(page, 'IsTruncated')[0] === 'true' ? tagged(page, 'NextContinuationToken')[0] : undefined;
    }
    return names;
  }

  /** A link by which anyone may get or put this one file for so long. */
  async link(name: string, method: 'GET' | 'PUT', seconds: number, now: Date = new Date()): Promise<string> {
    if (!(seconds >= 1 && seconds <= MAX_LINK_SECONDS))
      throw new RangeError(`a link lasts 1 to ${MAX_LINK_SECONDS} seconds, not ${seconds}`);
    const datetime = now.toISOString().replaceAll(/[:-]|\.\d{3}/g, '');
    const url = `${this.#bucket}/${name}?X-Amz-Expires=${seconds}`;
    const { url: signed } = await this.#client.sign(url, { method, aws: { signQuery: true, datetime } });
    return signed;
  }

  async close(): Promise<void> {}

  async #ask(what: string, url: string, init: RequestInit = {}): Promise<Response> {
    return asked(what, await this.#client.sign(url, init));
  }
}
