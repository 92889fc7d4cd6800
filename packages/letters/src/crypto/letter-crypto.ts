/** The asymmetric and authenticated cryptography that letters need; everything else (SHA-256, HKDF, scrypt) is our own. */
export interface LetterCrypto {
  /** A new Ed25519 pair, 32 bytes each: the private one is the seed of RFC 8032. */
  newSigningPair(): Promise<KeyPair>;
  /** A new X25519 pair, 32 bytes each (RFC 7748). */
  newSealingPair(): Promise<KeyPair>;
  /** The Ed25519 signature: 64 bytes. */
  sign(pair: KeyPair, message: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  /** Never throws for bytes that are no key or no signature: those don't verify. */
  verify(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean>;
  /** The shared secret of X25519, 32 bytes; undefined for a public key that would make it predictable. */
  agree(pair: KeyPair, publicKey: Uint8Array): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** AES-256-GCM: ciphertext and its 16-byte tag. `nonce` has 12 bytes and is never used twice with a key. */
  encrypt(
    key: Uint8Array,
    nonce: Uint8Array,
    plain: Uint8Array,
    associated: Uint8Array,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** Undefined when the key is wrong or any byte was changed. */
  decrypt(
    key: Uint8Array,
    nonce: Uint8Array,
    sealed: Uint8Array,
    associated: Uint8Array,
  ): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

export interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}
