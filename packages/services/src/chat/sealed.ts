/** Messages that players seal for each other: the server keeps them as they came, and can read nothing but their mark. */
import { SEALED_MARK } from '@rubato/protocol';

const SEALED = /^~seal1\.[A-Za-z0-9._-]+$/;

export function isSealed(message: string, mostBytes: number): boolean {
  return message.length <= mostBytes && message.startsWith(SEALED_MARK) && SEALED.test(message);
}
