import { structCodec } from '@rubato/schema';
import type { Fields, Value } from '@rubato/schema';

/** One message of the wire, declared once: the type, the bytes, the JSON form and the JSON Schema all follow from `fields`. */
export interface Message<Type extends string = string, F extends Fields = Fields> {
  readonly type: Type;
  /** The first byte of the binary form. */
  readonly code: number;
  /** One sentence for the documentation. */
  readonly meaning: string;
  readonly fields: F;
  readonly codec: ReturnType<typeof structCodec<F>>;
}

/** What a program holds: `type` beside the declared fields. */
export type MessageOf<M> =
  M extends Message<infer Type, infer F> ? { readonly type: Type } & Readonly<Value<F>> : never;

/** Declares a message; `code` is its first byte and never changes once released. */
export function message<const Type extends string, F extends Fields>(
  type: Type,
  code: number,
  meaning: string,
  fields: F,
): Message<Type, F> {
  let codec: ReturnType<typeof structCodec<F>> | undefined;
  return {
    type,
    code,
    meaning,
    fields,
    // Made on first use: a page that only plays never pays for messages it doesn't send.
    get codec() {
      return (codec ??= structCodec(fields));
    },
  };
}
