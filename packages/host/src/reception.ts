/** Coming and going: joins, leaves, lost connections and returns. */
import { schemaHash } from '@rubato/game';
import { limits, refusals } from '@rubato/protocol';
import type { Ack, Join, Joined, Refusal } from '@rubato/protocol';
import type { Connection } from './connection.ts';
import { cutToBytes } from './cut-to-bytes.ts';
import type { HostContext } from './host-context.ts';
import type { HostedGame } from './hosted-game.ts';
import type { Lobby, LobbyRefusal } from './lobby.ts';
import type { Room } from './room.ts';
import type { Place, Session } from './session.ts';
import { Viewer } from './viewer.ts';

export class Reception {
  readonly #context: HostContext;
  readonly #lobby: Lobby;
  readonly #create: (hosted: HostedGame, join: Join) => Room;

  constructor(context: HostContext, lobby: Lobby, create: (hosted: HostedGame, join: Join) => Room) {
    this.#context = context;
    this.#lobby = lobby;
    this.#create = create;
  }

  join(connection: Connection, session: Session, join: Join): void {
    const handle = session.freeHandle();
    if (handle === undefined)
      return refuse(connection, join.request, {
        refusal: 'too-many',
        text: 'this session holds as many places as it may',
      });
    const placement = this.#lobby.place(join, session.accountId);
    if (placement.kind === 'refused') return refuse(connection, join.request, placement.refusal);
    let room: Room;
    try {
      room = placement.kind === 'create' ? this.#create(placement.hosted, join) : placement.room;
    } catch (error) {
      const text = error instanceof Error ? error.message : 'the game did not start with these settings';
      return refuse(connection, join.request, { refusal: 'bad-settings', text });
    }
    const key = this.#context.random.bytes(32);
    const slot = placement.kind === 'watch' ? undefined : this.#lobby.slotFor(room, session.accountId);
    if (slot === undefined && placement.kind !== 'watch')
      return refuse(connection, join.request, {
        refusal: 'room-full',
        text: 'no seat of this room is kept for you; watch it, or join another',
      });
    const viewer = new Viewer(
      session,
      handle,
      slot?.seat,
      this.#context.tagger(key),
      room.hz,
      slot === undefined ? room.hosted.spectatorDelayTicks : 0,
    );
    const place = { room, viewer };
    session.addPlace(place);
    if (slot === undefined) room.viewers.add(viewer);
    else room.sit(slot, viewer, playerName(session.identity?.name ?? join.name, slot.seat));
    connection.send(joinedMessage(place, key, join.request));
  }

  leave(connection: Connection, session: Session, handle: number): void {
    const place = session.places.get(handle);
    if (place === undefined) return;
    session.placeGone(place.viewer);
    place.room.leave(place.viewer);
    connection.send({ type: 'left', room: handle, reason: 'left', text: '' });
  }

  acknowledge(session: Session, ack: Ack): void {
    const place = session.places.get(ack.room);
    if (place === undefined || ack.epoch !== (place.room.epoch & 0xffff)) return;
    if (ack.ackTick === 0) place.viewer.needKeyframe();
    place.viewer.acknowledge(Math.min(ack.ackTick, place.room.machine.tick), ack.ackEvent);
  }

  /** The connection is gone: bots take over until the player returns; a spectator just goes. */
  away(session: Session): void {
    for (const { room, viewer } of session.places.values()) {
      const slot = room.slotOf(viewer);
      if (slot === undefined) {
        session.placeGone(viewer);
        room.leave(viewer);
      } else {
        slot.holder = { state: 'away', viewer, sinceMs: this.#context.clock.now() };
        slot.frames.clear();
        room.seatChanged(slot);
      }
    }
  }

  /** The player is back on a new connection: the seats are theirs again. */
  returned(session: Session): void {
    for (const farewell of session.takeFarewells()) session.link?.send(farewell);
    for (const place of session.places.values()) {
      const { room, viewer } = place;
      const key = this.#context.random.bytes(32);
      viewer.restart(this.#context.tagger(key));
      const slot = room.slotOf(viewer);
      if (slot !== undefined) {
        slot.holder = { state: 'player', viewer };
        room.seatChanged(slot);
      }
      session.link?.send(joinedMessage(place, key, 0));
    }
  }
}

function playerName(wanted: string | undefined, seat: number): string {
  const name = cutToBytes((wanted ?? '').trim(), limits.nameBytes);
  return name === '' ? `Player ${seat}` : name;
}

function refuse(connection: Connection, request: number, { refusal, text }: LobbyRefusal): void {
  const reason: Refusal = refusal;
  connection.send({
    type: 'refused',
    request,
    reason,
    text: cutToBytes(text === '' ? refusals[reason] : text, limits.textBytes),
  });
}

function joinedMessage({ room, viewer }: Place, roomKey: Uint8Array, request: number): Joined {
  const slot = room.slotOf(viewer);
  return {
    type: 'joined',
    request,
    room: viewer.handle,
    epoch: room.epoch & 0xffff,
    roomId: room.id,
    code: room.facts.code,
    game: room.hosted.game.name,
    gameVersion: room.hosted.game.version,
    schemaHash: schemaHash(room.hosted.game),
    seat: viewer.seat ?? 0,
    seats: room.slots.map((each) => each.info),
    hz: room.hz,
    tick: room.machine.tick,
    roomKey,
    ackOrder: slot?.orders.processed ?? 0,
    durableOrder: slot?.durableOrder ?? 0,
    ackEvent: viewer.events.acknowledged,
    settings: room.facts.settings,
  };
}
