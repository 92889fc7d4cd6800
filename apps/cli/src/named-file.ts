import { readFileSync } from 'node:fs';
import { CliError, exitCodes } from './exit.ts';

/** Reads a file that the call named, as `shown`; `next` says what to do where it can't be read. Throws CliError. */
export function readFileNamed(path: string, shown: string, next: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CliError(exitCodes.usage, `${shown} cannot be read: ${why(error as NodeJS.ErrnoException)}; ${next}`);
  }
}

function why({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a directory';
  if (code === 'EACCES') return 'this user may not read it';
  return message;
}
