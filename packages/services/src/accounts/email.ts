import { Refused } from '../ledger/refused.ts';

export interface CheckedEmail {
  readonly address: string;
  /** Unique: without case. */
  readonly key: string;
}

/** The longest path of SMTP (RFC 5321 §4.5.3.1.3). */
const MOST_CHARACTERS = 254;
const SHAPE = /^[^\s@<>"(),:;\\[\]\p{C}]+@[^\s@<>"(),:;\\[\]\p{C}]+\.[^\s@<>"(),:;\\[\]\p{C}.]{2,}$/u;

/** Whether it looks like an address; only a mail to it would tell more. Throws Refused `bad-value`. */
export function checkEmail(input: string | undefined): CheckedEmail | undefined {
  if (input === undefined) return undefined;
  const address = input.normalize('NFKC').trim();
  if (address.length > MOST_CHARACTERS || !SHAPE.test(address))
    throw new Refused('bad-value', 'this is no e-mail address');
  return { address, key: address.toLowerCase() };
}
