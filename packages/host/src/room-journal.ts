/**
 * The journal of one room on its way to the store: turns gather here until the next group commit asks for them.
 *
 * A new segment opens every `SEGMENT_TICKS` with a snapshot, so that a resume replays half a minute at most.
 */
import { JournalSegmentWriter } from '@rubato/game';
import type { Machine, Turn } from '@rubato/game';
import type { JournalRecord, RoomRecord, RoomStatus } from '@rubato/ports';
import type { CommitLog, Drained, JournalSource } from './commit-log.ts';

/** Ticks per segment; at 30 Hz half a minute. */
export const SEGMENT_TICKS = 900;

/** The owner of the journal: what it must tell at each commit, and hear. */
export interface JournalOwner {
  readonly id: string;
  readonly epoch: number;
  readonly machine: Machine;
  /** The room's row for the store, given the present segment. */
  record(segment: number, status: RoomStatus): RoomRecord;
  /** Remembers what is about to become durable and returns what to do once it is. */
  checkpoint(): () => void;
}

export class RoomJournal implements JournalSource {
  readonly #owner: JournalOwner;
  readonly #log: CommitLog;
  #writer: JournalSegmentWriter | undefined;
  #segment: number;
  #records: JournalRecord[] = [];
  #changed = true;
  #status: RoomStatus = 'open';
  #sinceSegment = 0;

  /** Opens segment number `segment` at once. */
  constructor(owner: JournalOwner, log: CommitLog, segment: number) {
    this.#owner = owner;
    this.#log = log;
    this.#segment = segment - 1;
    this.#writer = this.#open();
  }

  get segment(): number {
    return this.#segment;
  }

  /** @param together the turn may wait for the next commit until this many do: of a match in which nothing happens. */
  turn(turn: Turn, together = 1): void {
    const writer = this.#writer!;
    writer.add(turn);
    // A turn of no ticks costs a resume as much as one.
    this.#sinceSegment += Math.max(1, turn.ticks);
    if (this.#sinceSegment >= SEGMENT_TICKS) this.#writer = this.#open();
    else if (writer.pending < together) return;
    this.#log.mark(this);
  }

  /** The room's row changed: who sits where, or its status. */
  changed(status: RoomStatus = this.#status): void {
    this.#status = status;
    this.#changed = true;
    this.#log.mark(this);
  }

  drain(): Drained {
    this.#closeBlock();
    const records = this.#records;
    this.#records = [];
    const room = this.#changed ? this.#owner.record(this.#segment, this.#status) : undefined;
    this.#changed = false;
    const durable = this.#owner.checkpoint();
    const lost = () => {
      this.#writer = this.#open();
      this.#log.mark(this);
    };
    return room === undefined ? { records, durable, lost } : { room, records, durable, lost };
  }

  #open(): JournalSegmentWriter {
    this.#closeBlock();
    this.#segment++;
    this.#sinceSegment = 0;
    this.#changed = true;
    const { machine, id, epoch } = this.#owner;
    const writer = new JournalSegmentWriter(machine, { room: id, epoch, segment: this.#segment });
    this.#records.push({ room: id, segment: this.#segment, kind: 'head', bytes: writer.head() });
    this.#log.mark(this);
    return writer;
  }

  #closeBlock(): void {
    if (this.#writer === undefined || this.#writer.pending === 0) return;
    const bytes = this.#writer.block();
    this.#records.push({ room: this.#owner.id, segment: this.#segment, kind: 'block', bytes });
  }
}
