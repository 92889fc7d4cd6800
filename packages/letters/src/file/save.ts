// A match as a `.tribal` file. What came from a file is written as it came, byte for byte.

import { utf8Encode } from '@rubato/schema';
import { gzip } from '../container/gzip.ts';
import { writeZip } from '../container/zip-writer.ts';
import type { Entry } from '../container/zip-layout.ts';
import { canonicalBytes } from '../json/canonical.ts';
import type { Letter } from '../letters/letter.ts';
import { LIMITS } from '../limits.ts';
import type { Match } from '../match/match.ts';
import { lettersIn } from '../match/turn-letters.ts';
import type { TurnLog } from '../match/turn-log.ts';
import { lettersDocument, pack, proofsDocument, snapshotDocument, turnDocument, turnsDocument } from './documents.ts';
import { extrasOf, manifestOf } from './manifest.ts';
import { joinedName, kindName, letterName, MIMETYPE, NAMES, snapshotName, spanName, turnName } from './names.ts';
import type { Tribal } from './tribal.ts';

export interface SaveOptions {
  /** Milliseconds since 1970, for people. */
  readonly nowMs: number;
  /** Entries beside the match’s own, of a new file. */
  readonly attached?: readonly Entry[];
  /** The file that the match was opened from. */
  readonly previous?: Tribal;
  /** `joined`: 64 past turns in one entry, which is smaller; a damaged one then costs them all. Default `separate`. */
  readonly layout?: 'separate' | 'joined';
  /** How many of the newest past turns go into the file; default as many as it may hold. */
  readonly turns?: number;
}

/** Entries that are no turns: states, letters of the open turn and the fixed ones, those of newer versions aside. */
const OTHER_ENTRIES = 160;

/** The file's bytes. Equal matches saved at the same time give equal bytes. Throws LetterRefused when it would be too large. */
export function saveTribal(match: Match, options: SaveOptions): Uint8Array<ArrayBuffer> {
  const { previous, nowMs } = options;
  const known = previous?.unknown ?? options.attached ?? [];
  const entries: Entry[] = [
    { name: NAMES.genesis, bytes: canonicalBytes(match.genesisLetter) },
    ...(match.head ? [{ name: NAMES.head, bytes: canonicalBytes(match.head.letter) }] : []),
    ...letterEntries(match, options),
    ...(match.proofs.length > 0 ? [{ name: NAMES.proofs, bytes: pack(proofsDocument(match.proofs)) }] : []),
    ...historyEntries(match, options, LIMITS.entries - OTHER_ENTRIES - known.length),
    ...known,
  ];
  const mimetype = { name: NAMES.mimetype, bytes: utf8Encode(MIMETYPE) };
  const extras = previous?.manifest ? extrasOf(previous.manifest.document) : {};
  const manifest = canonicalBytes(manifestOf(match, [mimetype, ...entries], { lastModifiedMs: nowMs, extras }));
  return writeZip([
    mimetype,
    { name: NAMES.manifest, bytes: manifest },
    ...entries,
    { name: NAMES.manifestCopy, bytes: manifest },
  ]);
}

function letterEntries(match: Match, { layout }: SaveOptions): readonly Entry[] {
  const letters = lettersIn(match.letters);
  const turn = match.machine.turn + 1;
  if (letters.length === 0) return [];
  if (layout === 'joined')
    return [{ name: `actions_turn_${turn}.json.gz`, bytes: pack(lettersDocument([...letters])) }];
  return letters.map((letter) => ({ name: nameOf(letter), bytes: pack(letter.letter) }));
}

function nameOf(letter: Letter): string {
  const { kind, value } = letter;
  const whose = kind === 'receipt' ? letter.value.of : value.player;
  return letterName(value.turn, whose, kindName(kind, kind === 'absence' ? letter.value.phase : undefined));
}

function historyEntries(match: Match, { previous, layout, turns }: SaveOptions, room: number): readonly Entry[] {
  const kept = (name: string, make: () => Uint8Array): Entry => ({
    name,
    bytes: previous?.entries.get(name) ?? make(),
  });
  const state = (turn: number): Entry =>
    kept(turn === 0 ? NAMES.initialState : snapshotName(turn), () =>
      pack(snapshotDocument(turn, match.snapshotOf(turn) as Uint8Array)),
    );
  const newest = match.snapshotTurns.at(-1) ?? 0;
  const states = [...match.snapshotTurns].reverse();
  const wanted = [...match.turns].reverse().slice(0, Math.min(turns ?? room, room));
  const past =
    layout === 'joined'
      ? joinedEntries(match, [...wanted].reverse(), previous)
      : wanted.map((turn) => turnEntry(match, turn, previous));
  return [
    ...(newest > 0 ? [state(newest)] : []),
    ...(states.includes(0) ? [state(0)] : []),
    ...past,
    ...states.filter((turn) => turn !== newest && turn !== 0).map(state),
  ];
}

/** Turns that share an entry in a joined file, and bytes of their document; larger ones are separate. */
const SPAN_TURNS = 64;
const SPAN_BYTES = 2 << 20;

/** Newest first. Spans begin at fixed turns, so that a longer match leaves older entries as they are. */
function joinedEntries(match: Match, turns: readonly number[], previous: Tribal | undefined): readonly Entry[] {
  const spans = new Map<number, number[]>();
  for (const turn of turns) {
    const start = Math.floor((turn - 1) / SPAN_TURNS);
    spans.set(start, [...(spans.get(start) ?? []), turn]);
  }
  return [...spans.values()].reverse().flatMap((span) => {
    const [from, to] = [span[0] as number, span.at(-1) as number];
    const name = spans.size === 1 ? joinedName(to) : spanName(from, to);
    const before = to === match.head?.record.turn ? undefined : previous?.entries.get(name);
    if (before !== undefined) return [{ name, bytes: before }];
    const document = canonicalBytes(turnsDocument(span.map((turn) => match.log(turn) as TurnLog)));
    if (document.length > SPAN_BYTES) return [...span].reverse().map((turn) => turnEntry(match, turn, previous));
    return [{ name, bytes: gzip(document) }];
  });
}

/** As it came, unless more have signed its record since. */
function turnEntry(match: Match, turn: number, previous: Tribal | undefined): Entry {
  const name = turnName(turn);
  const before = previous?.entries.get(name);
  if (before !== undefined && turn !== match.head?.record.turn) return { name, bytes: before };
  return { name, bytes: pack(turnDocument(match.log(turn) as TurnLog)) };
}
