// When a battle is over, and who has won it.
import type { Result } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import type { TacticsContext, TacticsState, TacticsView } from './state.ts';

type Reason = TacticsState['battle']['reason'];

interface Verdict {
  /** 0: a draw. */
  readonly winner: number;
  readonly reason: Reason;
}

/** Looks at the battle at the end of a turn, and ends it when it is decided. */
export function decide({ state, emit }: TacticsContext): void {
  const verdict = verdictOf(state);
  if (verdict === undefined) return;
  const { winner, reason } = verdict;
  state.battle.phase = 'over';
  state.battle.winner = winner;
  state.battle.reason = reason;
  emit('ended', { winner, reason });
}

function verdictOf(state: TacticsState): Verdict | undefined {
  const { battle } = state;
  const convoy = battle.victory === 'flight' ? convoyVerdict(state) : undefined;
  if (convoy !== undefined) return convoy;
  const standing = [...state.teams].filter(({ ships }) => ships > 0);
  if (standing.length <= 1) return { winner: standing[0]?.number ?? leader(state), reason: 'elimination' };
  if (battle.victory === 'points') {
    const winner = leader(state);
    const points = [...state.teams].find(({ number }) => number === winner)?.points ?? 0;
    if (points >= battle.goalCount) return { winner, reason: 'points' };
  }
  if (battle.turn < battle.turnLimit) return undefined;
  return { winner: battle.victory === 'flight' ? teamWith(state, 'attacker') : leader(state), reason: 'time' };
}

/** The convoy has won with enough freighters through the gate, and lost when too few are left for that. */
function convoyVerdict(state: TacticsState): Verdict | undefined {
  const { goalX, goalY, goalZ, goalRadius, goalCount } = state.battle;
  let through = 0;
  let underway = 0;
  for (const ship of state.ships) {
    if (ship.kind !== 'freighter') continue;
    if (ship.status === 'active') underway += 1;
    const away = (ship.x - goalX) * (ship.x - goalX) + (ship.y - goalY) * (ship.y - goalY);
    const square = away + (ship.z - goalZ) * (ship.z - goalZ);
    if (ship.status === 'escaped' && square < goalRadius * goalRadius) through += 1;
  }
  if (through >= goalCount) return { winner: teamWith(state, 'defender'), reason: 'flight' };
  return through + underway < goalCount ? { winner: teamWith(state, 'attacker'), reason: 'stopped' } : undefined;
}

function teamWith(state: TacticsState, role: 'attacker' | 'defender'): number {
  for (const team of state.teams) if (team.role === role) return team.number;
  return 0;
}

/** The team with the most points, then the most ships; 0 when several share that. */
function leader(state: TacticsState): number {
  let winner = 0;
  let most = -1;
  for (const { number, points, ships } of state.teams) {
    const worth = points * 100 + ships;
    if (worth === most) winner = 0;
    if (worth <= most) continue;
    most = worth;
    winner = number;
  }
  return winner;
}

/** Seats that still have something to order. */
export function awaited(view: TacticsView): readonly Seat[] {
  if (view.battle.phase === 'over') return [];
  const commanding = new Set([...view.ships].filter(({ status }) => status === 'active').map(({ owner }) => owner));
  return [...view.sides].filter(({ owner, gone }) => !gone && commanding.has(owner)).map(({ owner }) => owner);
}

export function resultOf(view: TacticsView): Result | undefined {
  const { phase, winner, reason } = view.battle;
  if (phase !== 'over') return undefined;
  const pointsOf = new Map([...view.teams].map(({ number, points }) => [number, points]));
  const sides = [...view.sides];
  return {
    winners: sides.filter(({ team }) => team === winner).map(({ owner }) => owner),
    scores: sides.map(({ owner, team }) => ({ seat: owner, score: pointsOf.get(team) ?? 0 })),
    reason,
  };
}
