/** How errors become what the shell is told. It knows those of all verbs, so it is loaded when there is one. */
import { JournalCorrupt } from '@rubato/game';
import { DatabaseError } from '@rubato/ports';
import { BusUnreachable, ConfigRefused, PortRefused, StoreCorrupt, TaskRefused, TlsRefused } from '@rubato/server';
import { CourierError } from '@rubato/couriers';
import { LetterRefused } from '@rubato/letters';
import { CliError, exitCodes, type ExitCode } from './exit.ts';

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) return error.code;
  if (error instanceof ConfigRefused || error instanceof TlsRefused) return exitCodes.usage;
  if (error instanceof JournalCorrupt || error instanceof StoreCorrupt) return exitCodes.corrupt;
  if (error instanceof TaskRefused) return exitCodes.usage;
  if (error instanceof PortRefused || error instanceof BusUnreachable) return exitCodes.network;
  if (error instanceof LetterRefused) return ofLetter(error.code);
  if (error instanceof CourierError) return ofCourier[error.code];
  if (error instanceof DatabaseError && error.code === 'unavailable') return exitCodes.network;
  return exitCodes.failure;
}

/** Nothing is wrong with a file when the rules or the moment refuse an order; with all else, there is. */
const refusedByPlay: readonly string[] = [
  'order-unknown',
  'order-args',
  'order-refused',
  'sheet-refused',
  'not-awaited',
  'already-ordered',
  'not-ready',
  'match-over',
  'match-frozen',
  'too-late',
  'too-early',
  'declared-absent',
  'other-game',
  'encryption-failed',
  'encrypted',
  'wrong-mode',
];

function ofLetter(code: string): ExitCode {
  if (refusedByPlay.includes(code)) return exitCodes.failure;
  return code === 'decryption-failed' || code === 'not-in-roster' ? exitCodes.auth : exitCodes.corrupt;
}

const ofCourier: Readonly<Record<CourierError['code'], ExitCode>> = {
  network: exitCodes.network,
  missing: exitCodes.network,
  auth: exitCodes.auth,
  refused: exitCodes.failure,
  'too-large': exitCodes.failure,
  damaged: exitCodes.corrupt,
};
