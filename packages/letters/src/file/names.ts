// What the entries of a `.tribal` file are called, in the order in which they stand.
//
//   mimetype                                    says what the file is, to programs that look only at its first bytes
//   manifest.json                               what is in it
//   genesis.json                                the first block, signed by all
//   head.json                                   the last turn's record
//   actions_turn_N/<player>.<kind>.json.gz      letters of the open turn
//   proofs.json.gz                              of equivocation
//   snapshots/snapshot_turn_N.json.gz           the state now
//   initial_state.json.gz                       the state before turn 1
//   events/turn_NNNNNN.json.gz                  turns that are over, newest first
//     or events_0_to_N.json.gz                  all of them in one, in files saved as `joined`,
//     or events/turns_NNNNNN_to_NNNNNN.json.gz  64 of them in one
//   snapshots/snapshot_turn_N.json.gz           older states, newest first
//   opening.json.gz                             what a server ran before the match went on by letters
//   before.tribal                               the file in which the match came to that server
//   (entries that this version doesn't know)
//   manifest_copy.json                          the manifest again, for files whose front is damaged
//
// What matters most stands first: a file that was cut short loses its oldest history, which others hold too.

import type { LetterKind } from '../letters/letter.ts';

export const MIMETYPE = 'application/vnd.rubato.tribal';
export const FORMAT = { major: 1, minor: 0 } as const;

export const NAMES = {
  mimetype: 'mimetype',
  manifest: 'manifest.json',
  genesis: 'genesis.json',
  head: 'head.json',
  proofs: 'proofs.json.gz',
  opening: 'opening.json.gz',
  before: 'before.tribal',
  initialState: 'initial_state.json.gz',
  manifestCopy: 'manifest_copy.json',
} as const;

export const letterName = (turn: number, player: string, kind: string): string =>
  `actions_turn_${turn}/${player}.${kind}.json.gz`;
export const snapshotName = (turn: number): string => `snapshots/snapshot_turn_${turn}.json.gz`;
export const spanName = (from: number, to: number): string => `events/turns_${padded(from)}_to_${padded(to)}.json.gz`;
export const joinedName = (to: number): string => `events_0_to_${to}.json.gz`;
const padded = (turn: number): string => String(turn).padStart(6, '0');
export const turnName = (turn: number): string => `events/turn_${padded(turn)}.json.gz`;

const NUMBER = '(0|[1-9][0-9]{0,6})';
const LETTER = new RegExp(
  `^actions_turn_${NUMBER}/[a-z0-9_-]+\\.(commit|order|receipt|absence-commit|absence-order)\\.json\\.gz$`,
);
const LETTERS = new RegExp(`^actions_turn_${NUMBER}\\.json\\.gz$`);
const SNAPSHOT = new RegExp(`^snapshots/snapshot_turn_${NUMBER}\\.json\\.gz$`);
const TURN = /^events\/turn_([0-9]{6,7})\.json\.gz$/;
const TURNS = new RegExp(`^events_0_to_${NUMBER}\\.json\\.gz$`);
const SPAN = /^events\/turns_([0-9]{6,7})_to_([0-9]{6,7})\.json\.gz$/;

export type EntryRole =
  | { readonly role: 'letter' | 'letters' | 'snapshot' | 'turn' | 'turns'; readonly turn: number }
  | { readonly role: 'span'; readonly from: number; readonly turn: number }
  | { readonly role: keyof typeof NAMES }
  | { readonly role: 'unknown' };

const fixed = new Map(Object.entries(NAMES).map(([role, name]) => [name as string, role as keyof typeof NAMES]));
const patterns = [
  ['letter', LETTER],
  ['letters', LETTERS],
  ['snapshot', SNAPSHOT],
  ['turn', TURN],
  ['turns', TURNS],
] as const;

/** What an entry is, by its name. */
export function roleOf(name: string): EntryRole {
  const role = fixed.get(name);
  if (role !== undefined) return { role };
  const span = SPAN.exec(name);
  if (span !== null) return { role: 'span', from: Number(span[1]), turn: Number(span[2]) };
  for (const [kind, pattern] of patterns) {
    const match = pattern.exec(name);
    if (match !== null) return { role: kind, turn: Number(match[1]) };
  }
  return { role: 'unknown' };
}

/** The part of a letter's entry name that tells several of one player apart. */
export const kindName = (kind: LetterKind, phase?: string): string => (phase === undefined ? kind : `${kind}-${phase}`);
