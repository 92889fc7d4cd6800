import { closeCodes, limits, resumeProof } from '@rubato/protocol';
import { MemoryJournalStore } from '@rubato/ports/doubles';
import { describe, expect, it } from 'vitest';
import { stage, viewOf } from './testing/stage.ts';

const gold = (peer: Parameters<typeof viewOf>[0]) => [...viewOf(peer).bodies].map((body) => body.gold);
const take = (seq: number, n = 1) => ({ seq, name: 'take', args: { n } });

describe('a greeting', () => {
  it('that offers no known version is refused with both sides’ versions in plain words', async () => {
    const { clock, connect } = await stage();
    const peer = connect();
    peer.say({ type: 'hello', versions: [7, 9], client: 'from the future' });
    await clock.run(50);
    expect(peer.closed).toEqual({ code: closeCodes.versionRefused.code, reason: expect.stringMatching(/1.*7, 9/) });
  });

  it('that never comes ends the connection', async () => {
    const { clock, connect } = await stage();
    const peer = connect();
    await clock.run(limits.helloTimeoutMs + 2000);
    expect(peer.closed?.code).toBe(closeCodes.helloTimeout.code);
  });

  it('larger than allowed before a welcome ends the connection', async () => {
    const { clock, connect } = await stage();
    const peer = connect();
    peer.send(new Uint8Array(limits.helloBytes + 1));
    await clock.run(50);
    expect(peer.closed?.code).toBe(closeCodes.messageTooBig.code);
  });

  it('must come before anything else, and once', async () => {
    const { clock, connect } = await stage();
    const early = connect();
    early.join();
    const twice = connect();
    twice.hello();
    twice.hello();
    await clock.run(50);
    expect([early.closed?.code, twice.closed?.code]).toEqual([
      closeCodes.protocolError.code,
      closeCodes.protocolError.code,
    ]);
  });
});

describe('inputs', () => {
  it('with a forged tag change nothing, are counted, and in the end close the connection', async () => {
    const { clock, host, seated } = await stage();
    const peer = await seated();
    for (let i = 0; i < limits.badSignatures; i++) {
      const forged = peer.input({ orders: [take(1, 50)] });
      forged[forged.length - 1]! ^= 1;
      peer.send(forged);
    }
    await clock.run(200);
    expect(host.counters.refused.get('bad-signature')).toBe(limits.badSignatures);
    expect(gold(peer)).toEqual([0]);
    expect(peer.closed?.code).toBe(closeCodes.badSignature.code);
  });

  it('signed for another session’s seat are forgeries', async () => {
    const { clock, host, seated } = await stage();
    const [honest, thief] = [await seated(), await seated()];
    thief.joined = { ...honest.joined!, roomKey: thief.joined!.roomKey };
    honest.send(thief.input({ orders: [take(1)] }));
    await clock.run(100);
    expect(host.counters.refused.get('bad-signature')).toBe(1);
  });

  it('that are repeated word for word are refused', async () => {
    const { clock, host, seated } = await stage();
    const peer = await seated();
    const input = peer.input({ orders: [take(1)] });
    for (let i = 0; i < 3; i++) peer.send(input.slice());
    await clock.run(100);
    expect(host.counters.refused.get('replayed')).toBe(2);
    expect(gold(peer)).toEqual([1]);
  });

  it('far behind the newest are stale', async () => {
    const { clock, host, seated } = await stage();
    const peer = await seated();
    const old = peer.input({ orders: [take(1)] });
    peer.seq += limits.inputWindow;
    peer.send(peer.input());
    peer.send(old);
    await clock.run(100);
    expect(host.counters.refused.get('replayed')).toBe(1);
    expect(gold(peer)).toEqual([0]);
  });

  it('of another epoch are ignored', async () => {
    const { clock, host, seated } = await stage();
    const peer = await seated();
    peer.send(peer.input({ epoch: 9, orders: [take(1)] }));
    await clock.run(100);
    expect(host.counters.refused.get('epoch')).toBe(1);
    expect(gold(peer)).toEqual([0]);
  });

  it('with frames too far ahead or too late are counted and change nothing', async () => {
    const { clock, host, seated } = await stage();
    const peer = await seated();
    peer.send(peer.input({ firstTick: 500, frames: [{ push: 100 }] }));
    peer.send(peer.input({ firstTick: 1, frames: [{ push: 100 }] }));
    await clock.run(100);
    expect([host.counters.refused.get('early'), host.counters.refused.get('late')]).toEqual([1, 1]);
    expect([...viewOf(peer).bodies][0]!.x).toBe(0);
  });

  it('with frames too far ahead are told so, or their client would stay too early for good', async () => {
    const { clock, seated } = await stage();
    const peer = await seated();
    await clock.run(500);
    const tick = Math.max(...peer.states.keys()) + 30;
    peer.send(peer.input({ firstTick: tick, frames: [{ push: 100 }] }));
    await clock.run(100);
    const timing = peer.of('snapshot').findLast((message) => message.timing?.ackFrameTick === tick)?.timing;
    expect(timing?.earlinessMs).toBeGreaterThan(900);
    expect(timing?.earlinessMs).toBeLessThanOrEqual(1000);
  });

  it('give exactly one frame per tick, however many a client sends', async () => {
    const { clock, seated } = await stage();
    const peer = await seated();
    for (let burst = 0; burst < 30; burst++) {
      for (let i = 0; i < 3; i++) peer.send(peer.input({ frames: [{ push: 64 }] }));
      await clock.run(1000 / 30);
    }
    await clock.run(1000);
    const ticks = 30 + Math.ceil(0.25 * 30) + 1;
    expect([...viewOf(peer).bodies][0]!.x).toBeLessThanOrEqual(ticks);
    expect([...viewOf(peer).bodies][0]!.x).toBeGreaterThan(28);
  });

  it('faster than the budget close the connection', async () => {
    const { clock, host, seated } = await stage();
    const peer = await seated();
    for (let i = 0; i < limits.messageBurst + 10; i++) peer.send(peer.input());
    await clock.run(50);
    expect(peer.closed?.code).toBe(closeCodes.tooManyMessages.code);
    expect(host.counters.refused.get('rate')).toBe(1);
  });

  it('that are no messages close the connection with what was wrong', async () => {
    const { clock, seated } = await stage();
    const peer = await seated();
    peer.send(Uint8Array.of(99, 1, 2, 3));
    await clock.run(50);
    expect(peer.closed).toEqual({ code: closeCodes.protocolError.code, reason: 'unknown message 99' });
  });
});

describe('orders', () => {
  it('are each applied once and acknowledged, then durable', async () => {
    const { clock, seated } = await stage();
    const peer = await seated();
    peer.send(peer.input({ orders: [take(1, 5), take(2, 6)] }));
    peer.send(peer.input({ orders: [take(1, 5), take(2, 6)] }));
    await clock.run(300);
    expect(gold(peer)).toEqual([11]);
    const acks = peer.of('snapshot').map(({ ackOrder, durableOrder }) => [ackOrder, durableOrder]);
    expect(acks.flat().filter((ack) => ack === 2)).toHaveLength(2);
  });

  it('are durable when the disk has taken them, and not before', async () => {
    const store = new MemoryJournalStore();
    const { clock, seated } = await stage({ store });
    const peer = await seated();
    const newest = (name: 'ackOrder' | 'durableOrder') =>
      Math.max(0, ...peer.of('snapshot').map((message) => message[name] ?? 0));
    peer.send(peer.input({ orders: [take(1)] }));
    for (let ms = 0; ms < 400; ms += 10) {
      store.failNext();
      await clock.run(10);
      expect(newest('durableOrder')).toBe(0);
    }
    expect(newest('ackOrder')).toBe(1);
    await clock.run(3000);
    expect(newest('durableOrder')).toBe(1);
  });

  it('that a rule refuses come back with the reason', async () => {
    const { clock, seated } = await stage();
    const peer = await seated();
    peer.send(peer.input({ orders: [take(1, 500)] }));
    await clock.run(100);
    expect(peer.of('snapshot').flatMap((message) => message.outcomes)).toEqual([
      { seq: 1, status: 'rejected', reason: 'too-greedy' },
    ]);
  });

  it('to one seat reach that seat only', async () => {
    const { clock, seated } = await stage();
    const [a, b] = [await seated(), await seated()];
    a.send(a.input({ orders: [{ seq: 1, name: 'whisper', args: { value: 9, to: b.joined!.seat } }] }));
    await clock.run(100);
    const told = (peer: typeof a) => peer.of('snapshot').flatMap((message) => message.events).length;
    expect([told(a), told(b)]).toEqual([0, 1]);
  });
});

describe('a session', () => {
  it('resumes with its key and finds its seat; a bot-less seat waits', async () => {
    const { clock, host, connect, seated } = await stage();
    const peer = await seated();
    peer.send(peer.input({ orders: [take(1, 5)] }));
    await clock.run(200);
    const { session, key } = peer.welcome;
    peer.pair.cut();
    await clock.run(1000);
    expect([...host.lobby.rooms.values()][0]!.slots[0]!.holder.state).toBe('away');
    const again = connect();
    again.hello({ session, attempt: 2, proof: resumeProof(key!, session, 2) });
    await clock.run(200);
    expect(again.welcome.resumed).toBe(true);
    expect(again.joined).toMatchObject({ request: 0, seat: peer.joined!.seat, ackOrder: 1, durableOrder: 1 });
    expect(gold(again)).toEqual([5]);
  });

  it('is not resumed by a wrong key or by an overheard proof', async () => {
    const { clock, connect, seated } = await stage();
    const peer = await seated();
    const { session, key } = peer.welcome;
    const proof = resumeProof(key!, session, 2);
    const first = connect();
    first.hello({ session, attempt: 2, proof });
    const replayed = connect();
    await clock.run(50);
    replayed.hello({ session, attempt: 2, proof });
    const guessed = connect();
    guessed.hello({ session, attempt: 3, proof: new Uint8Array(32) });
    await clock.run(50);
    expect([first, replayed, guessed].map((each) => each.welcome.resumed)).toEqual([true, false, false]);
    expect(peer.closed?.code).toBe(closeCodes.replaced.code);
  });

  it('gives its seat up when it stays away too long', async () => {
    const { clock, host, seated } = await stage({ timings: { resumeMs: 5000, emptyRoomMs: 60_000 } });
    const peer = await seated();
    peer.pair.cut();
    await clock.run(7000);
    expect([...host.lobby.rooms.values()][0]!.slots[0]!.holder.state).toBe('empty');
    expect(host.sessions).toBe(0);
  });

  it('that returns just after its seat was given up is told so', async () => {
    const { clock, host, connect, seated } = await stage({ timings: { resumeMs: 5000, emptyRoomMs: 60_000 } });
    // Seats and sessions are looked at once a second: now half a second apart.
    await clock.run(500);
    const peer = await seated();
    const { session, key } = peer.welcome;
    const [slot] = [...host.lobby.rooms.values()][0]!.slots;
    await clock.run(1100 - (clock.now() % 1000));
    peer.pair.cut();
    for (let waited = 0; slot!.holder.state !== 'empty' && waited < 7000; waited++) await clock.run(1);
    expect(host.sessions).toBe(1);
    const again = connect();
    again.hello({ session, attempt: 2, proof: resumeProof(key!, session, 2) });
    await clock.run(50);
    expect(again.welcome.resumed).toBe(true);
    expect(again.of('left')).toMatchObject([{ room: peer.joined!.room, reason: 'taken' }]);
    expect(again.joined).toBeUndefined();
  });

  it('is closed for silence', async () => {
    const { clock, seated } = await stage();
    const peer = await seated();
    await clock.run(limits.idleTimeoutMs + 2000);
    expect(peer.closed?.code).toBe(closeCodes.idleTimeout.code);
  });

  it('holds a limited number of places', async () => {
    const { clock, seated } = await stage();
    const peer = await seated();
    for (let i = 0; i < limits.roomsPerSession; i++) peer.join({ mode: 'create', request: i + 2 });
    await clock.run(100);
    expect(peer.of('refused').map(({ reason }) => reason)).toEqual(['too-many']);
  });
});
