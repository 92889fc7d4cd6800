/** The way from a game to the match of a tournament that it is. */
export const tournamentPlaysMigration = {
  number: 7502,
  name: 'tournament plays',
  statements: ['create index tournament_match_play on tournament_match (play_id)'],
} as const;
