// Which letter goes to whom.

import { canonicalBytes, type Doc, sealLetter } from '@rubato/letters';
import { base64, fromBase64 } from '@rubato/schema';
import { parcelOf, type ParcelKind } from '../parcel.ts';
import type { Party } from './party.ts';

interface PublicLetter {
  readonly turn: number;
  readonly kind: ParcelKind;
  readonly letter: Doc;
}

/** To everybody else. */
export function sendPublic(party: Party, { turn, kind, letter }: PublicLetter): void {
  send(party, { turn, kind, bytes: canonicalBytes(letter) }, party.others);
}

/** One of the player's own letters of a turn, at the moment when it is made. Sheets go out later, or to the referee only. */
export function sendLetter(party: Party, letter: Doc): void {
  const kind = letter['kind'] as ParcelKind;
  if (kind !== 'order') sendPublic(party, { turn: letter['turn'] as number, kind, letter });
}

/** A sheet that only the referee may read yet: sealed once, and kept so. */
export async function sealSheet(party: Party, sheet: Doc): Promise<void> {
  const { referee } = party.genesis;
  if (referee === undefined) return;
  party.desk.sealed = base64(await sealLetter(party.options.crypto, referee.seal, sheet));
  sendSealed(party, sheet['turn'] as number);
}

/** The sheet of that turn which was sealed last. */
export function sendSealed(party: Party, turn: number): void {
  const { referee } = party.genesis;
  const { sealed } = party.desk;
  if (referee !== undefined && sealed !== undefined)
    send(party, { turn, kind: 'sealed', bytes: fromBase64(sealed) }, [referee.player]);
}

/** To each player what is theirs to see. */
export function sendViews(party: Party): void {
  for (const view of party.desk.views)
    send(party, { turn: view['turn'] as number, kind: 'view', bytes: canonicalBytes(view) }, [view['to'] as string]);
}

function send(
  party: Party,
  { turn, kind, bytes }: { readonly turn: number; readonly kind: ParcelKind; readonly bytes: Uint8Array },
  to: readonly string[],
): void {
  const { id: match, player } = party;
  party.desk.outbox.add(parcelOf({ match, turn, player, kind }, bytes), to);
}
