import { codecsOf, Machine, schemaHash, settledFrame } from '@rubato/game';
import { ManualClock } from '@rubato/ports/doubles';
import { decodeFrames, decodeInput } from '@rubato/protocol';
import type { Input, Joined, Snapshot } from '@rubato/protocol';
import { BitWriter, encodeDelta } from '@rubato/schema';
import type { Seat } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import { Match } from './match.ts';
import { mover } from './testing/mover.ts';

const HZ = 30;
const PERIOD = 1000 / HZ;
const codecs = codecsOf(mover);

/** A match whose server is a machine that is shown as it is, each tick a keyframe, and whose inputs are kept. */
function played() {
  const clock = new ManualClock();
  const helloMs = clock.now();
  const machine = Machine.start(mover, { seats: [1 as Seat], seed: new Uint8Array(16) });
  const sent: { readonly input: Input; readonly atMs: number }[] = [];
  const link = {
    reliable: true,
    rttMs: 40,
    get sessionMs() {
      return clock.now() - helloMs;
    },
    send: (message: Uint8Array) => void sent.push({ input: decodeInput(message.slice()), atMs: clock.now() }),
    acknowledge: () => {},
    leave: () => {},
  };
  const joined = (epoch: number): Joined => ({
    type: 'joined',
    request: 1,
    room: 1,
    epoch,
    roomId: 'room',
    code: '',
    game: 'mover',
    gameVersion: 1,
    schemaHash: schemaHash(mover),
    seat: 1,
    seats: [{ seat: 1, held: 'player', name: 'one' }],
    hz: HZ,
    tick: machine.tick,
    roomKey: new Uint8Array(32).fill(epoch),
    ackOrder: 0,
    durableOrder: 0,
    ackEvent: 0,
    settings: '',
  });
  const match = new Match(mover, joined(1), link, clock);
  const show = (epoch: number) => {
    machine.runTurn({ ticks: 1 });
    const delta = new BitWriter();
    encodeDelta(undefined, machine.copyView(null), delta);
    const id = machine.tick;
    const parts = { baseId: undefined, compressed: false, timing: undefined, discarded: undefined, hash: undefined };
    const acks = { ackOrder: undefined, durableOrder: undefined, events: [], outcomes: [], gap: false };
    const payload = delta.toBytes();
    match.snapshot({ type: 'snapshot', room: 1, epoch, id, serverTick: id, ...parts, ...acks, payload } as Snapshot);
  };
  /** Lets ticks pass, each with its snapshot. */
  const run = async (ticks: number, epoch = 1) => {
    for (let tick = 0; tick < ticks; tick++) {
      await clock.run(PERIOD);
      show(epoch);
    }
  };
  return { clock, helloMs, match, machine, link, joined, sent, run };
}

describe('what a player sends', () => {
  it('says which tick was on the screen: with each frame, and with each order', async () => {
    const { clock, match, machine, sent, run } = played();
    await run(60);
    await clock.run(PERIOD / 2);
    const shown = Math.round(match.present()!.tick);
    // The past, by two snapshots and a little.
    expect(machine.tick - shown).toBeGreaterThanOrEqual(1);
    expect(machine.tick - shown).toBeLessThanOrEqual(4);
    match.order('shove', { whom: 1 as Seat, by: 1 });
    await run(1);
    const order = sent.flatMap(({ input }) => input.orders)[0]!;
    expect(order.seenTick).toBe(shown);
    const { codec, neutral } = codecs.frame!;
    const last = sent.at(-1)!.input;
    const [frame] = decodeFrames(last.frames, codec, neutral, last.frameCount, settledFrame);
    expect(Math.abs(frame!.seenTick - shown)).toBeLessThanOrEqual(1);
    expect(frame!.seenTick).toBeGreaterThan(0);
  });

  it('is in envelopes that count up by one and never repeat, with whole milliseconds since hello that never go back', async () => {
    const { helloMs, sent, run } = played();
    await run(90);
    const inputs = sent.map(({ input }) => input);
    expect(inputs.map(({ seq }) => seq)).toEqual(inputs.map((_, at) => at + 1));
    expect(inputs.length).toBeGreaterThan(80);
    for (const { input, atMs } of sent) expect(input.clientMs).toBe(Math.floor(atMs - helloMs));
    const times = inputs.map(({ clientMs }) => clientMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('counts from 1 again where the server has given it another key, and speaks of the new epoch only', async () => {
    const { match, link, joined, sent, run } = played();
    await run(10);
    match.disconnected();
    const before = sent.length;
    await run(5);
    expect(sent).toHaveLength(before);
    match.rejoined(joined(2), link);
    await run(10, 2);
    const after = sent.slice(before).map(({ input }) => input);
    expect(after.map(({ seq }) => seq)).toEqual(after.map((_, at) => at + 1));
    expect(new Set(after.map(({ epoch }) => epoch))).toEqual(new Set([2]));
  });
});

describe('what a player is shown', () => {
  it('is of the present epoch: a snapshot of the one before is left alone', async () => {
    const { match, link, joined, run } = played();
    await run(10);
    match.disconnected();
    match.rejoined(joined(2), link);
    const before = match.stats.snapshots;
    await run(3, 1);
    expect(match.stats.snapshots).toBe(before);
    await run(1, 2);
    expect(match.stats.snapshots).toBe(before + 1);
  });
});
