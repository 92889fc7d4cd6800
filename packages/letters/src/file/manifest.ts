// manifest.json: what a person or a menu wants to know of a file without opening the rest. Every member follows from the
// signed parts; a reader checks that it does.

import { hex, sha256 } from '@rubato/schema';
import type { Entry } from '../container/zip-layout.ts';
import { canonicalJson, type Doc } from '../json/canonical.ts';
import { hexOf, list, record, text, type ValueOf, whole } from '../json/read.ts';
import { LIMITS } from '../limits.ts';
import type { Match } from '../match/match.ts';
import { LetterRefused } from '../refused.ts';
import { FORMAT, NAMES } from './names.ts';

const listed = record({ name: text(LIMITS.nameBytes), size: whole(0, LIMITS.entryBytes), sha256: hexOf(32) });
const read = record({
  format: record({ major: whole(0, 1e6), minor: whole(0, 1e6) }),
  match: hexOf(32),
  entries: list(listed, LIMITS.entries),
});

export type Manifest = ValueOf<typeof read> & { readonly document: Doc };

/** Refuses a format of another major version, and what is no manifest. */
export function readManifest(document: Doc): Manifest {
  const format = document['format'] as { readonly major?: unknown } | undefined;
  if (typeof format?.major === 'number' && format.major !== FORMAT.major) {
    const needed = `format ${format.major}; this program reads format ${FORMAT.major}`;
    throw new LetterRefused('format-unknown', needed, NAMES.manifest);
  }
  return { ...read(document, NAMES.manifest), document };
}

export interface ManifestOptions {
  readonly lastModifiedMs: number;
  /** Members of newer versions that the file had. */
  readonly extras?: Doc;
}

export function manifestOf(match: Match, entries: readonly Entry[], options: ManifestOptions): Doc {
  return {
    ...options.extras,
    format: { ...FORMAT },
    ...storyOf(match),
    last_modified: options.lastModifiedMs / 1000,
    entries: entries.map(({ name, bytes }) => ({ name, size: bytes.length, sha256: hex(sha256(bytes)) })),
  };
}

/** All members that tell where the match stands. */
function storyOf(match: Match): Doc {
  const { genesis, machine, turn } = match;
  const standing = turn === undefined ? undefined : match.standing();
  const awaited = turn === undefined ? [] : match.awaited();
  const waiting = awaited.filter((player) => match.statusOf(player) !== 'ready');
  return {
    match: match.id,
    session_id: match.id.slice(0, 16),
    scenario: genesis.scenario,
    game: { name: genesis.game, version: genesis.gameVersion, schema: genesis.schema, rules: genesis.rules },
    mode: genesis.mode,
    current_turn: turn ?? machine.turn,
    total_turns_played: machine.turn,
    players: genesis.players.map(({ player, name, faction, seat }) => ({
      player_id: player,
      name,
      faction,
      seat,
      status: match.statusOf(player),
      last_action_turn: match.lastTurnOf(player),
    })),
    turn_order: genesis.players.map(({ player }) => player),
    // Turns are simultaneous: the first of those whom everyone waits for.
    current_player: waiting[0] ?? null,
    waiting_for: waiting,
    game_state: {
      phase: match.phase,
      turn_deadline: deadlineOf(standing),
      all_players_ready: awaited.length > 0 && waiting.length === 0,
    },
    file_format: { version: FORMAT.major, compression: 'gzip', encryption: null },
    created_at: genesis.createdMs / 1000,
  };
}

/** Seconds, as the session document has them. */
function deadlineOf(standing: ReturnType<Match['standing']> | undefined): number | null {
  const ms = standing && (standing.missingCommits.length > 0 ? standing.commitDeadlineMs : standing.sheetDeadlineMs);
  return ms === undefined ? null : ms / 1000;
}

const ownNames = new Set(['format', 'last_modified', 'entries']);
const stories = [
  'match',
  'session_id',
  'scenario',
  'game',
  'mode',
  'current_turn',
  'total_turns_played',
  'players',
  'turn_order',
  'current_player',
  'waiting_for',
  'game_state',
  'file_format',
  'created_at',
];

/** Members that this version doesn't know. */
export const extrasOf = (document: Doc): Doc =>
  Object.fromEntries(Object.entries(document).filter(([name]) => !ownNames.has(name) && !stories.includes(name)));

/** The first member that says something else than the match does; undefined when none. Whether the last turn was watched is each reader's own. */
export function contradiction(document: Doc, match: Match): string | undefined {
  const story = storyOf(match);
  const told = watched(document, match);
  return stories.find((name) => canonicalJson(told[name] ?? null) !== canonicalJson(story[name] ?? null));
}

/** The account as it would be without a turn that its writer had yet to watch. */
function watched(document: Doc, { stage, phase, machine }: Match): Doc {
  const state = document['game_state'] as { readonly phase?: unknown } | undefined;
  if (state?.phase !== 'replaying' || phase !== stage || machine.turn === 0) return document;
  return { ...document, game_state: { ...(state as Doc), phase: stage } };
}
