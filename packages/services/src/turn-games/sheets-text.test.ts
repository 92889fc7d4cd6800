import { expect, it } from 'vitest';
import { packSheets, readSheets, sheetsJson } from './sheets-text.ts';
import type { PlayedSheet } from './turn-rules.ts';

const order = (ship: number) => ({
  name: 'MovementPlanned',
  args: { ship, mode: 'Move', position: { x: ship, y: 0, z: 9 } },
});
const sheets = (orders: number): PlayedSheet[] =>
  [1, 2].map((seat) => ({
    seat,
    by: 'player',
    orders: JSON.stringify(Array.from({ length: orders }, (_, i) => order(seat * 100 + i))),
    dice: { seed: '07'.repeat(16), order: 'rounds' },
  }));

it('sheets come back from their row as they were; long ones take less than a third', async () => {
  for (const orders of [0, 1, 12, 256]) {
    const row = await packSheets(sheets(orders));
    expect(await readSheets(row)).toEqual(sheets(orders));
    expect(await sheetsJson(row)).toBe(JSON.stringify(sheets(orders)));
    if (orders >= 12) expect(row.length).toBeLessThan(JSON.stringify(sheets(orders)).length / 3);
  }
});

it('rows from before stay readable, however long; short ones are written as they were', async () => {
  const old = JSON.stringify(sheets(256));
  expect(await readSheets(old)).toEqual(sheets(256));
  expect(await packSheets(sheets(1))).toBe(JSON.stringify(sheets(1)));
});

it('a row of another version is refused, and one that is broken', async () => {
  await expect(readSheets('3.AAAA')).rejects.toThrow('version');
  const row = await packSheets(sheets(12));
  await expect(readSheets(row.slice(0, -12))).rejects.toThrow('end of file');
});
