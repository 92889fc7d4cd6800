// A whole `.tribal` file encrypted: for a passphrase, or for players by their keys. Only ever decrypted in memory.
//
//   8 bytes   89 54 52 49 42 41 4c 0a   (89 "TRIBAL" line feed)
//   u32       bytes of the header, little-endian
//   header    canonical JSON: v, algorithm, salt, nonce, and either scrypt {logN, r, p} or recipients [{to, secret}]
//   n + 16    AES-256-GCM of the file; everything before it is associated data
//
//   key    = HKDF(secret, salt, info = the domain `file`), 32 bytes
//   secret = scrypt(passphrase, salt), or 32 random bytes that each recipient finds sealed to their key

import { base64url, DecodeError, fromBase64url, utf8Encode } from '@rubato/schema';
import type { Random } from '@rubato/ports';
import { domainBytes, joinBytes } from '../crypto/domains.ts';
import { hkdf } from '../crypto/hkdf.ts';
import type { KeyPair, LetterCrypto } from '../crypto/letter-crypto.ts';
import { FILE_COST, isBearable, scrypt } from '../crypto/scrypt.ts';
import { SEAL_BYTES, sealTo, unseal } from '../crypto/seal.ts';
import { canonicalBytes } from '../json/canonical.ts';
import { base64urlOf, list, oneOf, optional, record, type ValueOf, whole } from '../json/read.ts';
import { key } from '../letters/fields.ts';
import { parseCanonical } from '../letters/letter.ts';
import { LIMITS } from '../limits.ts';
import { LetterRefused } from '../refused.ts';
import { isEncrypted, MAGIC } from './encrypted-head.ts';

const LENGTH_BYTES = 4;
const MAX_HEADER_BYTES = 16_384;
const SECRET_BYTES = 32;

const readHeader = record({
  v: whole(1, 1),
  algorithm: oneOf('aes-256-gcm'),
  salt: base64urlOf(32),
  nonce: base64urlOf(12),
  scrypt: optional(record({ logN: whole(1, 16), r: whole(1, 8), p: whole(1, 4) })),
  recipients: optional(list(record({ to: key, secret: base64urlOf(SECRET_BYTES + SEAL_BYTES) }), LIMITS.recipients, 1)),
});
type Header = ValueOf<typeof readHeader>;

/** Who shall be able to read: whoever knows the passphrase, or the owners of these X25519 keys. */
export type Readers = { readonly passphrase: string } | { readonly keys: readonly Uint8Array[] };
/** What the reader has. */
export type Access = { readonly passphrase: string } | { readonly pair: KeyPair };

export interface EncryptOptions {
  readonly crypto: LetterCrypto;
  readonly random: Random;
}

/** Throws LetterRefused `encryption-failed` for readers that nobody can be, `file-size`. Cost with a passphrase: scrypt. */
export async function encryptFile(
  file: Uint8Array,
  readers: Readers,
  { crypto, random }: EncryptOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  if (file.length > LIMITS.archiveBytes) throw new LetterRefused('file-size', `${file.length} bytes`);
  const salt = random.bytes(32);
  const nonce = random.bytes(12);
  const common = { v: 1, algorithm: 'aes-256-gcm', salt: base64url(salt), nonce: base64url(nonce) };
  let secret: Uint8Array;
  let header: object;
  if ('passphrase' in readers) {
    if (readers.passphrase === '') throw new LetterRefused('encryption-failed', 'an empty passphrase');
    secret = scrypt(utf8Encode(readers.passphrase), salt, FILE_COST, SECRET_BYTES);
    header = { ...common, scrypt: FILE_COST };
  } else {
    secret = random.bytes(SECRET_BYTES);
    header = { ...common, recipients: await wrap(crypto, secret, readers.keys) };
  }
  const front = frontOf(canonicalBytes(header));
  return joinBytes(front, await crypto.encrypt(fileKey(secret, salt), nonce, file, front));
}

/** Throws LetterRefused `decryption-failed` for the wrong key or passphrase, and for any changed byte. */
export async function decryptFile(
  file: Uint8Array,
  access: Access,
  crypto: LetterCrypto,
): Promise<Uint8Array<ArrayBuffer>> {
  const { header, front } = headerOf(file);
  const salt = fromBase64url(header.salt);
  const secret =
    'pair' in access ? await secretFor(crypto, access.pair, header) : secretBy(access.passphrase, header, salt);
  const sealed = file.subarray(front.length);
  const plain = secret && (await crypto.decrypt(fileKey(secret, salt), fromBase64url(header.nonce), sealed, front));
  if (plain === undefined)
    throw new LetterRefused('decryption-failed', 'the wrong key or passphrase, or the file was changed');
  return plain;
}

/** What a program asks its user for. */
export const neededFor = (file: Uint8Array): 'passphrase' | 'key' =>
  headerOf(file).header.scrypt === undefined ? 'key' : 'passphrase';

const fileKey = (secret: Uint8Array, salt: Uint8Array): Uint8Array => hkdf(secret, salt, domainBytes('file'), 32);

function frontOf(header: Uint8Array): Uint8Array {
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, header.length, true);
  return joinBytes(MAGIC, length, header);
}

async function wrap(crypto: LetterCrypto, secret: Uint8Array, keys: readonly Uint8Array[]): Promise<object[]> {
  if (keys.length === 0 || keys.length > LIMITS.recipients)
    throw new LetterRefused('encryption-failed', `${keys.length} recipients, 1 to ${LIMITS.recipients} can be`);
  const recipients: object[] = [];
  for (const to of keys) {
    const sealed = to.length === 32 ? await sealTo(crypto, to, secret) : undefined;
    if (sealed === undefined) throw new LetterRefused('encryption-failed', 'a recipient’s key is none');
    recipients.push({ to: base64url(to), secret: base64url(sealed) });
  }
  return recipients;
}

function headerOf(file: Uint8Array): { readonly header: Header; readonly front: Uint8Array } {
  const start = MAGIC.length + LENGTH_BYTES;
  const failed = (message: string): never => {
    throw new LetterRefused('decryption-failed', message);
  };
  if (!isEncrypted(file) || file.length < start) return failed('not an encrypted file');
  if (file.length > LIMITS.archiveBytes + MAX_HEADER_BYTES)
    throw new LetterRefused('file-size', `${file.length} bytes`);
  const length = new DataView(file.buffer, file.byteOffset).getUint32(MAGIC.length, true);
  if (length > MAX_HEADER_BYTES || start + length + 16 > file.length) return failed('cut short, or its header is none');
  try {
    const header = readHeader(parseCanonical(file.subarray(start, start + length), 'header'), 'header');
    if ((header.scrypt === undefined) === (header.recipients === undefined))
      return failed('for nobody, or for two kinds');
    if (header.scrypt !== undefined && !isBearable(header.scrypt)) return failed('asks for too much memory');
    return { header, front: file.subarray(0, start + length) };
  } catch (error) {
    if (error instanceof LetterRefused || error instanceof DecodeError) return failed(error.message);
    throw error;
  }
}

async function secretFor(crypto: LetterCrypto, pair: KeyPair, { recipients }: Header): Promise<Uint8Array | undefined> {
  const mine = recipients?.find(({ to }) => to === base64url(pair.publicKey));
  return mine && unseal(crypto, pair, fromBase64url(mine.secret));
}

const secretBy = (passphrase: string, { scrypt: cost }: Header, salt: Uint8Array): Uint8Array | undefined =>
  cost && scrypt(utf8Encode(passphrase), salt, cost, SECRET_BYTES);
