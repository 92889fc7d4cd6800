// Blocks that no test runs, each with the reason. An entry that no page needs any more fails.

export interface NotRun {
  readonly page: string;
  /** The whole block. */
  readonly text: string;
  readonly reason: string;
}

export const notRun: readonly NotRun[] = [
  { page: 'README.md', text: 'npm start\n', reason: 'the tutorial runs it, and the launcher has tests of its own' },
  { page: 'README.md', text: 'npm run examples\n', reason: 'it asks; each example has a test of its own' },
  { page: 'README.md', text: 'npm test\n', reason: 'it would run this test again' },
];
