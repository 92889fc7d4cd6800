import { Machine, type Seat } from '@rubato/game';
import { machineBytes } from '@rubato/letters';
import { base64, DecodeError } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import { machineText, readMachine, stateText, turnOf } from './machine-text.ts';
import { tallyTurns } from './testing/tally.ts';

const { game } = tallyTurns;
const parts = { seed: new Uint8Array(16).fill(7), settings: { start: 3 } };

function played(): Machine {
  const machine = Machine.start(game, { seats: [1, 2, 3, 4] as Seat[], ...parts, hashEvery: 0 });
  for (let turn = 0; turn < 300; turn++) machine.runTurn({ ticks: 1 });
  return machine;
}
const hashOf = (text: string): string => Machine.load(game, readMachine(game, text, parts), { hashEvery: 0 }).hash();

describe('a match as a row keeps it', () => {
  it('comes back as it was, and says its turn without being inflated', () => {
    const machine = played();
    const text = machineText(machine);
    expect(text).toMatch(/^2\.300\.[A-Za-z0-9+/]+=*$/);
    expect(text).toBe(stateText(300, machineBytes(machine)));
    expect([turnOf(text), hashOf(text)]).toEqual([300, machine.hash()]);
  });

  it('is read from rows that were written before states were deflated', () => {
    const machine = played();
    const old = base64(machineBytes(machine));
    expect([turnOf(old), hashOf(old)]).toEqual([300, machine.hash()]);
  });

  it('refuses what is none: another version, other bytes, a state that inflates to more than any has', () => {
    const text = machineText(played());
    for (const bad of [
      text.replace(/^2/, '3'),
      `${text}.`,
      text.slice(0, -8),
      '2.1.AAAA',
      stateText(1, new Uint8Array(65 << 20)),
    ])
      expect(() => readMachine(game, bad, parts)).toThrow(DecodeError);
  });
});
