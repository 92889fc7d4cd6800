/**
 * Brings a room back from its journal after the process ended, however it ended.
 *
 * The newest segment's snapshot is loaded and the turns after it run again; then the room opens a new segment under a
 * raised epoch, which voids every client's baseline, and waits for its players. It never catches up on lost time.
 */
import {
  JOIN,
  JournalCorrupt,
  codecsOf,
  loadSegment,
  migrated,
  noteOrders,
  readRecords,
  resumeJournal,
  rulesFor,
  rulesHash,
  turnsOf,
} from '@rubato/game';
import type {
  AnyGame,
  EventRecord,
  JournalSegment,
  Machine,
  Migration,
  ResumedJournal,
  Turn,
  TurnReport,
} from '@rubato/game';
import type { JournalStore, RoomRecord } from '@rubato/ports';
import { limits } from '@rubato/protocol';
import type { WireOutcome } from '@rubato/protocol';
import { fromHex, utf8Length } from '@rubato/schema';
import type { Seat } from '@rubato/schema';
import { eventLaneTicks } from './event-lane.ts';
import type { HostContext } from './host-context.ts';
import type { HostedGame } from './hosted-game.ts';
import { Room } from './room.ts';
import { parseMeta } from './room-meta.ts';
import type { RoomFacts, StoredRoom, StoredSeat } from './room-meta.ts';
import { Session } from './session.ts';
import { Viewer } from './viewer.ts';

export type Resumed = { readonly room: Room } | { readonly reason: string };

export interface LoadedJournal extends ResumedJournal {
  /** What happened in the last seconds: a viewer may not have heard it before the crash. */
  readonly events: readonly EventRecord[];
  /** What became of each seat's last orders, where they were not applied: its player may not have heard it. */
  readonly outcomes: ReadonlyMap<Seat, readonly WireOutcome[]>;
}

/** A game whose matches are resumed. */
export interface ResumableGame {
  readonly game: AnyGame;
  readonly migrations?: readonly Migration[];
  readonly hz: number;
}

export async function resumeRoom(
  context: HostContext,
  games: ReadonlyMap<string, HostedGame>,
  store: JournalStore,
  sessions: Map<string, Session>,
  record: RoomRecord,
  closed: (room: Room) => void,
): Promise<Resumed> {
  const hosted = games.get(record.game);
  if (hosted === undefined) return { reason: `this server no longer offers ${record.game}` };
  const journal = await readRoom(context, hosted, store, record, hosted.hz);
  return 'reason' in journal ? journal : { room: seat(context, hosted, record, journal, sessions, closed) };
}

/** The match as its journal left it, under the rules that this server has; or why it doesn't go on. */
export async function readRoom(
  context: HostContext,
  hosted: ResumableGame,
  store: JournalStore,
  record: RoomRecord,
  hashEvery: number,
): Promise<LoadedJournal | { readonly reason: string }> {
  const { game, migrations = [] } = hosted;
  const there = { game: record.game, version: record.gameVersion };
  if (rulesFor(game, migrations, there) === undefined)
    return {
      reason: `the match plays ${record.game} version ${record.gameVersion}, this server has version ${game.version}; give the game a migration that leads from the one to the other, or start the old build`,
    };
  let journal: LoadedJournal;
  try {
    const records = await store.read(record.id, record.segment);
    journal = loadJournal(
      hosted,
      hashEvery,
      records.map(({ bytes }) => bytes),
    );
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
  if (journal.rulesChanged && context.production)
    return {
      reason: `the rules of ${record.game} changed without a new version; raise the version and give the game a migration, or start the old build`,
    };
  if (utf8Length(settingsText(parseMeta(record).settings, record, journal.machine)) > limits.settingsBytes)
    return { reason: `the settings that a migration made take more than ${limits.settingsBytes} bytes` };
  return journal;
}

/**
 * Runs the records again; throws when they don't fit together or the game no longer does what it did. Under changed
 * rules, which production refuses, a match goes on from its last snapshot where its turns no longer lead.
 */
function loadJournal(hosted: ResumableGame, hashEvery: number, records: readonly Uint8Array[]): LoadedJournal {
  const { game, migrations = [] } = hosted;
  const events: EventRecord[] = [];
  const outcomes = new Map<Seat, WireOutcome[]>();
  try {
    const resumed = resumeJournal(game, records, {
      hashEvery,
      migrations,
      onTurn: (turn, report) => {
        events.push(...report.events);
        noteOutcomes(outcomes, turn, report);
      },
    });
    const { tick } = resumed.machine;
    // Events of an earlier version are in a form that nobody here reads.
    const earlier = readRecords(records).at(-1)?.head.version !== game.version;
    const kept = eventLaneTicks(hosted.hz);
    return {
      ...resumed,
      outcomes,
      events: earlier ? [] : events.filter((event) => event.tick > tick - kept).slice(-limits.eventsKept),
    };
  } catch (error) {
    const last = error instanceof JournalCorrupt ? readRecords(records).at(-1) : undefined;
    const rules = last && rulesFor(game, migrations, last.head);
    if (last === undefined || rules === undefined || last.head.rulesHash === rulesHash(rules)) throw error;
    const machine = migrated(loadSegment(rules, last, { hashEvery }), game, migrations, { hashEvery });
    return { machine, orders: lastOrders(rules, last), rulesChanged: true, events: [], outcomes };
  }
}

/** Keeps of each seat the last outcomes of orders that were not applied; whoever takes a seat is told of none before. */
function noteOutcomes(told: Map<Seat, WireOutcome[]>, turn: Turn, { outcomes }: TurnReport): void {
  for (const [at, { seat: by, seq, name }] of turn.orders.entries()) {
    const outcome = outcomes[at]!;
    if (name === JOIN) told.delete(by);
    else if (outcome.status !== 'applied' && seq > 0) {
      const reason = outcome.status === 'faulted' ? 'faulted' : outcome.reason;
      const kept = told.get(by) ?? [];
      told.set(by, [...kept, { seq, status: outcome.status, reason }].slice(-limits.outcomesPerSnapshot));
    }
  }
}

/** The highest sequence of each seat: players were told that these orders are done with, though their turns are not run again. */
function lastOrders(game: AnyGame, segment: JournalSegment): Map<Seat, number> {
  const orders = new Map<Seat, number>();
  for (const turn of turnsOf(game, segment)) noteOrders(orders, turn);
  return orders;
}

/** The settings that a match was opened with, or what a migration made of them; JSON, empty for the game's defaults. */
export function settingsText(stored: string, record: RoomRecord, { game, settings }: Machine): string {
  if (record.gameVersion === game.version) return stored;
  const { codec } = codecsOf(game).settings ?? {};
  return codec === undefined ? '' : JSON.stringify(codec.toJson(settings));
}

function seat(
  context: HostContext,
  hosted: HostedGame,
  record: RoomRecord,
  journal: LoadedJournal,
  sessions: Map<string, Session>,
  closed: (room: Room) => void,
): Room {
  const stored = parseMeta(record);
  const facts = factsOf(hosted, record, stored, journal.machine);
  const room = new Room(context, hosted, facts, journal.machine, {
    segment: record.segment + 1,
    resumed: true,
    closed,
  });
  for (const seatRecord of stored.seats) reseat(context, room, seatRecord, journal, sessions);
  room.tellAgain(journal.events);
  room.settleSeats();
  context.counters.resumedRooms++;
  context.log.log('info', 'room resumed', {
    room: room.id,
    game: record.game,
    tick: journal.machine.tick,
    epoch: facts.epoch,
  });
  return room;
}

function factsOf(hosted: HostedGame, record: RoomRecord, stored: StoredRoom, machine: Machine): RoomFacts {
  return {
    id: record.id,
    code: stored.code,
    region: stored.region,
    seats: stored.seats.length,
    settings: settingsText(stored.settings, record, machine),
    createdMs: record.createdMs,
    epoch: record.epoch + 1,
    game: hosted.game,
  };
}

/** Puts whoever held a seat back into it: bots at once, players as away until they return. */
function reseat(
  context: HostContext,
  room: Room,
  stored: StoredSeat,
  journal: LoadedJournal,
  sessions: Map<string, Session>,
): void {
  const slot = room.slots[stored.seat - 1];
  if (slot === undefined) return;
  const now = context.clock.now();
  const order = Math.max(stored.order ?? 0, journal.orders.get(slot.seat) ?? 0);
  if (stored.session === undefined || stored.key === undefined) {
    if (stored.held === 'bot') slot.assign({ state: 'bot' }, stored.name, room.hz, now);
    return;
  }
  let session = sessions.get(stored.session);
  if (session === undefined) {
    session = new Session(stored.session, fromHex(stored.key), now, stored.attempt ?? 0, stored.account);
    session.awaySinceMs = now;
    sessions.set(session.id, session);
  }
  const handle = session.freeHandle();
  if (handle === undefined) return;
  const viewer = new Viewer(session, stored.handle ?? handle, slot.seat, context.tagger(session.key), room.hz);
  for (const outcome of journal.outcomes.get(slot.seat) ?? []) viewer.addOutcome(outcome);
  session.addPlace({ room, viewer });
  room.viewers.add(viewer);
  slot.assign({ state: 'away', viewer, sinceMs: now }, stored.name, room.hz, now, order);
}
