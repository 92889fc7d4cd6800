/** One HTTP route, declared once: the server checks by it, the client calls by it, OpenAPI and documentation are made from it. */
import type { Fields, Value } from '@rubato/schema';
import type { ServiceErrorCode } from './service-errors.ts';

export type RouteMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Who may call: anybody, whoever has a session, or whoever has also chosen a character. */
export type RouteCaller = 'anyone' | 'account' | 'character';

export interface ServiceRoute<
  P extends Fields = Fields,
  Q extends Fields = Fields,
  B extends Fields = Fields,
  R extends Fields = Fields,
> {
  readonly method: RouteMethod;
  /** `/api/characters/{id}`: names in braces are the fields of `params`. */
  readonly path: string;
  readonly group: string;
  readonly meaning: string;
  readonly caller: RouteCaller;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly reply: R;
  /** Bytes of a body at most, where that isn't what all routes have. */
  readonly bodyBytes: number | undefined;
  /** Takes an `Idempotency-Key`: the same call under the same key is done once and answered alike. */
  readonly keyed: boolean;
  /** Beside those that every route may answer. */
  readonly errors: readonly ServiceErrorCode[];
}

const NONE = {} as const satisfies Fields;

interface RouteDeclaration<P extends Fields, Q extends Fields, B extends Fields, R extends Fields> extends Pick<
  ServiceRoute,
  'group' | 'meaning'
> {
  readonly caller?: RouteCaller;
  readonly bodyBytes?: number;
  readonly keyed?: boolean;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly reply?: R;
  readonly errors?: readonly ServiceErrorCode[];
}

/** @param where method and path, as in `POST /api/auth/login`. */
export function defineRoute<
  const P extends Fields = typeof NONE,
  const Q extends Fields = typeof NONE,
  const B extends Fields = typeof NONE,
  const R extends Fields = typeof NONE,
>(where: `${RouteMethod} /${string}`, declared: RouteDeclaration<P, Q, B, R>): ServiceRoute<P, Q, B, R> {
  const [method, path] = where.split(' ') as [RouteMethod, string];
  const {
    group,
    meaning,
    caller = 'account',
    keyed = false,
    params,
    query,
    body,
    reply,
    bodyBytes,
    errors = [],
  } = declared;
  const none = NONE as never;
  return {
    method,
    path,
    group,
    meaning,
    caller,
    params: params ?? none,
    query: query ?? none,
    body: body ?? none,
    reply: reply ?? none,
    bodyBytes,
    keyed,
    errors,
  };
}

/** What a caller hands over: params, query and body in one record, as their names never clash. */
export type RouteInput<T> =
  T extends ServiceRoute<infer P, infer Q, infer B, Fields> ? Readonly<Value<P> & Value<Q> & Value<B>> : never;
export type RouteReply<T> = T extends ServiceRoute<Fields, Fields, Fields, infer R> ? Readonly<Value<R>> : never;
