/** Events of a turn, encoded once and handed to whoever may know of them. */
import type { EventRecord, GameCodecs } from '@rubato/game';
import { BitWriter } from '@rubato/schema';
import type { RoomEvent, Viewer } from './viewer.ts';

const writer = new BitWriter(64);

/** Encodes the events and puts each into the lanes of its audience. */
export function deliverEvents(
  codecs: GameCodecs,
  events: readonly EventRecord[],
  viewers: Iterable<Viewer>,
  hears: (viewer: Viewer, event: EventRecord) => boolean,
): void {
  for (const record of events) {
    const event = encode(codecs, record);
    for (const viewer of viewers) if (hears(viewer, record)) viewer.events.push(event, record.tick);
  }
}

function encode(codecs: GameCodecs, record: EventRecord): RoomEvent {
  const index = codecs.eventIndex.get(record.name);
  if (index === undefined) throw new Error(`event ${record.name} is not declared`);
  writer.reset();
  codecs.events[index]!.codec.write(writer, record.data);
  return { tick: record.tick, cause: record.cause, index: record.index, event: index, data: writer.toBytes() };
}
