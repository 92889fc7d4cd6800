import { lettersIn, type TurnLog } from '@rubato/letters';
import type { Courier } from '../courier.ts';
import type { Flushed } from '../outbox.ts';
import type { ParcelKind } from '../parcel.ts';
import { advance, publish } from './advance.ts';
import { sendPublic, sendSealed, sendViews } from './dispatch.ts';
import type { Party } from './party.ts';
import { type Received, receive } from './receive.ts';
import { ownSheet } from './submit.ts';

export interface Exchanged {
  readonly received: Received;
  /** Turns that were run. */
  readonly turns: readonly TurnLog[];
  readonly flushed: Flushed;
}

/** One round: takes what has come, does what is due, sends what waits. */
export async function exchange(party: Party, courier: Courier, nowMs: number): Promise<Exchanged> {
  const received = await receive(party, courier, nowMs);
  const turns = await advance(party, nowMs);
  const flushed = await flush(party, courier, nowMs);
  return { received, turns, flushed };
}

/** Sends what is due; `all`: what waits for its next try, too. */
export async function flush(
  party: Party,
  courier: Courier,
  nowMs: number,
  options: { readonly all?: boolean } = {},
): Promise<Flushed> {
  const flushed = await party.desk.outbox.flush(courier, nowMs, options);
  if (flushed.sent + flushed.failures.length > 0) await party.saveDesk();
  return flushed;
}

/** Turns back from the open one of which letters are sent again. */
const RESENT_TURNS = 3;

/** Puts everything that others may have lost into the outbox again; for them it is a duplicate, or what they waited for. */
export async function resend(party: Party): Promise<void> {
  const { match, seat, player } = party;
  sendPublic(party, { turn: 0, kind: 'genesis', letter: party.genesisLetter });
  const open = (match ?? seat)?.turn;
  if (match !== undefined) resendClosed(party);
  sendViews(party);
  for (const letter of party.desk.own)
    if (letter['turn'] === open && letter['kind'] !== 'order')
      sendPublic(party, { turn: open as number, kind: letter['kind'] as ParcelKind, letter });
  const sheet = open === undefined || player === party.genesis.referee?.player ? undefined : ownSheet(party);
  if (sheet !== undefined && party.genesis.mode !== 'peer') sendSealed(party, open as number);
  if (sheet !== undefined && party.genesis.mode === 'peer' && match?.letters.sheets.has(player))
    sendPublic(party, { turn: open as number, kind: 'order', letter: sheet });
  await party.saveDesk();
}

function resendClosed(party: Party): void {
  const { match, player } = party;
  const last = match?.machine.turn ?? 0;
  for (let turn = Math.max(1, last - RESENT_TURNS + 1); turn <= last; turn++) {
    const log = match?.log(turn);
    if (log === undefined) continue;
    for (const { kind, letter, value } of lettersIn(log.letters))
      if (value.player === player) sendPublic(party, { turn, kind, letter });
    if (party.isReferee) publish(party, log);
  }
}
