import { type Doc, LetterRefused, newCommit, newSheet, type SheetOrder } from '@rubato/letters';
import { sealSheet, sendPublic } from './dispatch.ts';
import type { Party } from './party.ts';

/**
 * Gives orders for the open turn. Throws LetterRefused: not awaited, against the rules, or already committed (peer mode; by
 * a referee a later sheet replaces the earlier until the turn closes).
 */
export async function submit(party: Party, orders: readonly SheetOrder[], nowMs: number): Promise<void> {
  const { desk, table, match, player } = party;
  if (party.isReferee) throw new LetterRefused('wrong-mode', 'a referee gives no orders');
  if (table.turn === undefined) throw new LetterRefused('match-over', 'the match is over');
  if (match !== undefined && !match.awaited().includes(player))
    throw new LetterRefused('not-awaited', 'nothing is awaited of you in this turn');
  refuseBadOrders(party, orders);
  const before = ownSheet(party);
  if (before !== undefined && party.genesis.mode === 'peer')
    throw new LetterRefused('already-ordered', `turn ${table.turn} is committed to: nobody may change their mind`);
  const rev = ((before?.['rev'] as number | undefined) ?? 0) + 1;
  const author = party.author(nowMs);
  const sheet = await newSheet(table, author, { rev, orders, random: party.options.random.bytes(64) });
  const letters = party.genesis.mode === 'peer' ? [sheet, await newCommit(table, author, sheet)] : [sheet];
  const kept = desk.own.filter((one) => (one['turn'] as number) >= (table.turn ?? 0) - 1);
  desk.own = [...kept, ...letters];
  desk.draft = undefined;
  if (letters[1] === undefined) await sealSheet(party, sheet);
  else sendPublic(party, { turn: table.turn, kind: 'commit', letter: letters[1] });
  // From here on the sheet exists: whatever happens, there will be no other of this revision.
  await party.saveDesk();
  await match?.accept(letters.at(-1) as Doc);
  await party.saveMatch(nowMs);
}

/** Orders that are planned: checked now, given later. Throws LetterRefused as `submit` does for bad ones. */
export async function plan(party: Party, orders: readonly SheetOrder[]): Promise<void> {
  if (party.table.turn === undefined) throw new LetterRefused('match-over', 'the match is over');
  refuseBadOrders(party, orders);
  party.desk.draft = orders;
  await party.saveDesk();
}

function refuseBadOrders({ match, player }: Party, orders: readonly SheetOrder[]): void {
  const wrong = match?.refusalOf(player, orders);
  if (wrong !== undefined && !wrong.ok) throw new LetterRefused(wrong.code, wrong.message, undefined, player);
}

/** The newest sheet that this player has signed for the open turn. */
export function ownSheet({ desk, table }: Party): Doc | undefined {
  return desk.own.filter(({ kind, turn }) => kind === 'order' && turn === table.turn).at(-1);
}
