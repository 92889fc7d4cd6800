// Plays a whole file again and says whether it is true; if not, which turn is the first that isn't, and whose doing it is.

import type { LetterCrypto } from '../crypto/letter-crypto.ts';
import type { Code } from '../codes.ts';
import { readLetter } from '../letters/letter.ts';
import { isSignedBy } from '../letters/signed.ts';
import type { Equivocation } from '../match/answer.ts';
import { signerKey } from '../match/admission.ts';
import { type LetterGame } from '../match/letter-game.ts';
import { stateHashOf } from '../match/machine-bytes.ts';
import { Match } from '../match/match.ts';
import { LetterRefused } from '../refused.ts';
import { contradiction } from './manifest.ts';
import { LIMITS } from '../limits.ts';
import { NAMES } from './names.ts';
import { acceptAll, checkGenesis, isOnlyOpened } from './open-match.ts';
import { openingOf, type OpeningWalk, replayOpening } from './verify-opening.ts';
import { openTribal, type Tribal } from './tribal.ts';
import { judgeTurn } from './verify-turn.ts';

export interface Problem {
  readonly code: Code;
  /** 0 for the first block and the file as a whole. */
  readonly turn: number;
  readonly player?: string;
  readonly message: string;
  /** False for what a player did that the file records truly: a withheld sheet, two signed sheets. */
  readonly forged: boolean;
}

export interface Verdict {
  /** Nothing in the file is forged. */
  readonly sound: boolean;
  /** The first thing forged. */
  readonly firstBad: Problem | undefined;
  /** In the order of turns; after something forged nothing more is looked for. */
  readonly problems: readonly Problem[];
  /** Turns that were played again and are true: from the one after this … */
  readonly from: number;
  /** … to this. */
  readonly to: number;
}

class Forged extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

export interface VerifyOptions {
  /** How often the match has moved to a server already; default 0. */
  readonly moves?: number;
  /** Awaited before each turn, so that a program with other work can do it in between. */
  readonly pause?: () => Promise<void>;
}

/** Never throws for what is in the file. Cost: the simulation of all its turns, and a signature for every letter. */
export async function verifyTribal(
  file: Uint8Array,
  letterGame: LetterGame,
  crypto: LetterCrypto,
  options: VerifyOptions = {},
): Promise<Verdict> {
  const problems: Problem[] = [];
  let match: Match | undefined;
  let from = 0;
  try {
    const tribal = openTribal(file);
    await checkGenesis(tribal, letterGame, crypto, isOnlyOpened(tribal) ? 'unsigned' : undefined);
    problems.push(...(await judgeOpening(tribal, { letterGame, crypto, ...options })));
    const start = startOf(tribal);
    if (start > baseOf(tribal)) problems.push(missingHistory(start));
    from = start;
    match = matchAt(tribal, letterGame, crypto, start);
    await playAll(tribal, match, { crypto, problems, ...options });
    checkStates(tribal, match);
    await checkOpenTurn(tribal, match);
    for (const proof of tribal.proofs) problems.push(await judgeProof(proof, match, crypto));
    checkManifest(tribal, match);
  } catch (error) {
    problems.push(problemOf(error, match));
  }
  const firstBad = problems.find(({ forged }) => forged);
  return { sound: firstBad === undefined, firstBad, problems, from, to: match?.machine.turn ?? 0 };
}

const baseOf = ({ genesis }: Tribal): number => genesis.genesis.opening?.turn ?? 0;

/** What was run on a server before, and in files before that. */
async function judgeOpening(
  tribal: Tribal,
  { letterGame, crypto, moves = 0, pause }: OpeningWalk & VerifyOptions,
): Promise<readonly Problem[]> {
  if (tribal.genesis.genesis.opening === undefined) return [];
  const read = await openingOf(tribal, crypto);
  if (read === undefined) return [missingHistory(baseOf(tribal))];
  if (moves >= LIMITS.moves) throw new LetterRefused('moves', `more than ${LIMITS.moves} times`, NAMES.before);
  const before =
    read.before && (await verifyTribal(read.before, letterGame, crypto, { moves: moves + 1, ...(pause && { pause }) }));
  if (before?.sound !== false) await replayOpening(tribal, read, { letterGame, crypto, ...(pause && { pause }) });
  return before?.problems ?? [];
}

const missingHistory = (start: number): Problem => ({
  code: 'history-missing',
  turn: start,
  message: `turns 1 to ${start} are not in the file`,
  forged: false,
});

function problemOf(error: unknown, match: Match | undefined): Problem {
  if (error instanceof Forged) return error.problem;
  if (!(error instanceof LetterRefused)) throw error;
  const { code, message, player } = error;
  return { code, message, turn: match?.turn ?? 0, ...(player !== undefined && { player }), forged: true };
}

/** The turn after which every turn is in the file: 0, or the oldest state from which all go on. */
function startOf(tribal: Tribal): number {
  const { history, head } = tribal;
  let start = head?.record.turn ?? baseOf(tribal);
  while (start > baseOf(tribal) && history.has(start)) start -= 1;
  return start;
}

function matchAt(tribal: Tribal, letterGame: LetterGame, crypto: LetterCrypto, turn: number): Match {
  const { genesis, snapshots, history } = tribal;
  if (turn === baseOf(tribal)) return new Match(letterGame, genesis, crypto);
  // The record of that turn is gone; the first from which both record and state are there will do.
  const from = [...snapshots.keys()].sort((a, b) => a - b).find((kept) => kept > turn && history.has(kept));
  const head = from === undefined ? tribal.head : history.get(from)?.().record;
  const state = head && snapshots.get(head.record.turn)?.();
  if (head === undefined || state === undefined)
    throw new LetterRefused('history-missing', 'no state from which the turns could be played again');
  if (stateHashOf(state) !== head.record.state)
    throw new LetterRefused('state-differs', `the state after turn ${head.record.turn} is not its record's`);
  return new Match(letterGame, genesis, crypto, { head, state });
}

interface Playing extends VerifyOptions {
  readonly crypto: LetterCrypto;
  readonly problems: Problem[];
}

async function playAll(tribal: Tribal, match: Match, { crypto, problems, pause }: Playing): Promise<void> {
  const last = tribal.head?.record.turn ?? 0;
  const commitments = new Set<string>();
  const stray = [...tribal.history.keys()].find((turn) => turn > last);
  if (stray !== undefined) throw new LetterRefused('chain-broken', `turn ${stray} lies beyond the last record`);
  while (match.machine.turn < last) {
    await pause?.();
    const turn = match.machine.turn + 1;
    const log = tribal.history.get(turn)?.();
    if (log === undefined) throw new LetterRefused('history-missing', `turn ${turn} is not in the file`);
    const judged = await judgeTurn(match, log, { crypto, commitments });
    for (const { code, player, message, forged } of judged) {
      const problem = { code, turn, message, forged, ...(player !== undefined && { player }) };
      if (forged) throw new Forged(problem);
      problems.push(problem);
    }
  }
  if (match.head?.hash !== tribal.head?.hash)
    throw new LetterRefused('chain-broken', "the file's last record is not the last turn's");
}

/** States that the file keeps are those that the turns lead to. */
function checkStates({ snapshots }: Tribal, match: Match): void {
  for (const [turn, read] of snapshots) {
    const expected =
      match.log(turn)?.record.record.state ?? (turn === match.firstTurn ? initialHash(match) : undefined);
    if (expected !== undefined && stateHashOf(read()) !== expected)
      throw new Forged({
        code: 'state-differs',
        turn,
        message: `the file's state after turn ${turn} is not the one that the turns lead to`,
        forged: true,
      });
  }
}

function initialHash(match: Match): string | undefined {
  const state = match.snapshotOf(match.firstTurn);
  return state && stateHashOf(state);
}

async function checkOpenTurn({ letters }: Tribal, match: Match): Promise<void> {
  const [first] = await acceptAll(match, letters);
  if (first === undefined || first.answer.ok) return;
  const { code, message, player } = first.answer;
  throw new Forged({ code, message, turn: match.turn ?? match.machine.turn, ...(player && { player }), forged: true });
}

/** A proof that holds shows a player's misconduct; one that doesn't was forged to accuse. */
async function judgeProof(proof: Equivocation, match: Match, crypto: LetterCrypto): Promise<Problem> {
  const { player, turn } = proof;
  const [a, b] = proof.letters.map((letter) => readLetter(letter, 'proofs'));
  const key = signerKey(match.genesis, player);
  const comparable =
    a !== undefined &&
    b !== undefined &&
    key !== undefined &&
    a.kind === b.kind &&
    a.hash !== b.hash &&
    [a, b].every(({ value }) => value.match === match.id && value.player === player && value.turn === turn) &&
    (a.kind !== 'order' || b.kind !== 'order' || a.value.rev === b.value.rev);
  if (!comparable) return { code: 'bad-field', turn, player, message: 'a proof that proves nothing', forged: true };
  for (const { kind, letter, value } of [a, b])
    if (!(await isSignedBy(crypto, kind, letter, value.signature, key)))
      return { code: 'bad-signature', turn, player, message: 'a proof that the player did not sign', forged: true };
  const message = `${player} signed two different letters (${a.kind}) for turn ${turn}`;
  return { code: 'equivocation', turn, player, message, forged: false };
}

function checkManifest({ manifest }: Tribal, match: Match): void {
  const wrong = manifest && contradiction(manifest.document, match);
  if (wrong !== undefined) throw new LetterRefused('manifest-differs', `${wrong} is not what the file holds`);
}
