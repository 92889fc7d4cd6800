// From a file to the match that goes on. The file's own account is checked where that is cheap: who signed the first block,
// that the state is the one of the last record, that the letters of the open turn hold. That all past turns are true,
// `verifyTribal` says, which plays them again.

import type { LetterCrypto } from '../crypto/letter-crypto.ts';
import type { Doc } from '../json/canonical.ts';
import { type Genesis, unsignedBy } from '../letters/genesis.ts';
import { isSignedBy } from '../letters/signed.ts';
import type { ReadRecord } from '../letters/turn-record.ts';
import type { Answer } from '../match/answer.ts';
import { type LetterGame, shapesOf } from '../match/letter-game.ts';
import { stateHashOf } from '../match/machine-bytes.ts';
import { Match } from '../match/match.ts';
import { LetterRefused } from '../refused.ts';
import { contradiction } from './manifest.ts';
import { NAMES } from './names.ts';
import type { Tribal } from './tribal.ts';

export interface OpenedMatch {
  readonly match: Match;
  /** Letters of the open turn that don't hold, with why. */
  readonly refused: readonly { readonly letter: Doc; readonly answer: Answer }[];
}

/**
 * Throws LetterRefused: another game, a first block that not everyone signed, a state that isn't the record's.
 *
 * @param unplayed `unsigned`: to be looked at only, so a file that is its server's word alone opens, too
 */
export async function openMatch(
  tribal: Tribal,
  letterGame: LetterGame,
  crypto: LetterCrypto,
  unplayed?: 'unsigned',
): Promise<OpenedMatch> {
  await checkGenesis(tribal, letterGame, crypto, isOnlyOpened(tribal) ? unplayed : undefined);
  const { head, history, snapshots, proofs, manifest } = tribal;
  const turn = head?.record.turn ?? 0;
  const state = stateAt(tribal, turn, head);
  const match = new Match(letterGame, tribal.genesis, crypto, {
    history,
    snapshots,
    proofs,
    ...(head && state && { head, state }),
  });
  if (head !== undefined) await checkHead(match, head, crypto);
  const refused = await acceptAll(match, tribal.letters);
  const wrong = manifest && refused.length === 0 ? contradiction(manifest.document, match) : undefined;
  if (wrong !== undefined)
    throw new LetterRefused('manifest-differs', `${wrong} is not what the file holds`, NAMES.manifest);
  return { match, refused };
}

/** Nothing was played by letters yet: the file is its server's word alone, which needs no player's signature. */
export const isOnlyOpened = ({ genesis, head, letters }: Tribal): boolean =>
  genesis.genesis.opening !== undefined && head === undefined && letters.length === 0;

/** Throws LetterRefused when the genesis is of another game, or not signed by all; `unplayed`: nobody has to have signed it yet. */
export async function checkGenesis(
  { genesis }: Tribal,
  letterGame: LetterGame,
  crypto: LetterCrypto,
  unplayed?: 'unsigned',
): Promise<void> {
  checkGame(genesis.genesis, letterGame);
  if (unplayed === 'unsigned') return;
  const missing = await unsignedBy(crypto, genesis);
  if (missing.length > 0)
    throw new LetterRefused('bad-genesis', `not signed by ${missing.join(', ')}`, NAMES.genesis, missing[0]);
}

function checkGame({ game, gameVersion, schema }: Genesis, letterGame: LetterGame): void {
  const here = letterGame.game;
  if (here.name !== game || here.version !== gameVersion)
    throw new LetterRefused('other-game', `${game} version ${gameVersion}, not ${here.name} ${here.version}`);
  if (shapesOf(letterGame) !== schema) throw new LetterRefused('other-game', `${game} of other shapes than here`);
}

/** The state that the file has of a turn; undefined for the first, which follows from the genesis. */
function stateAt({ snapshots }: Tribal, turn: number, head: ReadRecord | undefined): Uint8Array | undefined {
  if (head === undefined) return undefined;
  const state = snapshots.get(turn)?.();
  if (state === undefined) throw new LetterRefused('entry-missing', `the state after turn ${turn}`);
  if (stateHashOf(state) !== head.record.state)
    throw new LetterRefused('state-differs', `the state is not the one of turn ${turn}'s record`);
  return state;
}

async function checkHead(match: Match, head: ReadRecord, crypto: LetterCrypto): Promise<void> {
  if (head.record.match !== match.id) throw new LetterRefused('wrong-match', 'of another match', NAMES.head);
  const log = match.log(head.record.turn);
  if (log !== undefined && log.record.hash !== head.hash)
    throw new LetterRefused('chain-broken', "not the last turn's record", NAMES.head);
  const { referee } = match.genesis;
  if (referee === undefined) return;
  const mark = head.record.signatures[referee.player];
  if (mark === undefined || !(await isSignedBy(crypto, 'turn', head.letter, mark, referee.sign)))
    throw new LetterRefused('record-unsigned', `not signed by ${referee.player}`, NAMES.head, referee.player);
}

/** Letters in the order in which they can count: what others build upon first. Returns those that were refused. */
export async function acceptAll(match: Match, letters: readonly Doc[]): Promise<OpenedMatch['refused']> {
  const refused: { letter: Doc; answer: Answer }[] = [];
  for (const letter of [...letters].sort((a, b) => rankOf(a) - rankOf(b))) {
    const answer = await match.accept(letter);
    if (!answer.ok) refused.push({ letter, answer });
  }
  return refused;
}

function rankOf({ kind, phase }: Doc): number {
  if (kind === 'absence') return phase === 'commit' ? 1 : 4;
  return ['commit', '', 'order', 'receipt'].indexOf(String(kind));
}
