/** Standings are read from the changes of ratings themselves; only the way to a season's is made short. */
export const leagueMigration = {
  number: 7302,
  name: 'league',
  statements: ['create index rating_change_season on rating_change (ladder, rated_ms)'],
} as const;
