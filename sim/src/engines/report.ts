// What an engine makes of it all, line by line. Runs bundled on bare engines: nothing here but the language.
import { arena } from '@rubato/arena';
import { readJournal, replay } from '@rubato/game';
import type { AnyGame, Machine } from '@rubato/game';
import {
  BitWriter,
  encodeDelta,
  fromBase64,
  hex,
  layoutOf,
  sha256,
  stateToJson,
  Store,
  utf8Encode,
  writeSnapshot,
} from '@rubato/schema';
import { tactics } from '@rubato/tactics';
import { realm } from '@rubato/realm';
import { mathematics } from './mathematics.ts';
import { orrery } from './orrery.ts';

/** Exported journals as base64. */
export interface Journals {
  readonly arena: string;
  readonly orrery: string;
  readonly tactics: string;
  readonly realm: string;
}

export interface Report {
  /** Whether row classes are generated here, or the interpreter's. */
  readonly codegen: boolean;
  /** `<what> <value>`, equal on all engines. */
  readonly lines: readonly string[];
}

/** @param rounds of mathematics */
export const report = (journals: Journals, rounds: number): Report => ({
  codegen: layoutOf(arena.state).codegen,
  lines: [
    ...mathematics(rounds),
    ...replayed(orrery as AnyGame, journals.orrery),
    ...replayed(arena as AnyGame, journals.arena),
    ...replayed(tactics as AnyGame, journals.tactics),
    ...replayed(realm as AnyGame, journals.realm),
  ],
});

/** Each turn's hash as computed here, what happened, and the state at the end. */
function replayed(game: AnyGame, journal: string): string[] {
  const lines: string[] = [];
  let happened = '';
  const { machine, divergedAt } = replay(game, readJournal(fromBase64(journal)), {
    onTurn: (turn, { events, turn: { hash } }) => {
      lines.push(`${game.name} turn ${turn.number} ${hash}`);
      happened += JSON.stringify(events);
    },
  });
  if (divergedAt !== undefined) lines.push(`${game.name} diverged ${JSON.stringify(divergedAt)}`);
  lines.push(`${game.name} events ${hex(sha256(utf8Encode(happened)))}`, `${game.name} end ${machine.hash()}`);
  return [...lines, ...state(game, machine)];
}

/** The state in every form that leaves a machine. */
function state(game: AnyGame, machine: Machine): string[] {
  const { state: end, ring } = machine.snapshot();
  const store = new Store(layoutOf(game.state));
  store.load(end);
  const digests = {
    canonical: bytesOf((w) => writeSnapshot(w, end)),
    keyframe: bytesOf((w) => encodeDelta(undefined, end, w)),
    delta: bytesOf((w) => encodeDelta(ring[0]?.state ?? end, end, w)),
    json: utf8Encode(JSON.stringify(stateToJson(end))),
  };
  const lines = Object.entries(digests).map(([form, bytes]) => `${game.name} ${form} ${hex(sha256(bytes))}`);
  return [...lines, `${game.name} view ${store.viewHash()}`];
}

function bytesOf(write: (w: BitWriter) => void): Uint8Array {
  const w = new BitWriter();
  write(w);
  return w.toBytes();
}
