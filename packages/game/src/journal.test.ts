import { describe, expect, it } from 'vitest';
import { BitWriter, hex, sha256 } from '@rubato/schema';
import { JournalCorrupt } from './journal-errors.ts';
import { exportJournal, readJournal } from './journal-file.ts';
import { type JournalSegment, loadSegment, readRecords, turnsOf } from './journal-reader.ts';
import { LIMITS } from './limits.ts';
import { Machine } from './machine.ts';
import { JournalSegmentWriter } from './segment-writer.ts';
import { mover, ONE, race, SEED, spies, TWO } from './test-games.ts';
import { playMover, playRace, playScript, rechained } from './test-journals.ts';
import { decodeTurn, encodeTurn } from './turn-codec.ts';

const corruptionOf = (run: () => unknown): JournalCorrupt => {
  try {
    run();
  } catch (error) {
    if (error instanceof JournalCorrupt) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('records', () => {
  it('give back every turn as it was', () => {
    const { records, turns } = playMover();
    const segments = readRecords(records);
    expect(segments.map(({ head }) => [head.segment, head.turn, head.tick])).toEqual([
      [0, 0, 0],
      [1, 5, 7],
      [2, 10, 130],
    ]);
    expect(segments.flatMap((segment) => [...turnsOf(mover, segment)])).toEqual(turns);
  });

  it('open a segment with all that decides how the match goes on', () => {
    const { records, hashes } = playMover();
    const [, second] = readRecords(records);
    if (second === undefined) throw new Error('no second segment');
    expect(second.head).toMatchObject({
      game: 'mover',
      version: 3,
      room: 'room-1',
      epoch: 1,
      seats: [1, 2, 3],
      seed: SEED,
      settings: '{"drag":0.25}',
      hash: hashes[5],
    });
    const machine = loadSegment(mover, second);
    expect([machine.hash(), machine.tick, machine.turn]).toEqual([hashes[5], 7, 5]);
    expect(machine.snapshot().ring.map(({ tick }) => tick)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(machine.settings).toEqual({ drag: 0.25 });
  });

  it('are these bytes', () => {
    const { records, turns } = playMover();
    expect(records.map(({ length }) => length)).toMatchInlineSnapshot(`
      [
        235,
        63,
        82,
        46,
        540,
        90,
        61,
        54,
        472,
        60,
      ]
    `);
    // A head hashes the text of the rules, which a formatter may change: 32 bytes from byte 43 on, and the chain.
    const heads = records.map((record) => (record[0] === 0x48 ? record.subarray(0, 43) : record.subarray(0, -32)));
    expect(heads.slice(0, 4).map(hex)).toMatchInlineSnapshot(`
      [
        "480100056d6f7665720300bca72a17b8712f55a87262c65a97af3208c0d8487b927a0544efc8cde5199853",
        "4201000201ce70c0d156015f8150204020448141014e7ebb2bfebcc8aaa301",
        "42030202021669ff18a10253401d00101010800200020101700c039ade56693770412808f03f0010e04080c080223d1abe01",
        "4205070100ce1d3c282319249d00",
      ]
    `);
    const states = records
      .filter((record) => record[0] === 0x48)
      .map((record) => hex(sha256(record.subarray(75, -32))));
    expect(states).toMatchInlineSnapshot(`
      [
        "3083dd6216b87e60d073f68b179f2ac1109ab9fe1ddfaeedce760b5315900908",
        "01e780f63b2534ac6f51cf4af6a17159c44453141333610ab4d4f191869740a4",
        "b49e01f51dbef7277fbf342999758df239ed1963a6924684cacd0814ab51c8b3",
      ]
    `);
    expect(turns.slice(0, 8).map((turn) => hex(encodeTurn(mover, turn)))).toMatchInlineSnapshot(`
      [
        "010001ce70c0d156015f8150204020448141",
        "0201014e7ebb2bfebcc8aa53204020448141",
        "0302021669ff18a10253401d00101010800200020101705c204000",
        "0404039ade56693770412808f03f0010e04080c080911e0ddf00",
        "050700ce1d3c282319249d7020406000",
        "060701f22d4407f3dccf037120406020448148482f08",
        "07081e211e1c1a18161412100e0c0a080604021e69ca34da53e2ed08e01f0010a080c00000",
        "08265a0a415becb850a19c524060a0180537",
      ]
    `);
  });

  it('cost a bit per seat and tick while the sticks are held', () => {
    const frames = new Map([ONE, TWO].map((seat) => [seat, { args: { heading: 1, thrust: 1 }, seenTick: 0 }] as const));
    const script = Array.from({ length: 200 }, (_, i) => ({
      orders: [],
      ticks: 1,
      frames: new Map([...frames].map(([seat, frame]) => [seat, { ...frame, seenTick: i }] as const)),
    }));
    const machine: Machine = Machine.start(mover, { seats: [ONE, TWO], seed: SEED, hashEvery: 30 });
    const writer = new JournalSegmentWriter(machine, { room: '', epoch: 1, segment: 0 });
    const block = writer.block(script.map((turn) => machine.runTurn(turn).turn));
    expect(block.length / 200).toBeLessThan(3);
  });

  it('follow each other: a gap, a swap, a stranger’s turn are refused by the writer', () => {
    const machine: Machine = Machine.start(race, { seats: [ONE], seed: SEED });
    const writer = new JournalSegmentWriter(machine, { room: 'r', epoch: 1, segment: 0 });
    const turns = [1, 2, 3].map((ticks) => machine.runTurn({ ticks }).turn);
    expect(() => writer.block(turns.slice(1))).toThrow(/expected 1 after 0/);
    expect(() => writer.block([])).toThrow(RangeError);
    expect(writer.block(turns)).toBeInstanceOf(Uint8Array);
    expect(() => writer.block(turns)).toThrow(/expected 4 after 6/);
  });

  it('are the same whether their turns came one by one or all at once, and are cut where they are asked for', () => {
    const machine: Machine = Machine.start(race, { seats: [ONE], seed: SEED });
    const place = { room: 'r', epoch: 1, segment: 0 };
    const [eager, late] = [new JournalSegmentWriter(machine, place), new JournalSegmentWriter(machine, place)];
    const turns = [1, 2, 3, 1].map((ticks) => machine.runTurn({ ticks }).turn);
    for (const turn of turns.slice(0, 3)) eager.add(turn);
    expect(eager.pending).toBe(3);
    expect(eager.block()).toEqual(late.block(turns.slice(0, 3)));
    expect(eager.pending).toBe(0);
    expect(() => eager.block()).toThrow(RangeError);
    expect(() => eager.add(turns[0]!)).toThrow(/expected 4 after 6/);
    eager.add(turns[3]!);
    expect(eager.block()).toEqual(late.block(turns.slice(3)));
  });

  it('keep a room’s id of at most 64 bytes', () => {
    const machine: Machine = Machine.start(race, { seats: [ONE], seed: SEED });
    const open = (room: string) => () => new JournalSegmentWriter(machine, { room, epoch: 1, segment: 0 }).head();
    expect(open('é'.repeat(32))).not.toThrow();
    expect(open('é'.repeat(33))).toThrow(RangeError);
    expect(open('\ud800')).toThrow(RangeError);
  });

  it('that were swapped, dropped or changed do not chain', () => {
    const records = [...playRace().records];
    const [head, first, second, ...rest] = records as [Uint8Array, Uint8Array, Uint8Array, ...Uint8Array[]];
    expect(corruptionOf(() => readRecords([head, second, first, ...rest]))).toMatchObject({
      turn: 1,
      offset: head.length,
    });
    expect(corruptionOf(() => readRecords([head, second, ...rest]))).toMatchObject({ turn: 1 });
    expect(corruptionOf(() => readRecords([first]))).toMatchObject({ turn: 0, offset: 0 });
    expect(corruptionOf(() => readRecords([head, first, new Uint8Array(4)]))).toMatchObject({ turn: 3 });
    expect(readRecords([head, first, second])).toHaveLength(1);
  });

  it('that chain but do not follow are corrupt all the same', () => {
    const [head, first, second] = playRace().records as [Uint8Array, Uint8Array, Uint8Array];
    const skipping = rechained(head.subarray(-32), second.subarray(0, -32));
    expect(corruptionOf(() => readRecords([head, skipping])).message).toMatch(/turn 3 where turn 1 belongs/);
    const repeating = rechained(first.subarray(-32), first.subarray(0, -32));
    expect(corruptionOf(() => readRecords([head, first, repeating])).message).toMatch(/turn 1 where turn 3 belongs/);
    const late = first.slice(0, -32);
    late[2] = 1;
    const [segment] = readRecords([head, rechained(head.subarray(-32), late)]);
    expect(corruptionOf(() => [...turnsOf(race, segment as JournalSegment)]).message).toMatch(
      /after tick 1, expected 0/,
    );
  });

  it('are refused under another format, and the message names both', () => {
    const body = (playRace().records[0] as Uint8Array).slice(0, -32);
    body[1] = 9;
    expect(() => readRecords([rechained(new Uint8Array(32), body)])).toThrow(
      /journal format 9; this program reads format 1/,
    );
  });
});

describe('a file', () => {
  const { records, turns } = playRace();
  const file = exportJournal(records);

  it('holds the whole journal, sealed', () => {
    const read = readJournal(file);
    expect(read).toMatchObject({ sealed: true, turns: 12, header: { game: 'race', segment: 0 } });
    expect(read.torn).toBeUndefined();
    expect(read.segments.flatMap((segment) => [...turnsOf(race, segment)])).toEqual(turns);
  });

  it('with any byte changed is corrupt, and says where and from which turn on', () => {
    const { segments } = readJournal(file);
    const starts = segments.flatMap(({ blocks }) =>
      blocks.map(({ offset, firstTurn }) => [offset, firstTurn] as const),
    );
    for (let at = 0; at < file.length; at++) {
      const changed = file.slice();
      changed[at] = (changed[at] as number) ^ (1 << (at & 7));
      const { offset, turn } = corruptionOf(() => readJournal(changed));
      expect(offset).toBeLessThanOrEqual(at);
      const within = starts.filter(([start]) => start <= at).at(-1);
      const isBlock = within !== undefined && offset === within[0];
      if (isBlock) expect(turn).toBe(within[1]);
      else expect(turn).toBeGreaterThanOrEqual(within?.[1] ?? 0);
    }
  });

  it('that was cut is read up to its last whole block, with notice of what is lost', () => {
    const whole = readJournal(file);
    const ends = whole.segments.flatMap(({ blocks }) => blocks.map(({ offset }) => offset));
    for (let length = (ends[0] as number) + 1; length < file.length; length++) {
      const cut = readJournal(file.subarray(0, length));
      expect(cut.sealed).toBe(false);
      expect(cut.torn).toEqual({ offset: expect.any(Number), lostBytes: length - (cut.torn?.offset ?? 0) });
      expect(cut.torn?.offset).toBeLessThanOrEqual(length);
      expect(cut.turns).toBeLessThanOrEqual(12);
      const kept = cut.segments.flatMap((segment) => [...turnsOf(race, segment)]);
      expect(kept).toEqual(turns.slice(0, cut.turns));
    }
    expect(readJournal(file.subarray(0, file.length - 1)).turns).toBe(12);
  });

  it('with bytes after its seal is corrupt', () => {
    const longer = new Uint8Array(file.length + 1);
    longer.set(file);
    expect(corruptionOf(() => readJournal(longer))).toMatchObject({ turn: 13 });
  });

  it('that is none, or of another version, or empty of segments, says so', () => {
    expect(() => readJournal(new Uint8Array(0))).toThrow(/within its header/);
    expect(() => readJournal(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9))).toThrow(/not a journal file/);
    const newer = file.slice();
    newer[6] = 2;
    expect(() => readJournal(newer)).toThrow(/file version 2; this program reads version 1/);
    expect(() => readJournal(exportJournal([]))).toThrow(/no segment/);
  });

  it('is not made of records that don’t belong together', () => {
    expect(() => exportJournal([...records].reverse())).toThrow(JournalCorrupt);
  });
});

describe('a head', () => {
  it('whose state is not what its hash says is corrupt', () => {
    const [segment] = readRecords(playRace().records);
    if (segment === undefined) throw new Error('no segment');
    const forged = { ...segment, head: { ...segment.head, turn: 3 } };
    expect(() => loadSegment(race, forged)).toThrow(/the head says/);
    const settings = { ...segment, head: { ...segment.head, settings: '{' } };
    expect(() => loadSegment(race, settings)).toThrow(/no JSON/);
    const cut = { ...segment, states: segment.states.subarray(0, 20) };
    expect(() => loadSegment(race, cut)).toThrow(JournalCorrupt);
  });

  it('carries a hidden-information game whole', () => {
    const { machine, records } = playScript(spies, [{ orders: [], ticks: 1 }]);
    const [segment] = readRecords(records);
    if (segment === undefined) throw new Error('no segment');
    expect(loadSegment(spies, segment).viewOf(null)).toEqual(machine.viewOf(null));
  });
});

describe('a lone turn', () => {
  it('survives its bytes', () => {
    for (const turn of playMover().turns) expect(decodeTurn(mover, encodeTurn(mover, turn))).toEqual(turn);
    for (const turn of playRace().turns) expect(decodeTurn(race, encodeTurn(race, turn))).toEqual(turn);
  });

  it('of an order that its game does not have cannot be written', () => {
    const [turn] = playRace().turns;
    if (turn === undefined) throw new Error('no turn');
    expect(() => encodeTurn(mover, turn)).toThrow(/'drop' is none of mover's/);
  });

  it('that claims more than a machine would run is refused', () => {
    const claim = (write: (w: BitWriter) => void) => () => {
      const w = new BitWriter();
      w.varint(1);
      w.varint(0);
      write(w);
      decodeTurn(mover, w.toBytes());
    };
    expect(claim((w) => w.varint(LIMITS.ticksPerTurn + 1))).toThrow(/36001 ticks/);
    const ordersClaim = claim((w) => {
      w.varint(1);
      w.bits(0b1000, 4);
      w.varint(LIMITS.ordersPerTurn);
    });
    expect(ordersClaim).toThrow(/4097 orders/);
  });
});
