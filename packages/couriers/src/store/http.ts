// Requests to stores on the web: with a time-out, a limit to what is read, and their failures as CourierErrors.

import { CourierError, type CourierErrorCode } from '../courier-error.ts';

const TIMEOUT_MS = 30_000;
/** Bytes of an error's body that are shown. */
const ERROR_BYTES = 300;
/** Bytes of one page of a listing. */
export const MAX_PAGE_BYTES = 4 << 20;

/** The answer, whatever its status. Throws CourierError `network`. */
export async function asked(what: string, request: Request): Promise<Response> {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
  } catch (error) {
    throw new CourierError('network', `${what}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Throws CourierError unless the answer is good. */
export async function expectOk(what: string, response: Response): Promise<void> {
  if (response.ok) return;
  const text = await response.text().catch(() => '');
  throw new CourierError(
    codeOf(response.status),
    `${what}: ${response.status} ${text.slice(0, ERROR_BYTES).replaceAll(/\s+/g, ' ')}`,
  );
}

/** The body; throws CourierError `too-large` before more than `maxBytes` of it are in memory. */
export async function bodyOf(what: string, response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > maxBytes) throw new CourierError('too-large', `${what}: more than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof CourierError) throw error;
    throw new CourierError('network', `${what}: ${reasonOf(error)}`, { cause: error });
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function codeOf(status: number): CourierErrorCode {
  if (status === 401 || status === 403) return 'auth';
  if (status === 404) return 'missing';
  return status >= 500 || status === 408 || status === 429 ? 'network' : 'refused';
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}

/** What stands between all pairs of such tags; the five entities of XML undone. */
export const tagged = (xml: string, tag: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, text = '']) =>
    text.replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? ''),
  );

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
