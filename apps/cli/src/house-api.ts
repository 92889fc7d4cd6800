/** Calls of the house's own routes (`/admin/api`), for commands of operators. */
import {
  adminRoutes,
  type RouteInput,
  type RouteReply,
  type ServiceErrorReply,
  type ServiceRoute,
} from '@rubato/protocol';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CliError, exitCodes, type ExitCode } from './exit.ts';
import type { Shell } from './shell.ts';

export interface HouseFlags {
  readonly admin?: string;
  readonly tokenFile?: string;
  readonly json?: boolean;
}

type Routes = typeof adminRoutes;

/** As long as a server may take for any answer. */
const ANSWER_MS = 30_000;
const DEFAULT_URL = 'http://127.0.0.1:8790';
const CODES: Readonly<Partial<Record<string, ExitCode>>> = {
  'not-logged-in': exitCodes.auth,
  'not-allowed': exitCodes.auth,
  'bad-request': exitCodes.usage,
  'bad-value': exitCodes.usage,
  'not-found': exitCodes.usage,
};

export class HouseApi {
  readonly #url: string;
  readonly #token: string | undefined;

  /** Throws CliError for an address that is none, or a file that can't be read. */
  constructor({ admin, tokenFile }: HouseFlags, { environment, directory }: Shell) {
    this.#url = admin ?? environment['RUBATO_ADMIN_URL'] ?? DEFAULT_URL;
    if (!/^https?:/.test(URL.parse(this.#url)?.protocol ?? ''))
      throw new CliError(exitCodes.usage, `--admin ${this.#url} is no address such as ${DEFAULT_URL}`);
    this.#token = tokenFile === undefined ? environment['RUBATO_ADMIN_TOKEN'] : tokenIn(resolve(directory, tokenFile));
  }

  /** Throws CliError: the server's refusal in its words, or that there is none. */
  async call<K extends keyof Routes>(name: K, input: RouteInput<Routes[K]>): Promise<RouteReply<Routes[K]>> {
    const route: ServiceRoute = adminRoutes[name];
    if (route.caller !== 'anyone' && this.#token === undefined)
      throw new CliError(
        exitCodes.auth,
        'no token: put yours into RUBATO_ADMIN_TOKEN, or into a file for --token-file',
      );
    const given = Object.entries(input).filter(([, value]) => value !== undefined);
    const body = given.filter(([field]) => Object.hasOwn(route.body, field));
    const query = given.filter(([field]) => Object.hasOwn(route.query, field));
    const values = Object.fromEntries(given) as Record<string, unknown>;
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_, field: string) => encodeURIComponent(String(values[field])));
    const asked = query.length === 0 ? '' : `?${String(new URLSearchParams(query.map(([k, v]) => [k, String(v)])))}`;
    const answer = await this.#fetch(`${path}${asked}`, {
      method: route.method,
      headers: {
        ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
        ...(route.method === 'POST' && Object.keys(route.body).length > 0
          ? { 'content-type': 'application/json' }
          : {}),
      },
      ...(Object.keys(route.body).length > 0 ? { body: JSON.stringify(Object.fromEntries(body)) } : {}),
    });
    const reply: unknown = await answer.json().catch(() => undefined);
    if (answer.ok && reply !== undefined) return reply as RouteReply<Routes[K]>;
    const { error = '', message = `${this.#url} is no admin address of a Rubato server` } = (reply ??
      {}) as Partial<ServiceErrorReply>;
    throw new CliError(CODES[error] ?? (error === '' ? exitCodes.network : exitCodes.failure), message);
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(new URL(path, this.#url), { ...init, signal: AbortSignal.timeout(ANSWER_MS) });
    } catch (error) {
      const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new CliError(exitCodes.network, `${this.#url} does not answer: ${why}; is the server running here?`);
    }
  }
}

function tokenIn(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new CliError(exitCodes.usage, `--token-file ${path} can't be read: ${(error as Error).message}`);
  }
}
