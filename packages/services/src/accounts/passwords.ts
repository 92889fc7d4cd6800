import { PasswordHashOverloaded, type PasswordHash } from '@rubato/ports';
import { utf8Length } from '@rubato/schema';
import { Refused } from '../ledger/refused.ts';
import { PASSWORD_BYTES } from './limits.ts';

/** The same password typed on another system may come in other code points. */
export const normalised = (password: string): string => password.normalize('NFKC');

export function isPasswordLength(password: string): boolean {
  const bytes = utf8Length(normalised(password));
  return bytes >= PASSWORD_BYTES.least && bytes <= PASSWORD_BYTES.most;
}

/** Throws Refused `bad-value`. */
export function checkNewPassword(password: string): void {
  if (isPasswordLength(password)) return;
  throw new Refused('bad-value', `a password has ${PASSWORD_BYTES.least} to ${PASSWORD_BYTES.most} bytes in UTF-8`);
}

/** Throws Refused `overloaded` when too many hashes wait. */
export function hashPassword(passwords: PasswordHash, password: string): Promise<string> {
  return orOverloaded(passwords.hash(normalised(password)));
}

/** Throws Refused `overloaded` when too many hashes wait. */
export function verifyPassword(passwords: PasswordHash, hash: string, password: string): Promise<boolean> {
  return orOverloaded(passwords.verify(hash, normalised(password)));
}

async function orOverloaded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof PasswordHashOverloaded)
      throw new Refused('overloaded', 'too many people log in at this moment; try again soon');
    throw error;
  }
}
