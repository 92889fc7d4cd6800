/**
 * A place in a room, as the player's program holds it: what to send, what is known, what to show.
 *
 * The match survives its connection: after a reconnection the client hands it the new `joined`, it voids its baselines,
 * sends again what the server doesn't have, and goes on.
 */
import { checkCommand, checkSettings, codecsOf } from '@rubato/game';
import type { AnyGame, GameCodecs, PredictedMatch, Rejection } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import type { Clock } from '@rubato/ports';
import { sameEpoch } from '@rubato/protocol';
import type { Joined, Left, Notice, SeatInfo, Snapshot as SnapshotMessage, WireEvent } from '@rubato/protocol';
import { BitReader, BitWriter, HmacKey, layoutOf } from '@rubato/schema';
import { Display } from './display.ts';
import { Emitter } from './emitter.ts';
import { EventFilter } from './event-filter.ts';
import { InputSender } from './input-sender.ts';
import { MatchMeter } from './match-meter.ts';
import type { MatchStats } from './match-meter.ts';
import type { ArgsOf, CommandName, DataOf, EventName, FrameOf, ViewOf } from './match-types.ts';
import { OrderBook } from './order-book.ts';
import type { Outcome } from './order-book.ts';
import { Pacer } from './pacer.ts';
import { Predictor } from './predictor.ts';
import { RenderClock } from './render-clock.ts';
import { Replica } from './replica.ts';

export type MatchState = 'playing' | 'reconnecting' | 'over';

/** What a match needs of the connection below it. */
export interface MatchLink {
  readonly reliable: boolean;
  readonly rttMs: number;
  /** Milliseconds since hello. */
  readonly sessionMs: number;
  send(message: Uint8Array): void;
  acknowledge(room: number, epoch: number, ackTick: number, ackEvent: number): void;
  leave(room: number): void;
}

/** Where an event stands: its tick, and whether this is the player's own prediction of it. */
export interface EventMeta {
  readonly tick: number;
  readonly predicted: boolean;
}

export interface OrderTicket {
  readonly seq: number;
  /** What became of it: applied, rejected, lapsed or faulted. */
  readonly outcome: Promise<Outcome>;
}

interface MatchSignals {
  seats: readonly SeatInfo[];
  state: MatchState;
  left: { readonly reason: Left['reason']; readonly text: string; readonly result?: unknown };
  result: unknown;
  gap: undefined;
}

export class Match<G extends AnyGame = AnyGame> {
  readonly game: G;
  readonly #clock: Clock;
  readonly #codecs: GameCodecs;
  readonly #replica: Replica;
  readonly #predictor: Predictor | undefined;
  readonly #display: Display;
  readonly #renderClock: RenderClock;
  readonly #orders = new OrderBook();
  readonly #events: EventFilter;
  readonly #meter: MatchMeter;
  readonly #signals = new Emitter<MatchSignals>();
  readonly #heard = new Emitter<Record<string, { data: object; meta: EventMeta }>>();
  readonly #argsWriter = new BitWriter(64);
  #joined: Joined;
  #link: MatchLink | undefined;
  #sender: InputSender;
  #pacer: Pacer | undefined;
  #frame: object;
  #cancelTimer: (() => void) | undefined;
  #seats: readonly SeatInfo[];
  #state: MatchState = 'playing';
  #lastSendMs = 0;

  constructor(game: G, joined: Joined, link: MatchLink, clock: Clock) {
    this.game = game;
    this.#clock = clock;
    this.#codecs = codecsOf(game);
    const layout = layoutOf(game.state);
    const periodMs = 1000 / joined.hz;
    this.#replica = new Replica(layout);
    this.#display = new Display(layout, periodMs);
    this.#renderClock = new RenderClock(periodMs);
    this.#predictor =
      joined.seat > 0 && this.#codecs.frame !== undefined
        ? new Predictor(game, joined.seat as Seat, matchOf(game, joined))
        : undefined;
    this.#frame = this.#codecs.frame?.neutral ?? {};
    this.#events = new EventFilter(joined.ackEvent);
    this.#joined = joined;
    this.#seats = joined.seats;
    this.#meter = new MatchMeter(joined.tick);
    this.#link = link;
    this.#sender = new InputSender(this.#codecs, new HmacKey(joined.roomKey));
    this.#start(joined, link);
  }

  /** The player's seat, or undefined for a spectator. */
  get seat(): Seat | undefined {
    return this.#joined.seat === 0 ? undefined : (this.#joined.seat as Seat);
  }
  get roomId(): string {
    return this.#joined.roomId;
  }
  /** Invites others into a private room; empty for a public one. */
  get code(): string {
    return this.#joined.code;
  }
  get hz(): number {
    return this.#joined.hz;
  }
  get handle(): number {
    return this.#joined.room;
  }
  get state(): MatchState {
    return this.#state;
  }
  get seats(): readonly SeatInfo[] {
    return this.#seats;
  }
  get stats(): MatchStats {
    return this.#meter.snapshot(this.#predictor, this.#pacer, this.#renderClock, this.#replica);
  }

  /** The newest state: the server's snapshot with the player's own frames and predicted commands already done. */
  get view(): ViewOf<G> {
    return (this.#predictor ?? this.#replica).store.view as ViewOf<G>;
  }
  /** The tick that `view` shows. */
  get tick(): number {
    return this.#predictor?.tick ?? this.#replica.tick;
  }

  /** Holds these frame arguments from the next tick on, until they are changed. Throws `TypeError` for what the game refuses. */
  hold(frame: FrameOf<G>): void {
    const { codec } = this.#codecs.frame ?? {};
    if (codec === undefined) throw new TypeError(`${this.game.name} takes no frames`);
    // Checked is also rounded as the wire rounds it: the prediction then runs on what the server will run on.
    const checked = codec.check(frame, 'frame');
    if (!checked.ok) throw new TypeError(checked.message);
    this.#frame = checked.value;
  }

  /** Why the command may not be given now, or undefined; the server decides in the end. */
  check<N extends CommandName<G>>(name: N, args: ArgsOf<G, N>): Rejection | undefined {
    if (this.seat === undefined) return 'not-your-seat';
    return checkCommand(this.game, this.view, this.seat, name, args);
  }

  /** Gives an order. Throws `TypeError` for arguments that the game's declaration refuses. */
  order<N extends CommandName<G>>(name: N, args: ArgsOf<G, N>): OrderTicket {
    const command = this.#codecs.commandIndex.get(name);
    if (command === undefined) throw new TypeError(`${this.game.name} has no command ${name}`);
    const { codec } = this.#codecs.commands[command]!;
    const predict = this.#codecs.rules.commands?.[name]?.predict === true;
    this.#argsWriter.reset();
    codec.write(this.#argsWriter, args as never);
    const tick = predict ? (this.#pacer?.nextTick ?? 0) : 0;
    const order = { name, command, tick, seenTick: this.#seenTick(), args: this.#argsWriter.toBytes() };
    let seq: number | undefined;
    const outcome = new Promise<Outcome>((resolve) => {
      seq = this.#state === 'over' ? undefined : this.#orders.add(order, resolve);
      if (seq === undefined)
        resolve({ status: 'rejected', reason: this.#state === 'over' ? 'not-running' : 'too-many' });
    });
    if (seq !== undefined && predict) this.#predictor?.order({ seq, tick, name, args });
    if (this.#pacer === undefined) this.#send();
    return { seq: seq ?? 0, outcome };
  }

  /** Calls back for each event of that name; the result stops it. A predicted event does not come a second time. */
  on<N extends EventName<G>>(name: N, listener: (data: DataOf<G, N>, meta: EventMeta) => void): () => void {
    return this.#heard.on(name, ({ data, meta }) => listener(data as DataOf<G, N>, meta));
  }

  /** Calls back when seats change, the match ends, the connection goes or comes back, events were lost. */
  when<K extends keyof MatchSignals>(signal: K, listener: (value: MatchSignals[K]) => void): () => void {
    return this.#signals.on(signal, listener);
  }

  /**
   * The state to draw at `nowMs` (the clock's, default now) and its fractional tick: others interpolated in the past,
   * own rows as predicted. Undefined before the first snapshot. Valid until the next call.
   */
  present(
    nowMs = this.#clock.now(),
  ): { readonly view: ViewOf<G>; readonly tick: number; readonly ownTick: number } | undefined {
    const tick = this.#renderClock.tickAt(nowMs);
    const own = this.#ownMotion(nowMs);
    const shown = this.#display.compose(tick, this.#replica.history, own, (picture) =>
      this.#predictor?.error.apply(picture, nowMs),
    );
    if (!shown) return undefined;
    const ownTick = own === undefined ? tick : this.tick - 1 + own.share;
    return { view: this.#display.store.view as ViewOf<G>, tick, ownTick };
  }

  /** Gives the place up for good. */
  leave(): void {
    this.#link?.leave(this.#joined.room);
    this.#end('left', '', undefined);
  }

  // From here on: called by the client.

  snapshot(message: SnapshotMessage): void {
    if (this.#state === 'over' || !sameEpoch(message, this.#joined.epoch)) return;
    const now = this.#clock.now();
    const truth = this.#replica.receive(message);
    this.#meter.snapshotReceived(message, this.#replica);
    // What it says beside the state is said once on a reliable channel, so it is heard in any case.
    if (truth === 'resync') this.#resync();
    for (const outcome of message.outcomes) {
      this.#orders.refused(outcome.seq, outcome.status, outcome.reason);
      this.#predictor?.withdraw(outcome.seq);
    }
    if (message.ackOrder !== undefined) this.#orders.processed(message.ackOrder);
    if (message.durableOrder !== undefined) this.#orders.durable(message.durableOrder);
    if (truth !== undefined && truth !== 'resync') {
      this.#renderClock.arrived(message.id, now);
      this.#predictor?.reconcile(message.id, truth);
    }
    if (message.timing !== undefined) this.#timing(message.timing.ackFrameTick, message.timing.earlinessMs, now);
    const fresh = this.#events.admit(message.events, message.gap);
    if (message.gap || this.#events.missed) this.#signals.emit('gap', undefined);
    for (const event of fresh) this.#hear(event);
    if (this.#predictor === undefined && truth !== 'resync') this.#acknowledge(now);
  }

  notice(notice: Notice): void {
    if (notice.kind === 'seats') {
      this.#seats = this.#seats.map((seat) => notice.seats.find((changed) => changed.seat === seat.seat) ?? seat);
      this.#signals.emit('seats', this.#seats);
    } else if (notice.kind === 'result') this.#signals.emit('result', JSON.parse(notice.text));
  }

  left(left: Left): void {
    this.#end(left.reason, left.text, left.result === undefined ? undefined : JSON.parse(left.result));
  }

  /** The connection is gone; frames stop, orders wait. */
  disconnected(): void {
    this.#link = undefined;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#state === 'playing') this.#become('reconnecting');
  }

  /** The session goes on over another connection, perhaps with a server that was restarted. */
  rejoined(joined: Joined, link: MatchLink): void {
    this.#joined = joined;
    this.#link = link;
    this.#seats = joined.seats;
    this.#replica.reset();
    this.#renderClock.reset();
    this.#predictor?.reset();
    this.#orders.resend(joined.ackOrder, joined.durableOrder);
    this.#events.restart(joined.ackEvent, joined.tick);
    this.#meter.restart(joined.tick);
    this.#sender = new InputSender(this.#codecs, new HmacKey(joined.roomKey));
    this.#start(joined, link);
    this.#become('playing');
    this.#signals.emit('seats', this.#seats);
  }

  /** The session could not be resumed. */
  lost(text: string): void {
    this.#end('closed', text, undefined);
  }

  #start(joined: Joined, link: MatchLink): void {
    if (this.#predictor === undefined) return;
    const periodMs = 1000 / joined.hz;
    const now = this.#clock.now();
    const lead = Math.ceil((link.rttMs + 4) / periodMs);
    this.#pacer = new Pacer(periodMs, joined.tick + 1 + lead, now);
    this.#arm();
  }

  #arm(): void {
    const pacer = this.#pacer;
    if (pacer === undefined || this.#link === undefined) return;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#clock.after(Math.max(0, pacer.nextSendMs - this.#clock.now()), () => {
      this.#pump();
      this.#arm();
    });
  }

  #pump(): void {
    const pacer = this.#pacer!;
    const due = pacer.due(this.#clock.now());
    for (let tick = pacer.nextTick - due; tick < pacer.nextTick; tick++) this.#play(tick);
    if (due > 0) this.#send();
  }

  #play(tick: number): void {
    const frame = { args: this.#frame, seenTick: this.#seenTick() };
    this.#sender.add(tick, frame as never);
    for (const event of this.#predictor!.advance(tick, frame)) {
      if (this.#events.predict(event))
        this.#heard.emit(event.name, { data: event.data as object, meta: { tick: event.tick, predicted: true } });
    }
    this.#lastSendMs = this.#clock.now();
  }

  #send(): void {
    const link = this.#link;
    if (link === undefined || this.seat === undefined) return;
    const header = {
      room: this.#joined.room,
      epoch: this.#joined.epoch,
      clientMs: Math.floor(link.sessionMs),
      ackTick: this.#replica.tick,
      ackEvent: this.#events.newest,
    };
    link.send(this.#sender.next(header, this.#orders, link.reliable));
  }

  #timing(ackFrameTick: number, earlinessMs: number, now: number): void {
    this.#sender.acknowledge(ackFrameTick);
    const pacer = this.#pacer;
    if (pacer === undefined || !this.#meter.newTiming(ackFrameTick)) return;
    const from = pacer.nextTick;
    const jump = pacer.report(ackFrameTick, earlinessMs);
    if (jump > 0) {
      for (let tick = from; tick < from + jump; tick++) this.#play(tick);
      this.#send();
    }
    this.#lastSendMs = now;
  }

  #ownMotion(nowMs: number) {
    const predictor = this.#predictor;
    if (predictor === undefined || this.#pacer === undefined) return undefined;
    const to = predictor.at(predictor.tick);
    const from = predictor.at(predictor.tick - 1) ?? to;
    if (to === undefined || from === undefined) return undefined;
    const periodMs = 1000 / this.#joined.hz;
    const share = Math.max(0, Math.min(1, 1 - (this.#pacer.nextSendMs - nowMs) / periodMs));
    return { seat: this.#joined.seat, from, to, share };
  }

  /** The tick of the others that the player sees now. */
  #seenTick(): number {
    return Math.max(0, Math.round(this.#renderClock.tickAt(this.#clock.now())));
  }

  #hear(event: WireEvent): void {
    const declared = this.#codecs.events[event.event];
    if (declared === undefined || !this.#events.unheard(event, declared.name)) return;
    const data = declared.codec.read(new BitReader(event.data)) as object;
    this.#heard.emit(declared.name, { data, meta: { tick: event.tick, predicted: false } });
  }

  /** Spectators and games without frames acknowledge ten times a second. */
  #acknowledge(now: number): void {
    if (now - this.#lastSendMs < 100) return;
    this.#lastSendMs = now;
    if (this.seat !== undefined) this.#send();
    else this.#link?.acknowledge(this.#joined.room, this.#joined.epoch, this.#replica.tick, this.#events.newest);
  }

  /** The state no longer agrees with the server's: asks for a keyframe. */
  #resync(): void {
    this.#link?.acknowledge(this.#joined.room, this.#joined.epoch, 0, this.#events.newest);
  }

  #become(state: MatchState): void {
    if (this.#state === state || this.#state === 'over') return;
    this.#state = state;
    this.#signals.emit('state', state);
  }

  #end(reason: Left['reason'], text: string, result: unknown): void {
    if (this.#state === 'over') return;
    this.#cancelTimer?.();
    this.#become('over');
    this.#orders.abandon('the match is over');
    this.#signals.emit('left', { reason, text, result });
  }
}

/** What rules may know of the match beside its state. */
function matchOf(game: AnyGame, joined: Joined): PredictedMatch {
  const settings = checkSettings(game, joined.settings === '' ? undefined : JSON.parse(joined.settings));
  return { settings, seats: joined.seats.filter((seat) => seat.held !== 'empty').map((seat) => seat.seat as Seat) };
}
