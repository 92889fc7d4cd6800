/** What bots are called, by seat: tempo and form words. */
export const botNames: readonly string[] = [
  'Largo',
  'Vivace',
  'Allegra',
  'Presto',
  'Cadenza',
  'Rondo',
  'Tutti',
  'Brio',
];
