import { f64, text, u16, u32, uint53 } from '@rubato/schema';

/** What one match changed of one account's rating. */
export const ratingChangeFields = {
  /** Counts the account's matches on the ladder from 1. */
  number: u32,
  matchId: text(64),
  /** From 1. */
  place: u16,
  ratingBefore: f64,
  deviationBefore: f64,
  rating: f64,
  deviation: f64,
  ratedMs: uint53,
};

/** Changes of one page of a history. */
export const CHANGES_PER_PAGE = 50;
