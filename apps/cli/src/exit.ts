/** What the shell is told. */

export const exitCodes = {
  ok: 0,
  /** It was tried and did not work. */
  failure: 1,
  /** The call, or something that it names, is not there or makes no sense. */
  usage: 2,
  /** What was looked at is not what it claims to be. */
  corrupt: 3,
  /** Nobody answers, or the port is taken. */
  network: 4,
  /** The server knows who is asking, and refuses. */
  auth: 5,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An error whose message is the whole story: what happened, to what, and what to do next. */
export class CliError extends Error {
  readonly code: ExitCode;
  constructor(code: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
