/**
 * Declared routes on an HTTP server. A request passes, in this order: origin, rate of its address, size and form of its
 * body, session, rate of its account, the declared shape; then its handler; and its reply leaves as declared.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '@rubato/ports';
import {
  jsonShape,
  serviceErrors,
  type RouteInput,
  type RouteReply,
  type ServiceErrorReply,
  type ServiceRoute,
} from '@rubato/protocol';
import { Refused, Throttled } from '@rubato/services';
import { addressGroup } from '../websocket/peer-address.ts';
import { answerPreflight, guardOrigins } from './cross-origin.ts';
import { parseJson } from './json-body.ts';
import { addPacking } from './packed-answers.ts';
import type { Rates } from './rate-buckets.ts';
import { refusalOf } from './refusal.ts';
import { readInput } from './route-input.ts';

/** Longest `Idempotency-Key`, in characters of printable ASCII. */
export const IDEMPOTENCY_KEY_LENGTH = 64;
export const IDEMPOTENCY_KEY = new RegExp(`^[\\x21-\\x7e]{1,${IDEMPOTENCY_KEY_LENGTH}}$`);
const BEARER = /^Bearer ([A-Za-z0-9._~+/=-]{1,1024})$/i;
const PROGRAM_LENGTH = 128;

/** What a handler is told about the request beside its input. */
export interface ApiCall<Caller> {
  /** The client's address, behind whatever proxies are trusted. */
  readonly address: string;
  /** Its User-Agent, shortened. */
  readonly program: string;
  readonly idempotencyKey: string | undefined;
  /** Always there for a route that declares one; for others when a live session came along. */
  readonly caller: Caller | undefined;
}

export type RouteTable = Readonly<Record<string, ServiceRoute>>;

/** One function for each route of a table. */
export type RouteHandlers<Routes, Caller> = {
  readonly [Name in keyof Routes]: (
    input: RouteInput<Routes[Name]>,
    call: ApiCall<Caller>,
  ) => Promise<RouteReply<Routes[Name]>>;
};

type AnyHandler<Caller> = (input: never, call: ApiCall<Caller>) => Promise<unknown>;

export interface ApiOptions<Caller> {
  readonly routes: RouteTable;
  readonly handlers: Readonly<Record<string, AnyHandler<Caller>>>;
  /** Pages besides our own that may call. */
  readonly origins: readonly string[];
  /** The live session of a token; undefined for one that is unknown or has ended. */
  readonly resolve: (token: string) => Promise<Caller | undefined>;
  /** What an account is counted by. */
  readonly accountOf: (caller: Caller) => string;
  /** False for a caller who still has to choose a character. */
  readonly hasCharacter: (caller: Caller) => boolean;
  readonly addressRates: Rates;
  readonly accountRates: Rates;
  readonly log: Log;
}

export function addServiceRoutes<Caller>(app: FastifyInstance, options: ApiOptions<Caller>): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    const json = async (_request: unknown, body: string | Buffer) =>
      body.length === 0 ? undefined : parseJson(String(body));
    scope.addContentTypeParser(/^application\/json\b/, { parseAs: 'string' }, json);
    scope.setErrorHandler((error, request, reply) => refuse(error, request, reply, options.log));
    guardOrigins(scope, options.origins);
    addPacking(scope);
    scope.addHook('onRequest', (request, _reply, done) => {
      const limited = limit(options.addressRates, addressGroup(request.ip));
      if (limited === undefined) done();
      else limited.then(() => done(), done);
    });
    for (const [name, route] of Object.entries(options.routes)) addRoute(scope, options, name, route);
    for (const [path, methods] of methodsByPath(options.routes)) answerPreflight(scope, path, methods);
  });
}

/** `/api/characters/{id}` in the notation of the HTTP library. */
export function pathPattern(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function addRoute<Caller>(
  scope: FastifyInstance,
  options: ApiOptions<Caller>,
  name: string,
  route: ServiceRoute,
): void {
  const handler = options.handlers[name];
  if (handler === undefined) throw new TypeError(`the route ${name} has no handler`);
  const reply = jsonShape(route.reply);
  scope.route({
    method: route.method,
    url: pathPattern(route.path),
    ...(route.bodyBytes !== undefined && { bodyLimit: route.bodyBytes }),
    handler: async (request, response) => {
      const caller = await callerOf(request, route, options);
      const input = readInput(route, request);
      if (!input.ok) throw new Refused('bad-request', input.message);
      const result = await handler(input.value as never, {
        address: request.ip,
        program: (request.headers['user-agent'] ?? '').slice(0, PROGRAM_LENGTH),
        idempotencyKey: idempotencyKeyOf(request),
        caller,
      });
      response.header('cache-control', 'no-store');
      return reply.toJson(result as never);
    },
  });
}

async function callerOf<Caller>(
  request: FastifyRequest,
  route: ServiceRoute,
  { resolve, accountOf, hasCharacter, accountRates }: ApiOptions<Caller>,
): Promise<Caller | undefined> {
  const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
  const caller = token === undefined ? undefined : await resolve(token);
  const limited = caller && limit(accountRates, accountOf(caller));
  if (limited) await limited;
  if (route.caller === 'anyone') return caller;
  if (caller === undefined)
    throw new Refused('not-logged-in', 'log in, and send the session token as "Authorization: Bearer …"');
  if (route.caller === 'character' && !hasCharacter(caller))
    throw new Refused('not-allowed', 'choose a character first (POST /api/characters/select)');
  return caller;
}

function idempotencyKeyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !IDEMPOTENCY_KEY.test(key))
    throw new Refused(
      'bad-request',
      `Idempotency-Key: expected 1 to ${IDEMPOTENCY_KEY_LENGTH} printable characters without spaces`,
    );
  return key;
}

/** Throws or rejects with Throttled; a promise only where other servers are asked. */
function limit(rates: Rates, key: string): Promise<void> | undefined {
  const retryAfterMs = rates.take(key);
  if (typeof retryAfterMs !== 'number') return retryAfterMs.then(throttle);
  throttle(retryAfterMs);
  return undefined;
}

function throttle(retryAfterMs: number): void {
  if (retryAfterMs > 0) throw new Throttled(retryAfterMs);
}

function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const known = refusalOf(error);
  if (known === undefined)
    log.log('error', 'a request failed', { method: request.method, route: request.routeOptions.url, error });
  // Our own failures stay in our own log.
  const answer: ServiceErrorReply = known ?? { error: 'failed', message: 'the server failed; its log says why' };
  const { status } = serviceErrors[answer.error];
  reply.code(status).header('cache-control', 'no-store');
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  if (answer.retryAfterMs !== undefined) reply.header('retry-after', String(Math.ceil(answer.retryAfterMs / 1000)));
  return reply.send(answer);
}

function methodsByPath(routes: RouteTable): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const { method, path } of Object.values(routes)) {
    const pattern = pathPattern(path);
    methods.set(pattern, [...(methods.get(pattern) ?? []), method]);
  }
  return methods;
}
