/** What answers the requests of the services' socket: one function for each type of a table that a client may send. */
import type { RequestData, ReplyData, RequestTypes } from '@rubato/protocol';
import type { Caller } from '@rubato/services';
import type { Told } from './told.ts';

/** Who sends a request, and how. */
export interface SocketCaller extends Caller {
  /** The message's id, which is the idempotency key of what it asks for. */
  readonly key: string;
  /** The client's address, behind whatever proxies are trusted. */
  readonly address: string;
}

/** A caller who has chosen a character. */
export interface PlayingCaller extends SocketCaller {
  readonly characterId: string;
}

/** `notify` is told beside the answer, once the call was committed. */
export interface SocketAnswer<R> {
  readonly reply: R;
  readonly notify?: readonly Told[];
}

type CallerOf<M> = M extends { readonly caller: 'character' } ? PlayingCaller : SocketCaller;
/** Where success is not answered there is nothing to return but what is told. */
type AnswerOf<R> = R extends undefined ? { readonly notify?: readonly Told[] } | undefined : SocketAnswer<R>;

/** Throws Refused or Throttled for what it refuses; nothing was changed then. */
export type SocketHandlers<T> = {
  readonly [K in RequestTypes<T>]: (
    caller: CallerOf<T[K]>,
    data: RequestData<T[K]>,
  ) => Promise<AnswerOf<ReplyData<T[K]>>>;
};

export type AnySocketHandler = (
  caller: never,
  data: never,
) => Promise<{ readonly reply?: unknown; readonly notify?: readonly Told[] } | undefined>;
