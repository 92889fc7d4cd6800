import type { Clock, Random } from '@rubato/ports';
import { uuid7 } from './ledger/uuid7.ts';

/** A new id of a row; ids sort by the millisecond of their making. */
export function newId({ clock, random }: { readonly clock: Clock; readonly random: Random }): string {
  return uuid7(clock.wallMs(), random);
}
