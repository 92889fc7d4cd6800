/**
 * Sealing for one or several others: X25519 (RFC 7748), HKDF-SHA-256 (RFC 5869), AES-256-GCM.
 *
 *   whisper   ~seal1.w.│ iv 12 │ text ‖ tag 16 │                         under the pair's key
 *   party     ~seal1.p.│ for each reader: mark 8 │ iv 12 │ key 32 ‖ tag 16 │.│ iv 12 │ text ‖ tag 16 │
 *
 * Each │…│ is base64url. A pair's key comes from both long-lived keys, so either end can read again what it wrote, and
 * whoever steals such a key reads the past too. A party's text has a key of its own, wrapped for each reader together with
 * the hash of the sealed text: one of them can't give another text out as the sender's.
 */
import { SEALED_MARK } from '@rubato/protocol';
import { base64url, fromBase64url, sha256, utf8Decode, utf8Encode } from '@rubato/schema';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const MARK_BYTES = 8;
const ENTRY_BYTES = MARK_BYTES + IV_BYTES + KEY_BYTES + TAG_BYTES;
const CURVE = { name: 'X25519' } as const;

/** What was sealed can't be opened: it was changed, or sealed for somebody else, or by another key. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

type Bytes = Uint8Array<ArrayBuffer>;

export interface KeyPair {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

/** The private key never leaves the crypto store; in a browser the pair can be kept in IndexedDB. */
export async function newKeyPair(): Promise<KeyPair> {
  return (await subtle().generateKey(CURVE, false, ['deriveBits'])) as CryptoKeyPair;
}

export async function exportedKey({ publicKey }: KeyPair): Promise<string> {
  return base64url(new Uint8Array(await subtle().exportKey('raw', publicKey)));
}

/** The key that two share; the same from both ends, and for no other two keys. */
export async function pairKey(own: KeyPair, ownPublic: string, theirPublic: string): Promise<CryptoKey> {
  const shared = await agreed(own, keyBytes(theirPublic));
  const secret = await subtle().importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const info = utf8Encode(`rubato seal 1 ${[ownPublic, theirPublic].sort().join(' ')}`) as Bytes;
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  return subtle().deriveKey(hkdf, secret, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** Throws SealBroken for a key that is no point of the curve, or one with which all would agree on the same secret. */
async function agreed({ privateKey }: KeyPair, theirs: Bytes): Promise<ArrayBuffer> {
  try {
    const publicKey = await subtle().importKey('raw', theirs, CURVE, true, []);
    return await subtle().deriveBits({ ...CURVE, public: publicKey }, privateKey, KEY_BYTES * 8);
  } catch {
    throw new SealBroken('this is no key');
  }
}

/** @param about what is bound to the text without being hidden: who wrote it to whom. */
export async function sealForOne(key: CryptoKey, text: string, about: string): Promise<string> {
  return `${SEALED_MARK}w.${base64url(await encrypt(key, utf8Encode(text) as Bytes, about))}`;
}

/** Throws SealBroken. */
export async function openForOne(key: CryptoKey, sealed: string, about: string): Promise<string> {
  return utf8Decode(await decrypt(key, partsOf(sealed, 'w', 1)[0]!, about));
}

export interface Reader {
  readonly publicKey: string;
  readonly key: CryptoKey;
}

export async function sealForSeveral(readers: readonly Reader[], text: string, about: string): Promise<string> {
  const secret = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  const key = await subtle().importKey('raw', secret, 'AES-GCM', false, ['encrypt']);
  const body = await encrypt(key, utf8Encode(text) as Bytes, about);
  const entries = new Uint8Array(readers.length * ENTRY_BYTES);
  for (const [at, reader] of readers.entries()) {
    entries.set(markOf(reader.publicKey), at * ENTRY_BYTES);
    entries.set(await encrypt(reader.key, secret, boundTo(body, about)), at * ENTRY_BYTES + MARK_BYTES);
  }
  return `${SEALED_MARK}p.${base64url(entries)}.${base64url(body)}`;
}

/** Throws SealBroken; `reader` holds the opener's own public key, and the key that it shares with the sender. */
export async function openForSeveral(reader: Reader, sealed: string, about: string): Promise<string> {
  const [entries, body] = partsOf(sealed, 'p', 2) as [Bytes, Bytes];
  const mark = base64url(markOf(reader.publicKey));
  for (let at = 0; at + ENTRY_BYTES <= entries.length; at += ENTRY_BYTES) {
    if (base64url(entries.subarray(at, at + MARK_BYTES)) !== mark) continue;
    const entry = entries.subarray(at + MARK_BYTES, at + ENTRY_BYTES);
    const secret = await decrypt(reader.key, entry, boundTo(body, about));
    const key = await subtle().importKey('raw', secret, 'AES-GCM', false, ['decrypt']);
    return utf8Decode(await decrypt(key, body, about));
  }
  throw new SealBroken('this was sealed for others');
}

export const isForSeveral = (sealed: string): boolean => sealed.startsWith(`${SEALED_MARK}p.`);

/** 32 bytes of base64url; throws SealBroken for anything else. */
function keyBytes(publicKey: string): Bytes {
  const bytes = decoded(publicKey);
  if (bytes.length !== KEY_BYTES) throw new SealBroken('this is no key');
  return bytes;
}

const markOf = (publicKey: string): Bytes => sha256(keyBytes(publicKey)).slice(0, MARK_BYTES) as Bytes;
const boundTo = (body: Bytes, about: string): string => `${about} ${base64url(sha256(body))}`;

function partsOf(sealed: string, kind: 'w' | 'p', count: number): readonly Bytes[] {
  const parts = sealed.slice(SEALED_MARK.length + 2).split('.');
  if (!sealed.startsWith(`${SEALED_MARK}${kind}.`) || parts.length !== count)
    throw new SealBroken('this is not sealed so');
  return parts.map(decoded);
}

function decoded(text: string): Bytes {
  try {
    return fromBase64url(text);
  } catch {
    throw new SealBroken('this is no base64url');
  }
}

async function encrypt(key: CryptoKey, plain: Bytes, about: string): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const sealed = new Uint8Array(await subtle().encrypt(gcm(iv, about), key, plain));
  const bytes = new Uint8Array(IV_BYTES + sealed.length);
  bytes.set(iv);
  bytes.set(sealed, IV_BYTES);
  return bytes;
}

async function decrypt(key: CryptoKey, bytes: Bytes, about: string): Promise<Bytes> {
  const iv = bytes.slice(0, IV_BYTES);
  try {
    return new Uint8Array(await subtle().decrypt(gcm(iv, about), key, bytes.slice(IV_BYTES)));
  } catch {
    throw new SealBroken('it was changed, or sealed by another key');
  }
}

const gcm = (iv: Bytes, about: string) => ({ name: 'AES-GCM', iv, additionalData: utf8Encode(about) as Bytes });

/** Browsers keep it from pages of plain http, where nothing could be secret. */
function subtle(): SubtleCrypto {
  if (globalThis.crypto?.subtle === undefined)
    throw new SealBroken('this page has no cryptography: open it over https or from localhost');
  return crypto.subtle;
}
