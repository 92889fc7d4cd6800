// LetterCrypto by the Web Cryptography API: Node 20, Chromium 137, Firefox 130 and Safari 17 have all that is asked of it.
// Browsers have it only in secure contexts (https and localhost).

import { base64url } from '@rubato/schema';
import type { KeyPair, LetterCrypto } from './letter-crypto.ts';

type Curve = 'Ed25519' | 'X25519';
type Bytes = Uint8Array<ArrayBuffer>;

const own = (bytes: Uint8Array): Bytes => new Uint8Array(bytes);
const usesOf = (curve: Curve): KeyUsage[] => (curve === 'Ed25519' ? ['sign'] : ['deriveBits']);

/** Public keys that were imported, so that a match's few keys are not imported for each letter. */
const REMEMBERED_KEYS = 256;

export class WebLetterCrypto implements LetterCrypto {
  readonly #subtle: SubtleCrypto;
  readonly #verifiers = new Map<string, Promise<CryptoKey>>();

  /** Throws TypeError where the platform has no `crypto.subtle`. */
  constructor(subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle) {
    if (subtle === undefined)
      throw new TypeError('letters need crypto.subtle: open the page by https or from localhost');
    this.#subtle = subtle;
  }

  newSigningPair(): Promise<KeyPair> {
    return this.#newPair('Ed25519', ['sign', 'verify']);
  }

  newSealingPair(): Promise<KeyPair> {
    return this.#newPair('X25519', ['deriveBits']);
  }

  async sign(pair: KeyPair, message: Uint8Array): Promise<Bytes> {
    const key = await this.#privateKey('Ed25519', pair);
    return new Uint8Array(await this.#subtle.sign('Ed25519', key, own(message)));
  }

  async verify(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
    try {
      const key = await this.#verifier(publicKey);
      return await this.#subtle.verify('Ed25519', key, own(signature), own(message));
    } catch {
      // The key is none: a point that isn't on the curve, or of another length.
      return false;
    }
  }

  async agree(pair: KeyPair, publicKey: Uint8Array): Promise<Bytes | undefined> {
    try {
      const key = await this.#privateKey('X25519', pair);
      const other = await this.#subtle.importKey('raw', own(publicKey), 'X25519', false, []);
      const secret = new Uint8Array(await this.#subtle.deriveBits({ name: 'X25519', public: other }, key, 256));
      // RFC 7748 §6.1: a secret of zeros comes of a public key that contributes nothing.
      return secret.some((byte) => byte !== 0) ? secret : undefined;
    } catch {
      return undefined;
    }
  }

  async encrypt(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, associated: Uint8Array): Promise<Bytes> {
    const aes = await this.#subtle.importKey('raw', own(key), 'AES-GCM', false, ['encrypt']);
    const parameters = { name: 'AES-GCM', iv: own(nonce), additionalData: own(associated) };
    return new Uint8Array(await this.#subtle.encrypt(parameters, aes, own(plain)));
  }

  async decrypt(
    key: Uint8Array,
    nonce: Uint8Array,
    sealed: Uint8Array,
    associated: Uint8Array,
  ): Promise<Bytes | undefined> {
    const aes = await this.#subtle.importKey('raw', own(key), 'AES-GCM', false, ['decrypt']);
    const parameters = { name: 'AES-GCM', iv: own(nonce), additionalData: own(associated) };
    try {
      return new Uint8Array(await this.#subtle.decrypt(parameters, aes, own(sealed)));
    } catch {
      return undefined;
    }
  }

  async #newPair(curve: Curve, uses: KeyUsage[]): Promise<KeyPair> {
    const pair = (await this.#subtle.generateKey(curve, true, uses)) as CryptoKeyPair;
    const publicKey = new Uint8Array(await this.#subtle.exportKey('raw', pair.publicKey));
    // PKCS #8 of both curves (RFC 8410 §7) ends in the 32 bytes of the key.
    const privateKey = new Uint8Array(await this.#subtle.exportKey('pkcs8', pair.privateKey)).slice(-32);
    return { publicKey, privateKey };
  }

  #privateKey(curve: Curve, { publicKey, privateKey }: KeyPair): Promise<CryptoKey> {
    const key = { kty: 'OKP', crv: curve, d: base64url(privateKey), x: base64url(publicKey) };
    return this.#subtle.importKey('jwk', key, curve, false, usesOf(curve));
  }

  #verifier(publicKey: Uint8Array): Promise<CryptoKey> {
    const name = base64url(publicKey);
    let key = this.#verifiers.get(name);
    if (key === undefined) {
      if (this.#verifiers.size >= REMEMBERED_KEYS) this.#verifiers.clear();
      key = this.#subtle.importKey('raw', own(publicKey), 'Ed25519', false, ['verify']);
      this.#verifiers.set(name, key);
    }
    return key;
  }
}
