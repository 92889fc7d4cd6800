/** The routes of tournaments as calls of their service. */
import type { Clock } from '@rubato/ports';
import type { tournamentRoutes } from '@rubato/protocol';
import type { Caller, Tournaments } from '@rubato/services';
import type { Told } from '../socket/told.ts';

import { accountOf, present } from './playing.ts';
import type { RouteHandlers } from './service-routes.ts';

export interface TournamentParts {
  readonly tournaments: Tournaments;
  readonly deliver: (told: readonly Told[]) => void;
  readonly clock: Clock;
}

const DEFAULTS = { settings: '{}', missedMost: 2, vacations: false, twice: false, open: true, watching: true } as const;

export function tournamentHandlers(parts: TournamentParts): RouteHandlers<typeof tournamentRoutes, Caller> {
  const { tournaments, deliver, clock } = parts;
  const done = async <T>(outcome: Promise<{ readonly reply: T; readonly notify: readonly Told[] }>): Promise<T> => {
    const { reply, notify } = await outcome;
    deliver(notify);
    return reply;
  };
  return {
    tournaments: async ({ before }, call) => ({
      tournaments: await tournaments.list(accountOf(call).accountId, before),
    }),
    createTournament: (wanted, call) =>
      tournaments.create(accountOf(call).accountId, { ...DEFAULTS, opensMs: clock.wallMs(), ...present(wanted) }),
    tournament: ({ id, code }, call) => tournaments.get(accountOf(call).accountId, id, code),
    tournamentMatches: async ({ id, ...page }, call) => ({
      matches: await tournaments.matches(accountOf(call).accountId, id, present(page)),
    }),
    tournamentStandings: async ({ id, code }, call) => ({
      standings: await tournaments.standings(accountOf(call).accountId, id, code),
    }),
    tournamentDecisions: async ({ id, ...page }, call) => ({
      decisions: await tournaments.decisions(accountOf(call).accountId, id, present(page)),
    }),
    enterTournament: ({ id, code }, call) => tournaments.enter(accountOf(call).accountId, id, code),
    leaveTournament: ({ id }, call) => done(tournaments.withdraw(accountOf(call).accountId, id)),
    beginTournament: ({ id }, call) => done(tournaments.begin(accountOf(call).accountId, id)),
    cancelTournament: ({ id }, call) => done(tournaments.cancel(accountOf(call).accountId, id)),
    decideTournamentMatch: ({ id, number, ...own }, call) =>
      done(tournaments.setResult(accountOf(call).accountId, { tournamentId: id, number }, own)),
  };
}
