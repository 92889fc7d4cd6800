// A player's word that an account on a server is theirs: for one game there, so that it serves nobody else and nowhere else.

import type { KeyPair, LetterCrypto } from '../crypto/letter-crypto.ts';
import { isSignedBy, signatureOf } from './signed.ts';

export interface Claim {
  readonly match: string;
  /** What the server calls the game. */
  readonly game: string;
  /** The account's id. */
  readonly account: string;
  readonly player: string;
}

const docOf = (claim: Claim) => ({ v: 1, kind: 'claim', ...claim });

/** The signature, base64url. */
export const signClaim = (crypto: LetterCrypto, claim: Claim, pair: KeyPair): Promise<string> =>
  signatureOf(crypto, 'claim', docOf(claim), pair);

/** @param key base64url that a genesis reader has checked */
export async function isClaimSigned(
  crypto: LetterCrypto,
  claim: Claim,
  signature: string,
  key: string,
): Promise<boolean> {
  return /^[A-Za-z0-9_-]{86}$/.test(signature) && isSignedBy(crypto, 'claim', docOf(claim), signature, key);
}
