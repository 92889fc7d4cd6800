import { describe, expect, it } from 'vitest';
import { added, faultIn, NO_TALLY, rates, summaryOf, textOf } from './bot-report.ts';
import type { BotReport } from './bot-report.ts';

const report = (more: Partial<BotReport> = {}): BotReport => ({
  name: 'Bot 1',
  room: 'a',
  seat: 1,
  state: 'playing',
  matches: 1,
  snapshotsPerSecond: 30,
  rttMs: 1.5,
  jitterMs: 0.1,
  corrections: 2,
  predictionsChecked: 300,
  earlinessMs: 3,
  discarded: 0,
  bytesInPerSecond: 4100,
  bytesOutPerSecond: 812,
  hashesChecked: 10,
  hashesWrong: 0,
  reconnects: 0,
  ...more,
});

describe('the report on bots', () => {
  it('means what is a rate and sums what is a count', () => {
    const two = [report(), report({ room: 'b', snapshotsPerSecond: 20, rttMs: 2.5, hashesWrong: 1 })];
    expect(summaryOf(two)).toEqual({
      rooms: 2,
      snapshotsPerSecond: 25,
      rttMs: 2,
      bytesInPerSecond: 4100,
      bytesOutPerSecond: 812,
      corrections: 4,
      predictionsChecked: 600,
      hashesChecked: 20,
      hashesWrong: 1,
    });
  });

  it('shows wrong hashes where nobody misses them', () => {
    const all = [report({ hashesWrong: 3 })];
    const text = textOf(all, summaryOf(all));
    expect(text).toContain('3 WRONG');
    expect(text).toContain('7/10 hashes agree');
    expect(text).toContain('4.1 kB/s  812 B/s');
  });

  it('shows twenty players, and how many more there are', () => {
    const all = Array.from({ length: 23 }, (_, at) => report({ name: `Bot ${at + 1}` }));
    const text = textOf(all, summaryOf(all));
    expect(text).toContain('\nBot 20 ');
    expect(text).not.toContain('\nBot 21 ');
    expect(text).toContain('\n… and 3 more; --json shows all\n');
    expect(textOf(all.slice(0, 20), summaryOf(all))).not.toContain('more');
  });

  it('finds no fault with players who agree and are there', () => {
    expect(faultIn([report(), report()], 0)).toBeUndefined();
  });

  it('calls a wrong hash corruption, before it minds who is gone', () => {
    expect(faultIn([report({ hashesWrong: 1 }), report()], 1)).toMatchObject({
      code: 3,
      message: '1 of 2 players saw another state than the server',
    });
    expect(faultIn([report(), report()], 1)).toMatchObject({ code: 4, message: '1 of 2 players lost the server' });
  });

  it('adds what was seen in one match to the matches before it', () => {
    const one = { snapshots: 1, corrections: 2, predictionsChecked: 3, discarded: 4, hashesChecked: 5, hashesWrong: 6 };
    expect(added(added(NO_TALLY, one), one)).toEqual({
      snapshots: 2,
      corrections: 4,
      predictionsChecked: 6,
      discarded: 8,
      hashesChecked: 10,
      hashesWrong: 12,
    });
  });

  it('counts of a connection only what it carried meanwhile', () => {
    const link = { messagesIn: 0, messagesOut: 0, rttMs: 1.26, jitterMs: 0.04, reconnects: 1 };
    const before = { ...link, bytesIn: 1000, bytesOut: 100 };
    expect(rates(before, { ...link, bytesIn: 3000, bytesOut: 500 }, 2)).toEqual({
      rttMs: 1.3,
      jitterMs: 0,
      bytesInPerSecond: 1000,
      bytesOutPerSecond: 200,
      reconnects: 1,
    });
  });
});
