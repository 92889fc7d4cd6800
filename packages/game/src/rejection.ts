/** Why an order is refused: a kebab-case literal, chosen by the game or reserved below. An expected answer, not an error. */
export type Rejection = string;

/** Reasons that the platform gives itself; a game that uses one of them for its own `check` means the same thing. */
export type ReservedRejection =
  /** No such command in this game, or one that only the platform may give. */
  | 'unknown-command'
  /** The arguments are not of the command's shape. */
  | 'bad-args'
  /** The seat is none of this match's. */
  | 'not-your-seat'
  /** More orders than a turn takes. */
  | 'too-many'
  /** Meant for a time that has passed. */
  | 'stale'
  /** The match does not run. */
  | 'not-running'
  /** The game's own rule threw; the order left no trace. */
  | 'faulted';
