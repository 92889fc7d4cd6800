import { describe, expect, it } from 'vitest';
import { ref, struct, u8 } from '@rubato/schema';
import type { AnyGame } from './any-game.ts';
import { defineGame } from './define.ts';
import { rulesHash, schemaHash } from './hashes.ts';
import { LIMITS } from './limits.ts';
import { mover } from './test-games.ts';

const least = { name: 'least', version: 1, state: { rows: { n: u8 } }, setup() {} };
const refused = (change: object, why: RegExp): void => {
  expect(() => defineGame({ ...least, ...change } as never)).toThrow(TypeError);
  expect(() => defineGame({ ...least, ...change } as never)).toThrow(why);
};
const many = (what: object): object =>
  Object.fromEntries(Array.from({ length: LIMITS.names + 1 }, (_, i) => [`n${i}`, what]));

describe('defineGame', () => {
  it('gives back the game that it was given', () => {
    expect(defineGame(least)).toBe(least);
  });

  it('refuses what could not run, and says where', () => {
    refused({ name: 'Least' }, /game name/);
    refused({ name: 'l'.repeat(33) }, /game name/);
    refused({ version: 0 }, /version/);
    refused({ version: 65_536 }, /version/);
    refused({ rewindTicks: 16 }, /rewindTicks/);
    refused({ rewindTicks: -1 }, /rewindTicks/);
    refused({ state: { rows: { to: ref('nowhere') } } }, /nowhere/);
    refused({ state: { rows: { n: struct({ a: u8 }) } } }, /rows.n/);
    refused({ commands: { $join: { args: {}, apply() {} } } }, /\$join/);
    refused({ commands: { go: { args: { a: { kind: 'wish' } }, apply() {} } } }, /command go/);
    refused({ events: { 'two words': {} } }, /two words/);
    refused({ frame: { args: { n: u8 }, neutral: { n: 256 }, step() {} } }, /frame.neutral.n/);
    refused({ frame: { args: { n: u8 }, neutral: {}, step() {} } }, /frame.neutral.n/);
    refused({ settings: { fields: { n: u8 }, defaults: { n: -1 } } }, /settings.defaults.n/);
    refused({ space: { table: 'rows', x: 'n', y: 'm', sectorSize: 1 } }, /rows.m/);
    refused({ space: { table: 'rows', x: 'n', y: 'n', sectorSize: 0 } }, /sectorSize/);
  });

  it(`takes ${LIMITS.names} commands and events and no more`, () => {
    refused({ commands: many({ args: {}, apply() {} }) }, /251 commands/);
    refused({ events: many({}) }, /251 events/);
  });
});

describe('hashes of a game', () => {
  const change = (changes: object): AnyGame => ({ ...mover, ...changes }) as AnyGame;

  it('schemaHash tells shapes apart and nothing else', () => {
    const { jump } = mover.commands;
    const others = [
      change({ name: 'other' }),
      change({ state: { ...mover.state, extra: { n: u8 } } }),
      change({ events: {} }),
      change({ frame: { ...mover.frame, args: { heading: u8, thrust: u8 } } }),
      change({ commands: { leap: jump } }),
      change({ commands: { jump: { ...jump, args: { far: u8 } } } }),
      change({ commands: { jump: { ...jump, predict: false } } }),
      change({ settings: { fields: { drag: u8 }, defaults: { drag: 1 } } }),
    ].map(schemaHash);
    expect(new Set([...others, schemaHash(mover)]).size).toBe(others.length + 1);
    expect(schemaHash(change({ version: 9, tick() {} }))).toBe(schemaHash(mover));
    expect(schemaHash(mover)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('rulesHash tells version, values and the text of rules apart', () => {
    const others = [
      change({ version: 4 }),
      change({ tick() {} }),
      change({ frame: { ...mover.frame, step() {} } }),
      change({ frame: { ...mover.frame, neutral: { heading: 1, thrust: 0 } } }),
      change({ commands: { jump: { ...mover.commands.jump, apply() {} } } }),
      change({ rewindTicks: 2 }),
      change({ settings: { ...mover.settings, defaults: { drag: 1 } } }),
    ].map(rulesHash);
    expect(new Set([...others, rulesHash(mover)]).size).toBe(others.length + 1);
    expect(rulesHash(change({}))).toBe(rulesHash(mover));
  });
});
