/** What the server tells of a tournament, by the routes that tell it. */
import type { Api } from '@rubato/client';

type Told = Awaited<ReturnType<Api['tournament']>>;
export type Tournament = Told['tournament'];
export type Entrant = Told['entrants'][number];
export type Format = Tournament['format'];
export type Match = Awaited<ReturnType<Api['tournamentMatches']>>['matches'][number];
export type Slot = Match['slots'][number];
export type Bracket = Match['bracket'];
export type Standing = Awaited<ReturnType<Api['tournamentStandings']>>['standings'][number];
