/** The load: players that send inputs at a fixed rate, each at its own phase, and time how soon the state contains them. */
import { Histogram } from './histogram.ts';
import type { Summary } from './histogram.ts';
import type { BareSocket } from './bare-socket.ts';
import { workload } from './workload.ts';

/** A seat in a room, as a contender's client gives it. */
export interface Seated {
  readonly socket: BareSocket;
  /** Sends input number `seq`, counted from 1. */
  sendInput(seq: number): void;
}

export interface SeatRequest {
  readonly port: number;
  /** Players with the same number share a room. */
  readonly room: number;
  /** Call it for every message of state: the newest input that it contains, and its bytes. */
  readonly onState: (ackedSeq: number, bytes: number) => void;
}

export type TakeSeat = (request: SeatRequest) => Promise<Seated>;

export interface CrowdStats {
  readonly clients: number;
  readonly dropped: number;
  readonly loadCpuPct: number;
  readonly inputsPerClientPerSecond: number;
  readonly messagesPerClientPerSecond: number;
  readonly bytesPerMessage: number;
  /** What the sockets received, framing included. */
  readonly bytesPerClientPerSecond: number;
  /** From writing an input to the first message of state that contains it. */
  readonly inputToStateMs: Summary | undefined;
}

interface Player {
  readonly sentMs: Float64Array;
  seq: number;
  acked: number;
  nextMs: number;
  bytesAtMark: number;
  seated: Seated;
}

/** Inputs under way whose times are kept. */
const KEPT = 64;
/** Seats asked for at once while the rooms fill. */
const AT_ONCE = 8;
const PERIOD_MS = 1000 / workload.inputHz;
/** A pump that fell behind by more than this goes on from now instead of catching up. */
const GIVE_UP_MS = 100;

export class Crowd {
  readonly #takeSeat: TakeSeat;
  readonly #port: number;
  readonly #players: Player[] = [];
  readonly #latency = new Histogram();
  readonly #timer: NodeJS.Timeout;
  #messages = 0;
  #payload = 0;
  #sent = 0;
  #dropped = 0;
  #sinceMs = 0;
  #cpu = process.cpuUsage();

  constructor(takeSeat: TakeSeat, port: number) {
    this.#takeSeat = takeSeat;
    this.#port = port;
    this.#timer = setInterval(() => this.#pump(), 1);
  }

  /** Fills rooms until there are `rooms`. */
  async fill(rooms: number): Promise<void> {
    let next = this.#players.length / workload.players;
    const fillRooms = async () => {
      while (next < rooms) {
        const room = next++;
        for (let seat = 0; seat < workload.players; seat++) await this.#seat(room);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, fillRooms));
  }

  mark(): void {
    this.#latency.reset();
    this.#messages = this.#payload = this.#sent = 0;
    for (const player of this.#players) player.bytesAtMark = player.seated.socket.bytesRead;
    this.#cpu = process.cpuUsage();
    this.#sinceMs = performance.now();
  }

  get stats(): CrowdStats {
    const seconds = (performance.now() - this.#sinceMs) / 1000;
    const { user, system } = process.cpuUsage(this.#cpu);
    const clients = this.#players.length;
    const bytes = this.#players.reduce(
      (sum, { seated, bytesAtMark }) => sum + seated.socket.bytesRead - bytesAtMark,
      0,
    );
    return {
      clients,
      dropped: this.#dropped,
      loadCpuPct: (user + system) / 1e4 / seconds,
      inputsPerClientPerSecond: this.#sent / clients / seconds,
      messagesPerClientPerSecond: this.#messages / clients / seconds,
      bytesPerMessage: this.#payload / Math.max(1, this.#messages),
      bytesPerClientPerSecond: bytes / clients / seconds,
      inputToStateMs: this.#latency.summary,
    };
  }

  close(): void {
    clearInterval(this.#timer);
    for (const { seated } of this.#players) seated.socket.close();
  }

  async #seat(room: number): Promise<void> {
    const player: Omit<Player, 'seated'> & { seated?: Seated } = {
      sentMs: new Float64Array(KEPT),
      seq: 0,
      acked: 0,
      nextMs: performance.now() + Math.random() * PERIOD_MS,
      bytesAtMark: 0,
    };
    const onState = (acked: number, bytes: number) => this.#acked(player, acked, bytes);
    player.seated = await this.#takeSeat({ port: this.#port, room, onState });
    player.seated.socket.onClose = () => this.#dropped++;
    this.#players.push(player as Player);
  }

  #acked(player: Pick<Player, 'acked' | 'sentMs'>, acked: number, bytes: number): void {
    this.#messages++;
    this.#payload += bytes;
    if (acked <= player.acked) return;
    const now = performance.now();
    for (let seq = Math.max(player.acked + 1, acked - KEPT + 1); seq <= acked; seq++) {
      this.#latency.record(now - player.sentMs[seq % KEPT]!);
    }
    player.acked = acked;
  }

  #pump(): void {
    const now = performance.now();
    for (const player of this.#players) {
      if (player.nextMs > now) continue;
      player.seq++;
      player.sentMs[player.seq % KEPT] = performance.now();
      player.seated.sendInput(player.seq);
      this.#sent++;
      player.nextMs = player.nextMs + PERIOD_MS < now - GIVE_UP_MS ? now + PERIOD_MS : player.nextMs + PERIOD_MS;
    }
  }
}
