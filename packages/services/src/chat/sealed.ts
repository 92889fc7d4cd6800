/** Messages that players seal for each other: the server keeps them as they came, and can read nothing but this mark. */
export const SEALED_MARK = '~seal1.';
const SEALED = /^~seal1\.[A-Za-z0-9._-]+$/;

export function isSealed(message: string, mostBytes: number): boolean {
  return message.length <= mostBytes && message.startsWith(SEALED_MARK) && SEALED.test(message);
}
