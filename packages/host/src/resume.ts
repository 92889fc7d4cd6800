/**
 * Brings a room back from its journal after the process ended, however it ended.
 *
 * The newest segment's snapshot is loaded and the turns after it run again; then the room opens a new segment under a
 * raised epoch, which voids every client's baseline, and waits for its players. It never catches up on lost time.
 */
import { JournalCorrupt, loadSegment, readRecords, resumeJournal, rulesHash } from '@rubato/game';
import type { AnyGame, EventRecord, ResumedJournal } from '@rubato/game';
import type { JournalStore, RoomRecord } from '@rubato/ports';
import { fromHex } from '@rubato/schema';
import { EVENT_LANE_LENGTH, EVENT_LANE_TICKS } from './event-lane.ts';
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
  if (hosted.game.version !== record.gameVersion)
    return {
      reason: `the room plays ${record.game} version ${record.gameVersion}, this server has version ${hosted.game.version}`,
    };
  let journal: LoadedJournal;
  try {
    const records = await store.read(record.id, record.segment);
    journal = loadJournal(
      hosted.game,
      hosted.hz,
      records.map(({ bytes }) => bytes),
    );
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
  if (journal.rulesChanged && context.production)
    return {
      reason: `the rules of ${record.game} changed without a new version; raise the version or start the old build`,
    };
  return { room: seat(context, hosted, record, journal, sessions, closed) };
}

/**
 * Runs the records again; throws when they don't fit together or the game no longer does what it did. Under changed
 * rules, which production refuses, a match goes on from its last snapshot where its turns no longer lead.
 */
export function loadJournal(game: AnyGame, hashEvery: number, records: readonly Uint8Array[]): LoadedJournal {
  const events: EventRecord[] = [];
  try {
    const resumed = resumeJournal(game, records, {
      hashEvery,
      onTurn: (_turn, report) => void events.push(...report.events),
    });
    const { tick } = resumed.machine;
    return {
      ...resumed,
      events: events.filter((event) => event.tick > tick - EVENT_LANE_TICKS).slice(-EVENT_LANE_LENGTH),
    };
  } catch (error) {
    const last = error instanceof JournalCorrupt ? readRecords(records).at(-1) : undefined;
    if (last === undefined || last.head.rulesHash === rulesHash(game)) throw error;
    return { machine: loadSegment(game, last, { hashEvery }), orders: new Map(), rulesChanged: true, events: [] };
  }
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
  const facts = factsOf(hosted, record, stored);
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

function factsOf(hosted: HostedGame, record: RoomRecord, stored: StoredRoom): RoomFacts {
  return {
    id: record.id,
    code: stored.code,
    region: stored.region,
    seats: stored.seats.length,
    settings: stored.settings,
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
  const viewer = new Viewer(session, stored.handle ?? handle, slot.seat, context.tagger(session.key));
  session.addPlace({ room, viewer });
  room.viewers.add(viewer);
  slot.assign({ state: 'away', viewer, sinceMs: now }, stored.name, room.hz, now, order);
}
