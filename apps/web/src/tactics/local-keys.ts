/**
 * The keys of a match that is played in one browser. They follow from the match's salt, so that its file can be played on
 * anywhere; they prove nothing against someone who holds the file, and the page says so.
 */
import type { KeyPair } from '@rubato/letters';
import { fromBase64url, fromHex, sha256, utf8Encode } from '@rubato/schema';

/** PKCS #8 up to the 32 bytes of the key (RFC 8410). */
const PREFIX = { Ed25519: '302e020100300506032b657004220420', X25519: '302e020100300506032b656e04220420' } as const;

export interface LocalKeys {
  readonly sign: KeyPair;
  readonly seal: KeyPair;
}

/** @param salt 16 bytes. Throws TypeError where the browser offers no keys: pages that come neither by https nor from this machine. */
export async function localKeys(salt: Uint8Array, player: string): Promise<LocalKeys> {
  const [sign, seal] = await Promise.all([
    pairOf('Ed25519', secretOf(salt, player, 'sign')),
    pairOf('X25519', secretOf(salt, player, 'seal')),
  ]);
  return { sign, seal };
}

/** What the keys follow from of a match that a browser takes over from a server, which calls it so. */
export const saltOfGame = (game: string): Uint8Array =>
  sha256(utf8Encode(`rubato one browser game ${game}`)).subarray(0, 16);

function secretOf(salt: Uint8Array, player: string, use: string): Uint8Array {
  const label = utf8Encode(`rubato one browser ${use} ${player} `);
  const bytes = new Uint8Array(label.length + salt.length);
  bytes.set(label);
  bytes.set(salt, label.length);
  return sha256(bytes);
}

async function pairOf(curve: keyof typeof PREFIX, privateKey: Uint8Array): Promise<KeyPair> {
  const { subtle } = globalThis.crypto;
  if (!subtle) throw new TypeError('This page must come by https, or from this machine, to make keys.');
  const prefix = fromHex(PREFIX[curve]);
  const bytes = new Uint8Array(prefix.length + privateKey.length);
  bytes.set(prefix);
  bytes.set(privateKey, prefix.length);
  const key = await subtle.importKey('pkcs8', bytes, curve, true, curve === 'Ed25519' ? ['sign'] : ['deriveBits']);
  const { x } = await subtle.exportKey('jwk', key);
  return { privateKey, publicKey: fromBase64url(x ?? '') };
}
