/**
 * The services of a server as methods, one per declared route, typed from the declaration. A login is remembered and its
 * session token goes along; one that has run out is renewed by the refresh token, once for all calls that wait for it.
 */
import { apiRoutes, jsonShape, serviceErrors } from '@rubato/protocol';
import type {
  ApiRouteName,
  ApiRoutes,
  RouteInput,
  RouteReply,
  ServiceErrorCode,
  ServiceErrorReply,
  ServiceRoute,
} from '@rubato/protocol';
import { known } from './known-fields.ts';

/** What a login gave, to be kept where only this program reads it. */
export type Login = RouteReply<ApiRoutes['login']>;

/** Where a login is kept between two lives of a program. */
export interface LoginStorage {
  load(): Login | undefined;
  /** Undefined: it is over. */
  save(login: Login | undefined): void;
}

export interface ApiOptions {
  /**
   * http:// or https:// address of the server; empty in a page that the server itself served. Of several servers with one
   * world, calls go to the next when one doesn't answer; the call that found it so is rejected, as it may have been done.
   */
  readonly baseUrl: string | readonly string[];
  /** Default: the platform's. */
  readonly fetch?: typeof fetch;
  /** A session token that came from elsewhere; without a login there is nothing to renew it with. */
  readonly token?: string;
  /** Default: the login is forgotten with this object. */
  readonly storage?: LoginStorage;
  /** Milliseconds since 1970. Default: the platform's. */
  readonly wallMs?: () => number;
}

export interface CallOptions {
  /** The same key and call twice are done once, where the route says so; 1 to 64 printable characters. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/** `network`: nobody answered, or what answered is no Rubato server. */
export type ApiErrorCode = ServiceErrorCode | 'network';

/** The server refused, or could not be asked; `code` is for programs, `message` for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  /** Of HTTP; 0 without an answer. */
  readonly status: number;
  readonly retryAfterMs: number | undefined;

  constructor(code: ApiErrorCode, status: number, message: string, retryAfterMs?: number, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }

  /** Trying again is of no use before somebody has logged in. */
  get loginEnded(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

/** What a route doesn't need may be left out altogether. */
type Method<R> =
  object extends RouteInput<R>
    ? (input?: RouteInput<R>, options?: CallOptions) => Promise<RouteReply<R>>
    : (input: RouteInput<R>, options?: CallOptions) => Promise<RouteReply<R>>;

export type ApiMethods = { readonly [Name in ApiRouteName]: Method<ApiRoutes[Name]> };

export interface Api extends ApiMethods {
  /** Of the present login; undefined for nobody, or where only a token was given. */
  readonly account: { readonly accountId: string; readonly username: string } | undefined;
  /** A session token that is good for a while, renewed if need be: for `createClient({ token: () => api.freshToken() })`. */
  freshToken(): Promise<string | undefined>;
}

/** A session token with less time left than this is renewed before it opens a socket. */
const RENEW_BEFORE_MS = 60_000;

const LOGIN_ROUTES: ReadonlySet<string> = new Set<ApiRouteName>(['register', 'login', 'guest']);

export function createApi(options: ApiOptions): Api {
  const caller = new ApiCaller(options);
  const methods = Object.keys(apiRoutes).map((name) => [
    name,
    (input: object = {}, call: CallOptions = {}) => caller.call(name as ApiRouteName, input, call),
  ]);
  const api = { ...Object.fromEntries(methods), freshToken: () => caller.freshToken() } as Omit<Api, 'account'>;
  return Object.defineProperty(api, 'account', { get: () => caller.account, enumerable: true }) as Api;
}

class ApiCaller {
  readonly #options: ApiOptions;
  readonly #fetch: typeof fetch;
  #token: string | undefined;
  #login: Login | undefined;
  #renewal: Promise<void> | undefined;
  /** Which of the addresses is asked. */
  #at = 0;

  constructor(options: ApiOptions) {
    if (typeof options.baseUrl !== 'string' && options.baseUrl.length === 0)
      throw new TypeError('an api needs at least one address');
    this.#options = options;
    // Unbound, it would be called as a method of ours, which browsers refuse.
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.#login = options.storage?.load();
    this.#token = options.token ?? this.#login?.sessionToken;
  }

  get account(): Api['account'] {
    return this.#login && { accountId: this.#login.accountId, username: this.#login.username };
  }

  async call(name: ApiRouteName, input: object, options: CallOptions): Promise<unknown> {
    const reply = await this.#withRenewal(name, input, options);
    if (LOGIN_ROUTES.has(name)) this.#remember(reply as Login);
    if (name === 'refresh') this.#remember(reply as Login);
    if (name === 'nameGuest' && this.#login) this.#remember({ ...this.#login, ...(reply as { username: string }) });
    if (name === 'logout') this.#remember(undefined);
    return reply;
  }

  async freshToken(): Promise<string | undefined> {
    const { wallMs = () => Date.now() } = this.#options;
    if (this.#login && this.#login.sessionExpiresMs - wallMs() < RENEW_BEFORE_MS) await this.#renew(this.#token);
    return this.#token;
  }

  async #withRenewal(name: ApiRouteName, input: object, options: CallOptions): Promise<unknown> {
    const route: ServiceRoute = apiRoutes[name];
    const token = this.#token;
    try {
      return await this.#send(route, input, token, options);
    } catch (error) {
      const ended = error instanceof ApiError && error.code === 'not-logged-in';
      if (!ended || route.caller === 'anyone' || this.#login === undefined) throw error;
      await this.#renew(token);
      return this.#send(route, input, this.#token, options);
    }
  }

  /** Calls that find the same token spent wait for one renewal. */
  async #renew(spent: string | undefined): Promise<void> {
    if (this.#token !== spent) return;
    this.#renewal ??= this.#exchange().finally(() => (this.#renewal = undefined));
    await this.#renewal;
  }

  async #exchange(): Promise<void> {
    const { refreshToken } = this.#login!;
    // Another tab of the same browser may have renewed it meanwhile: its tokens are the good ones now.
    const stored = this.#options.storage?.load();
    if (stored !== undefined && stored.refreshToken !== refreshToken) return this.#remember(stored);
    try {
      this.#remember((await this.#send(apiRoutes.refresh, { refreshToken }, undefined, {})) as Login);
    } catch (error) {
      // A server that can't be reached, or has too much to do, leaves the login as it is.
      if (error instanceof ApiError && error.loginEnded) this.#remember(undefined);
      throw error;
    }
  }

  #remember(login: Login | undefined): void {
    this.#login = login;
    this.#token = login?.sessionToken;
    this.#options.storage?.save(login);
  }

  async #send(route: ServiceRoute, input: object, token: string | undefined, options: CallOptions): Promise<unknown> {
    const answer = await this.#ask(route, input, token, options);
    const json: unknown = await answer.json().catch(() => undefined);
    if (!answer.ok) throw errorOf(answer.status, json);
    const checked = jsonShape(route.reply).fromJson(known(route.reply, json));
    if (!checked.ok)
      throw new ApiError(
        'network',
        answer.status,
        `the answer of ${route.path} is not as declared: ${checked.message}`,
      );
    return checked.value;
  }

  async #ask(route: ServiceRoute, input: object, token: string | undefined, options: CallOptions): Promise<Response> {
    const { path, query, body } = partsOf(route, input as Record<string, unknown>);
    const headers: Record<string, string> = {};
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (options.idempotencyKey !== undefined) headers['idempotency-key'] = options.idempotencyKey;
    const init: RequestInit = { method: route.method, headers, credentials: 'omit', cache: 'no-store' };
    if (body !== undefined) init.body = body;
    if (options.signal !== undefined) init.signal = options.signal;
    const at = this.#at;
    const { baseUrl } = this.#options;
    const base = typeof baseUrl === 'string' ? baseUrl : baseUrl[at % baseUrl.length]!;
    try {
      return await this.#fetch(`${base}${path}${query}`, init);
    } catch (error) {
      // Of several calls that fail at once, one moves on.
      if (this.#at === at && options.signal?.aborted !== true) this.#at++;
      const why = error instanceof Error ? error.message : String(error);
      throw new ApiError('network', 0, `the server does not answer: ${why}`, undefined, { cause: error });
    }
  }
}

function partsOf(route: ServiceRoute, input: Record<string, unknown>) {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_braces, name: string) => encodeURIComponent(String(input[name])));
  const query = new URLSearchParams();
  for (const name of Object.keys(route.query)) if (input[name] !== undefined) query.set(name, String(input[name]));
  const names = Object.keys(route.body);
  const body = Object.fromEntries(names.filter((name) => name in input).map((name) => [name, input[name]]));
  return {
    path,
    query: query.size === 0 ? '' : `?${query}`,
    body: names.length === 0 ? undefined : JSON.stringify(jsonShape(route.body).toJson(body as never)),
  };
}

function errorOf(status: number, json: unknown): ApiError {
  const { error, message, retryAfterMs } = (json ?? {}) as Partial<ServiceErrorReply>;
  if (typeof error !== 'string' || !Object.hasOwn(serviceErrors, error))
    return new ApiError('network', status, `something that is no Rubato server answered with ${status}`);
  return new ApiError(error, status, message ?? serviceErrors[error].meaning, retryAfterMs);
}

/** A refusal that came over a socket. */
export function apiErrorOf(code: ServiceErrorCode, message: string, retryAfterMs?: number): ApiError {
  return new ApiError(code, serviceErrors[code].status, message, retryAfterMs);
}
