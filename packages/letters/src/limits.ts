/** What a file and a letter may hold at most. Beyond it they are refused with the code that names the limit. */
export const LIMITS = {
  /** Bytes of a `.tribal` file. */
  archiveBytes: 32 << 20,
  /** Entries of a file. */
  entries: 2000,
  /** Bytes of one entry, as it lies in the file and inflated. */
  entryBytes: 16 << 20,
  /** Bytes of all entries together, inflated. */
  totalBytes: 128 << 20,
  /** How many times its size an entry may grow when inflated; entries of up to 64 KiB inflated are never refused for it. */
  inflateRatio: 200,
  /** Bytes of an entry's name. */
  nameBytes: 96,
  /** Bytes of one document inside an entry, as JSON. */
  documentBytes: 8 << 20,
  /** How deep a JSON document nests. */
  jsonDepth: 64,
  /** Values of one JSON document, the outermost included. */
  jsonNodes: 1 << 18,
  /** Bytes of one letter as JSON. */
  letterBytes: 1 << 20,
  /** Players of a match. */
  players: 16,
  /** Orders of one sheet. */
  ordersPerSheet: 256,
  /** Turns of a match. */
  turns: 1_000_000,
  /** Turns that a server ran before a match went on by letters. */
  openingTurns: 500,
  /** Bytes of the state that such a match begins with. */
  openingState: 1 << 19,
  /** How often a match may have moved from files to a server. */
  moves: 8,
  /** How often a player may replace a sheet of one turn. */
  revisions: 1000,
  /** Snapshots a file keeps beside the first state. */
  snapshots: 20,
  /** Every so many turns a snapshot stays in the file. */
  snapshotEvery: 5,
  /** Proofs of equivocation that a match keeps. */
  proofs: 64,
  /** How far two clocks may be apart before a claimed time counts as forged. */
  clockSkewMs: 15 * 60_000,
  /** Recipients of an encrypted file. */
  recipients: 32,
} as const;
