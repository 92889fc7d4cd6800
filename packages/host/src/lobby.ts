/** Which rooms there are, and which one a player who asks for a seat gets. */
import type { Join, Refusal } from '@rubato/protocol';
import type { KeptSeats } from './arranged-match.ts';
import type { HostedGame } from './hosted-game.ts';
import type { Room } from './room.ts';
import type { SeatSlot } from './seat-slot.ts';

export interface LobbyRefusal {
  readonly refusal: Refusal;
  readonly text: string;
}

/** What to do about a join: sit in a room, watch it, or make one first. */
export type Placement =
  | { readonly kind: 'sit' | 'watch'; readonly room: Room }
  | { readonly kind: 'create'; readonly hosted: HostedGame }
  | { readonly kind: 'refused'; readonly refusal: LobbyRefusal };

export class Lobby {
  readonly #games: ReadonlyMap<string, HostedGame>;
  readonly #rooms = new Map<string, Room>();
  readonly #codes = new Map<string, Room>();
  readonly #kept = new Map<Room, KeptSeats>();
  readonly #region: string;
  readonly #maxRooms: number;

  constructor(games: readonly HostedGame[], region: string, maxRooms: number) {
    this.#games = new Map(games.map((hosted) => [hosted.game.name, hosted]));
    this.#region = region;
    this.#maxRooms = maxRooms;
  }

  get rooms(): ReadonlyMap<string, Room> {
    return this.#rooms;
  }

  get games(): ReadonlyMap<string, HostedGame> {
    return this.#games;
  }

  add(room: Room): void {
    this.#rooms.set(room.id, room);
    if (room.facts.code !== '') this.#codes.set(room.facts.code, room);
  }

  remove(room: Room): void {
    this.#rooms.delete(room.id);
    this.#codes.delete(room.facts.code);
    this.#kept.delete(room);
  }

  codeTaken(code: string): boolean {
    return this.#codes.has(code);
  }

  /** From now on only these accounts may sit in a room, each in its own seat; false when there is no such room. */
  keepSeats(roomId: string, seats: KeptSeats): boolean {
    const room = this.#rooms.get(roomId);
    if (room !== undefined) this.#kept.set(room, seats);
    return room !== undefined;
  }

  /** The seat that somebody gets in a room; undefined when there is none for them. */
  slotFor(room: Room, accountId: string | undefined): SeatSlot | undefined {
    const kept = this.#kept.get(room);
    if (kept === undefined) return room.freeSlot();
    const at = accountId === undefined ? -1 : kept.indexOf(accountId);
    const slot = room.state === 'ended' || room.state === 'closed' ? undefined : room.slots[at];
    return slot?.free === true ? slot : undefined;
  }

  /** Decides where a join leads; changes nothing. */
  place(join: Join, accountId: string | undefined): Placement {
    if (join.region !== undefined && join.region !== '' && join.region !== this.#region)
      return refused('bad-region', `this server serves ${this.#region}, not ${join.region}; see /regions`);
    if (join.mode === 'join' || join.mode === 'spectate') return this.#named(join, accountId);
    const hosted = this.#games.get(join.game ?? '');
    if (hosted === undefined)
      return refused(
        'unknown-game',
        `no game called ${join.game ?? '(none)'}; here are ${[...this.#games.keys()].join(', ')}`,
      );
    if (join.seats !== undefined && (join.seats < 1 || join.seats > hosted.seats.max))
      return refused('bad-settings', `${hosted.game.name} has 1 to ${hosted.seats.max} seats, not ${join.seats}`);
    if (join.mode === 'joinOrCreate') {
      const room = this.#best(hosted, join);
      if (room !== undefined) return { kind: 'sit', room };
    }
    if (this.#rooms.size >= this.#maxRooms)
      return refused('too-many', `this server holds ${this.#maxRooms} rooms and has no place for another`);
    return { kind: 'create', hosted };
  }

  #named(join: Join, accountId: string | undefined): Placement {
    const room = this.#rooms.get(join.room ?? '') ?? this.#codes.get((join.code ?? '').toUpperCase());
    // A private room is found by its code only: knowing its id is not an invitation.
    const invited =
      room !== undefined && (room.facts.code === '' || room.facts.code === (join.code ?? '').toUpperCase());
    if (!invited)
      return refused('unknown-room', 'no such room, or it has ended; look at the list of rooms, or check the code');
    if (join.mode === 'spectate') return { kind: 'watch', room };
    if (room.state === 'ended')
      return refused('not-possible', 'the match in this room is over; watch how it ended, or join another');
    if (this.#holdsKeptSeat(room, accountId))
      return refused('already-in', 'you hold your seat in this room already, over another connection');
    if (room.freeSlot() === undefined)
      return refused('room-full', 'every seat of this room is taken; watch it, or join another');
    return { kind: 'sit', room };
  }

  #holdsKeptSeat(room: Room, accountId: string | undefined): boolean {
    if (accountId === undefined) return false;
    const at = this.#kept.get(room)?.indexOf(accountId) ?? -1;
    return room.slots[at]?.viewer?.session.accountId === accountId;
  }

  /** The public room with the most people and a free seat, so that players meet. */
  #best(hosted: HostedGame, join: Join): Room | undefined {
    let best: Room | undefined;
    let most = -1;
    for (const room of this.#rooms.values()) {
      if (room.hosted !== hosted || room.facts.code !== '' || room.state !== 'running') continue;
      if (join.settings !== undefined && join.settings !== room.facts.settings) continue;
      if (join.seats !== undefined && join.seats !== room.slots.length) continue;
      if (room.freeSlot() === undefined) continue;
      const players = room.slots.filter((slot) => slot.viewer !== undefined).length;
      if (players > most) {
        best = room;
        most = players;
      }
    }
    return best;
  }
}

function refused(refusal: Refusal, text: string): Placement {
  return { kind: 'refused', refusal: { refusal, text } };
}
