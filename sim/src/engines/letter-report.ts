// What an engine makes of a match file, line by line. Runs bundled on bare engines: nothing here but the language.
import { type LetterCrypto, type LetterGame, openMatch, openTribal, saveTribal, verifyTribal } from '@rubato/letters';
import { fromBase64, hex, sha256 } from '@rubato/schema';
import { bot, canonicalSheet, tactics } from '@rubato/tactics';
import type { TacticsOrder } from '@rubato/tactics';
import { verifyEd25519 } from './ed25519.ts';

export const letterGame: LetterGame = {
  game: tactics,
  bots: { captain: bot },
  arrange: (orders: readonly TacticsOrder[]) => canonicalSheet(orders),
  // The default is over the text of the functions, which differs once they are bundled.
  rules: '00'.repeat(32),
};

const absent = (): never => {
  throw new Error('bare engines only verify');
};

const verified = new Map<string, boolean>();

/** Whoever verifies, opens and saves a file asks for the same signatures; each is worked out once. */
function isSigned(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean {
  const asked = [publicKey, signature, message].map(hex).join(' ');
  const answer = verified.get(asked) ?? verifyEd25519(publicKey, signature, message);
  verified.set(asked, answer);
  return answer;
}

/** Verifies without the Web Cryptography API, which bare engines don't have. */
const bareCrypto: LetterCrypto = {
  verify: (publicKey, signature, message) => Promise.resolve(isSigned(publicKey, signature, message)),
  newSigningPair: absent,
  newSealingPair: absent,
  sign: absent,
  agree: absent,
  encrypt: absent,
  decrypt: absent,
};

/** @param files as base64 */
export async function letterReport(files: readonly string[], crypto = bareCrypto): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const text of files) lines.push(...(await reportOf(fromBase64(text), crypto)));
  return lines;
}

/** Verifying plays every turn again and compares the hash of each state with the turn's record. */
async function reportOf(file: Uint8Array, crypto: LetterCrypto): Promise<readonly string[]> {
  const verdict = await verifyTribal(file, letterGame, crypto);
  const { sound, from, to, firstBad, problems } = verdict;
  const first = `verdict ${sound} ${from} ${to} ${problems.map(({ code, turn }) => `${code} ${turn}`).join(', ')}`;
  if (firstBad !== undefined) return [`${first} ${firstBad.message}`];
  const tribal = openTribal(file);
  const { match } = await openMatch(tribal, letterGame, crypto);
  const saved = { nowMs: 1_770_000_000_000 };
  return [
    first,
    `match ${match.id}`,
    ...match.turns.map((turn) => `turn ${turn} ${match.log(turn)?.record.record.state}`),
    `machine ${match.machine.hash()}`,
    `state ${hex(sha256(match.stateBytes()))}`,
    `saved again ${hex(sha256(saveTribal(match, saved)))}`,
    `joined ${hex(sha256(saveTribal(match, { ...saved, layout: 'joined' })))}`,
  ];
}
