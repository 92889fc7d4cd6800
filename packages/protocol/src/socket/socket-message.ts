/** One message of the services' socket, declared once: the server checks by it, the client sends by it, the documentation shows it. */
import type { Fields, Value } from '@rubato/schema';
import type { RouteCaller } from '../api/route.ts';
import type { ServiceErrorCode } from '../api/service-errors.ts';

/** From what may wait, or be left out on a slow socket, to what passes everything else. */
export const messagePriorities = ['LOW', 'NORMAL', 'HIGH', 'CRITICAL'] as const;
export type MessagePriority = (typeof messagePriorities)[number];

type MaybeFields = Fields | undefined;

export interface SocketMessage<
  Q extends MaybeFields = MaybeFields,
  R extends MaybeFields = MaybeFields,
  N extends MaybeFields = MaybeFields,
  C extends RouteCaller = RouteCaller,
> {
  readonly meaning: string;
  readonly priority: MessagePriority;
  /** Who may send the request. */
  readonly caller: C;
  /** What a client sends; undefined when only the server sends this type. */
  readonly request: Q;
  /** What the server answers, with `re`; undefined when success is not answered. */
  readonly reply: R;
  /** The type of that answer, where it is another one. */
  readonly answeredBy: string | undefined;
  /** What the server sends of itself; undefined when it never does. */
  readonly notice: N;
  /** Beside those that every request may be answered with. */
  readonly errors: readonly ServiceErrorCode[];
}

export type SocketMessageTable = Readonly<Record<string, SocketMessage>>;

interface MessageDeclaration<
  Q extends MaybeFields,
  R extends MaybeFields,
  N extends MaybeFields,
  C extends RouteCaller,
> {
  readonly meaning: string;
  /** Default: NORMAL. */
  readonly priority?: MessagePriority;
  /** Default: whoever has chosen a character. */
  readonly caller?: C;
  readonly request?: Q;
  readonly reply?: R;
  readonly answeredBy?: string;
  readonly notice?: N;
  readonly errors?: readonly ServiceErrorCode[];
}

export function defineSocketMessage<
  const Q extends MaybeFields = undefined,
  const R extends MaybeFields = undefined,
  const N extends MaybeFields = undefined,
  const C extends RouteCaller = 'character',
>(declared: MessageDeclaration<Q, R, N, C>): SocketMessage<Q, R, N, C> {
  const { meaning, priority = 'NORMAL', caller, request, reply, answeredBy, notice } = declared;
  return {
    meaning,
    priority,
    caller: caller ?? ('character' as C),
    request: request as Q,
    reply: reply as R,
    answeredBy,
    notice: notice as N,
    errors: declared.errors ?? [],
  };
}

type DataOf<F> = F extends Fields ? Readonly<Value<F>> : undefined;

export type RequestData<M> = M extends SocketMessage<infer Q, MaybeFields, MaybeFields> ? DataOf<Q> : never;
export type ReplyData<M> = M extends SocketMessage<MaybeFields, infer R, MaybeFields> ? DataOf<R> : never;
export type NoticeData<M> = M extends SocketMessage<MaybeFields, MaybeFields, infer N> ? DataOf<N> : never;

/** The types of a table that a client may send. */
export type RequestTypes<T> = { [K in keyof T]: T[K] extends { readonly request: Fields } ? K : never }[keyof T];
/** The types of a table that the server sends of itself. */
export type NoticeTypes<T> = { [K in keyof T]: T[K] extends { readonly notice: Fields } ? K : never }[keyof T];
