// Validation of a letter that belongs here and is signed by its player: duplicate, time, commitment, orders. Whatever is
// accepted is put among the turn's letters.

import type { Machine, Seat } from '@rubato/game';
import { codecsOf } from '@rubato/game';
import type { Genesis } from '../letters/genesis.ts';
import { commitmentTo, type Letter, type LetterOf } from '../letters/letter.ts';
import { LIMITS } from '../limits.ts';
import { accepted, type Answer, type Equivocation, refused } from './answer.ts';
import type { LetterGame } from './letter-game.ts';
import { sheetRefusal } from './run-turn.ts';
import { absenceKey, sameMembers, type Standing, type TurnLetters } from './turn-letters.ts';

export interface Holdings {
  readonly letterGame: LetterGame;
  readonly genesis: Genesis;
  /** Whether the letter's turn has been run. */
  readonly closed: boolean;
  /** Those of the letter's turn; accepted ones are added. */
  readonly letters: TurnLetters;
  readonly standing: Standing;
  readonly openedMs: number;
  readonly receivedMs?: number;
  /** A machine at the turn's opening, to try orders on. */
  scratch(): Machine;
}

export interface Judgement {
  readonly answer: Answer;
  readonly proof?: Equivocation;
  /** A sheet to judge again when all commitments are there. */
  readonly keep?: LetterOf<'order'>;
}

const duplicate: Judgement = { answer: { ok: true, what: 'duplicate' } };
const say = (answer: Answer): Judgement => ({ answer });

export function judge(letter: Letter, holdings: Holdings): Judgement {
  switch (letter.kind) {
    case 'commit':
      return judgeCommit(letter, holdings);
    case 'order':
      return judgeSheet(letter, holdings);
    case 'absence':
      return judgeAbsence(letter, holdings);
    case 'receipt':
      return judgeReceipt(letter, holdings);
  }
}

const closedAnswer = ({ value: { player, turn } }: Letter): Judgement =>
  say(refused('turn-closed', `turn ${turn} is closed`, { player }));

function equivocation(a: Letter, b: Letter): Judgement {
  const { player, turn } = a.value;
  const proof = { kind: 'equivocation', player, turn, letters: [a.letter, b.letter] } as const;
  const message = `${player} signed two different letters (${a.kind}) for turn ${turn}`;
  return { answer: refused('equivocation', message, { player }), proof };
}

/** Why the claimed time can't be, or comes too late. A referee also counts when it arrived. */
export function timeProblem(
  { value: { player, timeMs } }: Letter,
  {
    openedMs,
    deadlineMs,
    receivedMs,
  }: { openedMs: number; deadlineMs: number | undefined; receivedMs?: number | undefined },
): Answer | undefined {
  if (timeMs < openedMs) return refused('forged-time', `claims to be older than its turn`, { player });
  if (receivedMs !== undefined && timeMs > receivedMs + LIMITS.clockSkewMs)
    return refused('forged-time', 'claims a time in the future', { player });
  if (deadlineMs !== undefined && Math.max(timeMs, receivedMs ?? 0) > deadlineMs)
    return refused('too-late', `after the deadline by ${Math.max(timeMs, receivedMs ?? 0) - deadlineMs} ms`, {
      player,
    });
  return undefined;
}

function judgeCommit(letter: LetterOf<'commit'>, holdings: Holdings): Judgement {
  const { player, commitment } = letter.value;
  const { letters, standing, openedMs, receivedMs } = holdings;
  const held = letters.commits.get(player);
  if (held?.hash === letter.hash) return duplicate;
  if (held !== undefined) return equivocation(held, letter);
  if (holdings.closed) return closedAnswer(letter);
  if (standing.absentCommits.includes(player))
    return say(refused('declared-absent', `${player} was declared absent`, { player }));
  const late = timeProblem(letter, { openedMs, deadlineMs: standing.commitDeadlineMs, receivedMs });
  if (late !== undefined) return say(late);
  if (isKnownCommitment(commitment, holdings))
    return say(refused('commitment-replayed', 'this commitment has been made before', { player }));
  letters.commits.set(player, letter);
  return say(accepted);
}

/** One of an earlier turn can't be opened: its sheet names its turn. */
const isKnownCommitment = (commitment: string, { letters }: Holdings): boolean =>
  [...letters.commits.values()].some(({ value }) => value.commitment === commitment);

function judgeSheet(letter: LetterOf<'order'>, holdings: Holdings): Judgement {
  const { player, rev } = letter.value;
  const { genesis, letters, standing, openedMs } = holdings;
  const held = letters.sheets.get(player);
  if (held?.hash === letter.hash) return duplicate;
  if (held?.value.rev === rev) return equivocation(held, letter);
  if (holdings.closed) return closedAnswer(letter);
  if (held !== undefined && (genesis.mode === 'peer' || held.value.rev > rev))
    return say(refused('already-ordered', `revision ${held.value.rev} is there`, { player }));
  if (standing.absentSheets.includes(player) || standing.absentCommits.includes(player))
    return say(refused('declared-absent', `${player} was declared absent`, { player }));
  const opening = genesis.mode === 'peer' ? openCommitment(letter, holdings) : undefined;
  if (opening !== undefined) return opening;
  const receivedMs = genesis.mode === 'peer' ? undefined : holdings.receivedMs;
  const late = timeProblem(letter, { openedMs, deadlineMs: standing.sheetDeadlineMs, receivedMs });
  if (late !== undefined) return say(late);
  const wrong = refusalOfOrders(letter, holdings);
  if (wrong !== undefined) return say(wrong);
  letters.sheets.set(player, letter);
  return say(held === undefined ? accepted : { ok: true, what: 'replaced' });
}

function openCommitment(letter: LetterOf<'order'>, { letters, standing }: Holdings): Judgement | undefined {
  const { player, nonce } = letter.value;
  if (nonce === undefined) return say(refused('no-nonce', 'the sheet comes without its nonce', { player }));
  const commit = letters.commits.get(player);
  const kept: Judgement = { answer: { ok: true, what: 'kept' }, keep: letter };
  if (commit === undefined) return kept;
  if (commitmentTo(letter.letter, nonce) !== commit.value.commitment)
    return say(refused('commitment-broken', `not the sheet that ${player} committed to`, { player }));
  // Its deadline counts from the last commitment.
  return standing.missingCommits.length > 0 ? kept : undefined;
}

/** The first of the sheet's orders that the rules refuse, tried on the state that the turn opened with. */
export function refusalOfOrders(
  { value }: { readonly value: Pick<LetterOf<'order'>['value'], 'player' | 'orders'> },
  { letterGame, genesis, scratch }: Pick<Holdings, 'letterGame' | 'genesis' | 'scratch'>,
): Answer | undefined {
  const { player, orders } = value;
  const { commandIndex, commands } = codecsOf(letterGame.game);
  for (const [order, { name, args }] of orders.entries()) {
    const codec = commands[commandIndex.get(name) ?? -1]?.codec;
    if (codec === undefined) return refused('order-unknown', `no order ${JSON.stringify(name)}`, { player, order });
    const checked = codec.fromJson(args, name);
    if (!checked.ok) return refused('order-args', checked.message, { player, order });
  }
  if (orders.length === 0) return undefined;
  const seat = genesis.players.find((one) => one.player === player)?.seat as Seat;
  const wrong = sheetRefusal(letterGame, scratch(), { seat, orders });
  if (wrong === undefined) return undefined;
  const { index, reason, alone } = wrong;
  const what = `order ${index + 1} (${orders[index]?.name}): ${reason}`;
  return refused(alone ? 'order-refused' : 'sheet-refused', what, { player, order: index, reason });
}

function judgeAbsence(letter: LetterOf<'absence'>, holdings: Holdings): Judgement {
  const { player, phase, missing, timeMs } = letter.value;
  const { letters, standing, openedMs, receivedMs, genesis } = holdings;
  const name = absenceKey(letter.value);
  const held = letters.absences.get(name);
  if (held?.hash === letter.hash) return duplicate;
  if (holdings.closed) return closedAnswer(letter);
  // Who is missing may change while nothing is proven; the same said twice at different times would make two histories.
  if (held !== undefined && sameMembers(held.value.missing, missing)) return equivocation(held, letter);
  const proven = phase === 'commit' ? standing.absentCommits : standing.absentSheets;
  if (proven.length > 0 || (held !== undefined && held.value.timeMs >= timeMs))
    return say(refused('already-ordered', 'a later statement is there', { player }));
  const forged = timeProblem(letter, { openedMs, deadlineMs: undefined, receivedMs });
  if (forged !== undefined) return say(forged);
  const deadlineMs = phase === 'commit' ? standing.commitDeadlineMs : standing.sheetDeadlineMs;
  if (deadlineMs === undefined || timeMs <= deadlineMs)
    return say(refused('too-early', 'nobody is late before the deadline', { player }));
  const stranger = missing.find((one) => !genesis.players.some((known) => known.player === one));
  if (stranger !== undefined || missing.includes(player))
    return say(refused('not-in-roster', `${stranger ?? player} can't be missing`, { player }));
  letters.absences.set(name, letter);
  return say(held === undefined ? accepted : { ok: true, what: 'replaced' });
}

function judgeReceipt(letter: LetterOf<'receipt'>, holdings: Holdings): Judgement {
  const { of, player, sheet, timeMs } = letter.value;
  const { letters, standing, openedMs, receivedMs, genesis } = holdings;
  const held = letters.receipts.get(of);
  if (held?.hash === letter.hash) return duplicate;
  if (holdings.closed) return closedAnswer(letter);
  if (!genesis.players.some((known) => known.player === of))
    return say(refused('not-in-roster', `${of} has no part in this match`, { player }));
  if (held !== undefined && held.value.timeMs >= timeMs)
    return say(refused('already-ordered', 'a later receipt is there', { player }));
  const late = timeProblem(letter, { openedMs, deadlineMs: standing.sheetDeadlineMs });
  if (late !== undefined) return say(late);
  const claimed = letters.sheets.get(of);
  if (claimed?.hash === sheet && claimed.value.timeMs > timeMs + LIMITS.clockSkewMs)
    return say(refused('forged-time', `${of} claims a time after the referee had it`, { player: of }));
  if (receivedMs !== undefined && timeMs > receivedMs + LIMITS.clockSkewMs)
    return say(refused('forged-time', 'claims a time in the future', { player }));
  letters.receipts.set(of, letter);
  return say(held === undefined ? accepted : { ok: true, what: 'replaced' });
}
