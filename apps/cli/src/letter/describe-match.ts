/** How a match stands, as facts for people and programs. */
import { ownSheet } from '@rubato/couriers';
import type { Machine, Seat } from '@rubato/game';
import type { Party } from '@rubato/couriers';

export function describeMatch(party: Party) {
  const { genesis, match, seat, desk } = party;
  const standing = match?.over === false ? match.standing() : undefined;
  const missing = standing ? [...standing.missingCommits, ...standing.missingSheets] : [];
  const deadlineMs =
    standing && (standing.missingCommits.length > 0 ? standing.commitDeadlineMs : standing.sheetDeadlineMs);
  const over = match?.over ?? knownOf(party)?.result() !== undefined;
  const begun = (match ?? seat) !== undefined;
  return {
    match: party.id,
    game: genesis.game,
    mode: genesis.mode,
    you: party.player,
    phase: begun ? (match?.stage ?? (over ? 'ended' : 'planning')) : 'signing',
    turn: (match ?? seat)?.turn ?? null,
    unsigned: party.unsigned,
    yourTurn: isYourTurn(party),
    waitingFor: begun ? [...new Set(missing)] : party.unsigned,
    deadlineMs: deadlineMs ?? null,
    planned: desk.draft?.length ?? null,
    toSend: desk.outbox.size,
    players: genesis.players.map(({ player, name, seat: number }) => ({
      player,
      name,
      seat: number,
      status: match?.statusOf(player) ?? null,
    })),
    proofs: match?.proofs.map(({ player, turn }) => ({ player, turn })) ?? [],
    result: match?.result ?? knownOf(party)?.result() ?? null,
  };
}

function isYourTurn(party: Party): boolean {
  const { match, seat, player } = party;
  if (party.isReferee || (match ?? seat) === undefined || match?.over === true) return false;
  if (ownSheet(party) !== undefined) return false;
  if (match !== undefined) return match.awaited().includes(player);
  const own = party.genesis.players.find((one) => one.player === player)?.seat;
  const known = knownOf(party);
  return known !== undefined && known.result() === undefined && known.awaits().includes(own as Seat);
}

/** Of a match that somebody else hosts: what this player may know of it. */
export const knownOf = ({ seat, options }: Party): Machine | undefined => seat?.machine(options.letterGame);

export type Described = ReturnType<typeof describeMatch>;

/** "Your turn!", "Waiting for …" */
export function headline({ phase, yourTurn, waitingFor, turn, unsigned, you }: Described): string {
  if (phase === 'ended') return 'The match is over.';
  if (unsigned.includes(you)) return 'Sign it, if you want to play by these rules.';
  if (phase === 'signing') return `Waiting for the signature of ${unsigned.join(', ')}.`;
  if (yourTurn) return `Turn ${turn}: your turn!`;
  return waitingFor.length === 0 ? `Turn ${turn} can be run.` : `Turn ${turn}: waiting for ${waitingFor.join(', ')}.`;
}

export function factsOf(found: Described): (readonly [string, string])[] {
  const { match, game, mode, you, phase, turn, deadlineMs, planned, toSend, players, proofs, result } = found;
  return [
    ['match', match.slice(0, 16)],
    ['game', `${game}, ${mode} mode`],
    ['you', you],
    ['phase', phase],
    ['turn', turn === null ? '–' : String(turn)],
    ['players', players.map(({ player, status }) => (status === null ? player : `${player} (${status})`)).join(', ')],
    ['deadline', deadlineMs === null ? '–' : new Date(deadlineMs).toISOString()],
    ['planned', planned === null ? '–' : `${planned} orders, not submitted`],
    ['to send', String(toSend)],
    ...proofs.map(
      ({ player, turn: at }) => ['cheated', `${player} signed two different letters for turn ${at}`] as const,
    ),
    ...(result === null ? [] : [['result', JSON.stringify(result)] as const]),
  ];
}
