/** What the shell is told, and how errors become that. */
import { JournalCorrupt, WrongGame } from '@rubato/game';
import { ConfigRefused, DataDirectoryInUse, PortRefused, StoreCorrupt } from '@rubato/server';
import { CommanderError } from 'commander';

export const exitCodes = { ok: 0, failure: 1, usage: 2, corrupt: 3, network: 4, auth: 5 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An error whose message is the whole story: what happened, to what, and what to do next. */
export class CliError extends Error {
  readonly code: ExitCode;
  constructor(code: ExitCode, message: string) {
    super(message);
    this.code = code;
  }
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) return error.code;
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof ConfigRefused) return exitCodes.usage;
  if (error instanceof JournalCorrupt || error instanceof StoreCorrupt || error instanceof WrongGame)
    return exitCodes.corrupt;
  if (error instanceof PortRefused) return exitCodes.network;
  if (error instanceof DataDirectoryInUse) return exitCodes.failure;
  return exitCodes.failure;
}
