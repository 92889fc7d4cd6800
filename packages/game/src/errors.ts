/** A rule asked for something that it may not do; contained like every throw of a rule. */
export class RuleFault extends Error {
  override readonly name = 'RuleFault';
  readonly code: 'unknown-event' | 'bad-event' | 'too-many-events' | 'not-a-row' | 'prediction';
  constructor(code: RuleFault['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** The game's `tick` threw: the match is as it was before that turn and runs no further; `cause` is what was thrown. */
export class MatchFrozen extends Error {
  override readonly name = 'MatchFrozen';
  /** The turn that could not be run. */
  readonly turn: number;
  /** The tick that threw. */
  readonly tick: number;
  constructor(turn: number, tick: number, cause: unknown) {
    super(`tick ${tick} (turn ${turn}) threw: ${messageOf(cause)}; export the journal and fix the rule`, { cause });
    this.turn = turn;
    this.tick = tick;
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
