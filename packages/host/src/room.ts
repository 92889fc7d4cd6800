/**
 * One match in real time: a machine, its seats and those who watch, stepped by the scheduler.
 *
 * A step is one pass: what the seats do in this tick → the machine → the journal → one message per viewer. Nothing
 * waits for a second timer, so a snapshot leaves in the same millisecond in which its tick ran.
 */
import { JOIN, LEAVE, MatchFrozen, codecsOf } from '@rubato/game';
import type { EventRecord, FrameInput, GameCodecs, Machine, Order, OrderOutcome } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import type { RoomRecord, RoomStatus } from '@rubato/ports';
import type { Input, Left, Notice, RoomSummary } from '@rubato/protocol';
import type { Snapshot } from '@rubato/schema';
import { endedMatch } from './arranged-match.ts';
import { BotDriver } from './bot-driver.ts';
import { count } from './counters.ts';
import type { HostContext } from './host-context.ts';
import { botName } from './hosted-game.ts';
import type { HostedGame } from './hosted-game.ts';
import { Publisher } from './publisher.ts';
import { deliverEvents } from './room-events.ts';
import { acceptInput, readInput } from './room-input.ts';
import type { SeatInput } from './room-input.ts';
import { RoomJournal } from './room-journal.ts';
import { resultText, roomMeta } from './room-meta.ts';
import type { RoomFacts } from './room-meta.ts';
import type { Loop } from './scheduler.ts';
import { SeatSlot } from './seat-slot.ts';
import type { Viewer } from './viewer.ts';

export type RoomState = 'waiting' | 'running' | 'ended' | 'closed';

export class Room {
  readonly hosted: HostedGame;
  readonly codecs: GameCodecs;
  readonly facts: RoomFacts;
  readonly machine: Machine;
  readonly slots: readonly SeatSlot[];
  readonly viewers = new Set<Viewer>();
  readonly #context: HostContext;
  readonly #publisher: Publisher;
  readonly #journal: RoomJournal;
  readonly #bots: BotDriver;
  readonly #closed: (room: Room) => void;
  readonly #loop: Loop;
  #state: RoomState;
  #arrivals = 0;
  /** As the machine and the loop have it, kept here: four players in a cold room ask with every input. */
  #nextTick: number;
  #dueMs: number;
  readonly #periodMs: number;
  #pending: Order[] = [];
  #emptySinceMs: number | undefined;
  #endsAtMs: number | undefined;
  #waitUntilMs = 0;
  #result: unknown;
  #resultDurable = false;

  /** @param segment the first journal segment this life of the room writes. */
  constructor(
    context: HostContext,
    hosted: HostedGame,
    facts: RoomFacts,
    machine: Machine,
    start: { readonly segment: number; readonly resumed: boolean; readonly closed: (room: Room) => void },
  ) {
    this.hosted = hosted;
    this.facts = facts;
    this.machine = machine;
    this.codecs = codecsOf(hosted.game);
    this.#context = context;
    this.#closed = start.closed;
    const now = context.clock.now();
    this.slots = Array.from({ length: facts.seats }, (_, at) => new SeatSlot((at + 1) as Seat, hosted.hz, now));
    this.#bots = new BotDriver(hosted, machine, context.log);
    this.#publisher = new Publisher(this, context.counters);
    this.#journal = new RoomJournal(this, context.commits, start.segment);
    this.#state = start.resumed ? 'waiting' : 'running';
    this.#waitUntilMs = now + context.timings.waitForSeatsMs;
    this.#emptySinceMs = now;
    this.#periodMs = 1000 / hosted.hz;
    this.#loop = context.scheduler.start(this.#periodMs, () => this.#step());
    this.#dueMs = this.#loop.dueMs;
    this.#nextTick = machine.tick + 1;
  }

  get id(): string {
    return this.facts.id;
  }
  get epoch(): number {
    return this.facts.epoch;
  }
  get hz(): number {
    return this.hosted.hz;
  }
  get spectatorDelayTicks(): number {
    return this.hosted.spectatorDelayTicks ?? 0;
  }
  get state(): RoomState {
    return this.#state;
  }
  get nowMs(): number {
    return this.#context.clock.now();
  }
  get nextTick(): number {
    return this.#nextTick;
  }
  /** Steps given up because the process could not keep up. */
  get skippedTicks(): number {
    return this.#loop.skipped;
  }

  get summary(): RoomSummary {
    const held = (state: string) => this.slots.filter((slot) => slot.holder.state === state).length;
    return {
      id: this.id,
      game: this.hosted.game.name,
      gameVersion: this.hosted.game.version,
      region: this.facts.region,
      status: this.#state === 'closed' ? 'closed' : 'open',
      seats: this.slots.length,
      players: held('player') + held('away'),
      bots: held('bot'),
      spectators: [...this.viewers].filter((viewer) => viewer.seat === undefined).length,
      createdMs: this.facts.createdMs,
    };
  }

  /** A seat that a new player may take; empty ones before those of bots. */
  freeSlot(): SeatSlot | undefined {
    if (this.#state === 'ended' || this.#state === 'closed') return undefined;
    return this.slots.find((slot) => slot.holder.state === 'empty') ?? this.slots.find((slot) => slot.free);
  }

  /** Seats the viewer; the seat's predecessor, if any, leaves the match in the same tick. */
  sit(slot: SeatSlot, viewer: Viewer, name: string): void {
    if (slot.holder.state === 'bot') this.#order(slot.seat, LEAVE);
    this.#order(slot.seat, JOIN);
    this.#bots.forget(slot.seat);
    slot.assign({ state: 'player', viewer }, name, this.hz, this.nowMs);
    this.viewers.add(viewer);
    this.seatChanged(slot);
  }

  /** Lets an empty seat be played by a bot from the next tick on. */
  seatBot(slot: SeatSlot): void {
    if (this.hosted.bot === undefined || slot.holder.state !== 'empty') return;
    this.#order(slot.seat, JOIN);
    slot.assign({ state: 'bot' }, botName(this.hosted, slot.seat), this.hz, this.nowMs);
    this.seatChanged(slot);
  }

  /** Gives the viewer's place up for good; a bot follows where the game fills its seats. */
  leave(viewer: Viewer): void {
    this.viewers.delete(viewer);
    const slot = this.slotOf(viewer);
    if (slot === undefined) return;
    this.#order(slot.seat, LEAVE);
    slot.assign({ state: 'empty' }, '', this.hz, this.nowMs);
    if (this.hosted.fillWithBots) this.seatBot(slot);
    else this.seatChanged(slot);
  }

  /** After a resume: whoever was seated or unseated in the instant of the crash joins or leaves the match now. */
  settleSeats(): void {
    for (const slot of this.slots) {
      const seated = this.machine.seats.includes(slot.seat);
      if (seated && slot.holder.state === 'empty') this.#order(slot.seat, LEAVE);
      if (!seated && slot.holder.state !== 'empty') this.#order(slot.seat, JOIN);
    }
  }

  /** Tells everyone who holds a seat, and the store. */
  seatChanged(slot: SeatSlot): void {
    this.#journal.changed();
    this.#notice({ kind: 'seats', seats: [slot.info], text: '' });
  }

  slotOf(viewer: Viewer): SeatSlot | undefined {
    const slot = viewer.seat === undefined ? undefined : this.slots[viewer.seat - 1];
    return slot?.viewer === viewer ? slot : undefined;
  }

  /** Takes a verified input; throws `DecodeError` when it is malformed. */
  input(viewer: Viewer, input: Input): void {
    this.accept(viewer, readInput(this.codecs, input, this.slotOf(viewer)?.orders.accepted ?? 0));
  }

  /** Takes an input that was read already. */
  accept(viewer: Viewer, input: SeatInput): void {
    viewer.acknowledge(Math.min(input.ackTick, this.#nextTick - 1), input.ackEvent);
    const slot = this.slotOf(viewer);
    if (slot === undefined) return;
    const time = { nowMs: this.nowMs, nextTick: this.#nextTick, dueMs: this.#dueMs, periodMs: this.#periodMs };
    acceptInput(this.#context.counters, viewer, slot, input, time, () => ++this.#arrivals);
  }

  viewOf(viewer: Viewer, reuse: Snapshot | undefined): Snapshot {
    return this.machine.copyView(viewer.seat ?? null, reuse);
  }

  viewKey(viewer: Viewer): number {
    if (this.hosted.game.sees === undefined) return 0;
    return viewer.seat ?? 256;
  }

  record(segment: number, status: RoomStatus): RoomRecord {
    return roomMeta(this.facts, this.slots, segment, status, this.#context.clock.wallMs(), this.#result);
  }

  checkpoint(): () => void {
    const processed = this.slots.map((slot) => [slot, slot.orders, slot.orders.processed] as const);
    const ended = this.#state === 'ended';
    return () => {
      for (const [slot, orders, seq] of processed) if (slot.orders === orders) slot.durableOrder = seq;
      if (ended && !this.#resultDurable) this.#announceResult();
    };
  }

  /** Ends the room: everyone is told why, the journal gets its last word. */
  close(reason: Left['reason'], text: string, status: RoomStatus = 'closed'): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#loop.stop();
    this.#journal.changed(status);
    const result = this.#resultDurable ? resultText(this.#result) : undefined;
    const why = { reason, text, ...(result === undefined ? {} : { result }) };
    for (const viewer of this.viewers) viewer.session.dismiss(viewer, why);
    this.viewers.clear();
    this.#closed(this);
  }

  /** Stops stepping and leaves the journal open, so that the next start of the server resumes the room. */
  suspend(): void {
    this.#loop.stop();
    this.#journal.changed();
  }

  /** A seat that is left before its first tick was never taken: the rules hear of neither. */
  #order(seat: Seat, name: typeof JOIN | typeof LEAVE): void {
    const last = this.#pending.map((order) => order.seat).lastIndexOf(seat);
    if (name === LEAVE && this.#pending[last]?.name === JOIN) this.#pending.splice(last, 1);
    else this.#pending.push({ seat, seq: 0, seenTick: 0, name, args: {} });
  }

  #notice(notice: Pick<Notice, 'kind' | 'seats' | 'text'>): void {
    for (const viewer of this.viewers) viewer.session.link?.send({ type: 'notice', room: viewer.handle, ...notice });
  }

  #step(): void {
    const { counters } = this.#context;
    this.#dueMs = this.#loop.dueMs;
    if (this.#state === 'waiting' && !this.#seatsAreBack()) return;
    counters.ticks++;
    const tick = this.#nextTick;
    const orders = this.#orders(tick);
    const frames = this.#frames(tick);
    try {
      const report = this.machine.runTurn({ orders, frames, ticks: 1 });
      this.#nextTick = tick + 1;
      this.#journal.turn(report.turn);
      this.#tellOutcomes(orders, report.outcomes);
      this.#tellEvents(report.events);
      this.#publisher.publish(tick, this.viewers);
    } catch (error) {
      this.#freeze(error);
      return;
    }
    if (tick % this.hz === 0) this.#housekeep();
  }

  /** What the seats order in this tick: comings and goings, then players by arrival, then bots. */
  #orders(tick: number): Order[] {
    const orders = this.#pending;
    this.#pending = [];
    const due = [];
    for (const slot of this.slots) for (const order of slot.orders.take(tick)) due.push({ ...order, seat: slot.seat });
    if (due.length > 1) due.sort((a, b) => a.arrival - b.arrival);
    for (const { seat, seq, seenTick, name, args } of due) orders.push({ seat, seq, seenTick, name, args });
    for (const slot of this.slots) if (slot.automatic) orders.push(...this.#bots.orders(slot.seat, tick));
    return orders;
  }

  #frames(tick: number): Map<Seat, FrameInput> {
    const frames = new Map<Seat, FrameInput>();
    if (this.codecs.frame === undefined) return frames;
    for (const slot of this.slots) {
      const own = slot.frames.take(tick);
      const frame = slot.automatic ? this.#bots.frame(slot.seat) : own;
      if (frame !== undefined) frames.set(slot.seat, frame);
    }
    return frames;
  }

  #tellOutcomes(orders: readonly Order[], outcomes: readonly OrderOutcome[]): void {
    for (let at = 0; at < outcomes.length; at++) {
      const outcome = outcomes[at]!;
      const order = orders[at]!;
      if (outcome.status === 'applied') continue;
      if (outcome.status === 'faulted') this.#fault(order, outcome.message);
      const reason = outcome.status === 'faulted' ? 'faulted' : outcome.reason;
      if (order.seq > 0)
        this.slots[order.seat - 1]?.viewer?.addOutcome({ seq: order.seq, status: outcome.status, reason });
    }
  }

  #fault(order: Order, message: string): void {
    this.#context.counters.faults++;
    const fields = {
      room: this.id,
      game: this.hosted.game.name,
      tick: this.machine.tick,
      seat: order.seat,
      command: order.name,
      message,
    };
    this.#context.log.log('error', 'a rule threw; the order was taken out and the turn ran without it', fields);
  }

  /** After a resume: events of the last seconds go out once more, because nobody knows which were heard; clients know them by their identity. */
  tellAgain(events: readonly EventRecord[]): void {
    deliverEvents(this.codecs, events, this.viewers, (viewer, event) => this.machine.hears(event, viewer.seat ?? null));
  }

  #tellEvents(events: readonly EventRecord[]): void {
    if (events.length === 0) return;
    deliverEvents(this.codecs, events, this.viewers, (viewer, event) => this.machine.hears(event, viewer.seat ?? null));
    this.#countHits(events);
  }

  #countHits(events: readonly EventRecord[]): void {
    const { hitRate } = this.hosted;
    if (hitRate === undefined) return;
    for (const event of events) {
      if (event.name !== hitRate.attempt && event.name !== hitRate.success) continue;
      const seat = (event.data as Readonly<Record<string, unknown>>)[hitRate.by];
      const statistics = typeof seat === 'number' ? this.slots[seat - 1]?.statistics : undefined;
      if (event.name === hitRate.attempt) statistics?.attempted();
      else for (const flag of statistics?.succeeded() ?? []) count(this.#context.counters.flags, flag);
    }
  }

  /** A resumed room runs once its players are back or the wait is over; it never catches up on the time it missed. */
  #seatsAreBack(): boolean {
    const away = this.slots.some((slot) => slot.holder.state === 'away');
    if (away && this.nowMs < this.#waitUntilMs) return false;
    this.#state = 'running';
    this.#notice({ kind: 'running', seats: [], text: '' });
    return true;
  }

  #freeze(error: unknown): void {
    this.#context.counters.frozen++;
    const message = error instanceof Error ? error.message : String(error);
    const cause =
      error instanceof MatchFrozen ? 'a rule threw while the world ticked' : 'a room failed outside its rules';
    this.#context.log.log('error', `${cause}; the match is frozen and kept for export`, { room: this.id, message });
    this.close(
      'frozen',
      'The match stopped because of an error in the game. It was kept, and nothing of it is lost.',
      'frozen',
    );
  }

  /** Once a second: results, seats given up, empty rooms. */
  #housekeep(): void {
    const now = this.nowMs;
    if (this.#state === 'running') this.#lookForResult(now);
    if (this.#endsAtMs !== undefined && now >= this.#endsAtMs) return this.close('ended', 'The match is over.');
    for (const slot of this.slots) {
      const { holder } = slot;
      if (holder.state === 'away' && now - holder.sinceMs > this.#context.timings.resumeMs) {
        holder.viewer.session.dismiss(holder.viewer, { reason: 'taken', text: 'The seat was not kept any longer.' });
        this.leave(holder.viewer);
      }
    }
    if (this.slots.some((slot) => slot.viewer !== undefined)) this.#emptySinceMs = undefined;
    else this.#emptySinceMs ??= now;
    if (this.#emptySinceMs !== undefined && now - this.#emptySinceMs > this.#context.timings.emptyRoomMs)
      this.close('closed', 'Nobody was left in the room.');
  }

  #lookForResult(now: number): void {
    const result = this.machine.result();
    if (result === undefined) return;
    this.#state = 'ended';
    this.#result = result;
    this.#endsAtMs = now + this.#context.timings.showResultMs;
    this.#journal.changed();
  }

  #announceResult(): void {
    this.#resultDurable = true;
    const text = resultText(this.#result);
    if (text !== undefined) this.#notice({ kind: 'result', seats: [], text });
    else this.#context.log.log('warn', 'a result is longer than players can be told', { room: this.id });
    this.#context.ended(endedMatch(this, this.#result));
  }
}
