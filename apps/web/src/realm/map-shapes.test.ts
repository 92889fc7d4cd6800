import { describe, expect, it } from 'vitest';
import { bendOf, closedCurve, coast, evenly, hull, road } from './map-shapes.ts';

const square = [
  { x: 0, y: 0 },
  { x: 10, y: 0 },
  { x: 10, y: 10 },
  { x: 0, y: 10 },
];

describe('the lines of the map', () => {
  it('go around the outermost points only', () => {
    expect(hull([...square, { x: 5, y: 5 }])).toHaveLength(4);
  });

  it('keep a coast away from every place', () => {
    for (const point of coast(square, 5))
      for (const { x, y } of square) expect(Math.hypot(point.x - x, point.y - y)).toBeGreaterThan(3.9);
  });

  it('have points evenly apart', () => {
    const even = evenly(square, 8);
    expect(even).toHaveLength(8);
    expect(even.slice(0, 4)).toEqual([
      { x: 0, y: 0 },
      { x: 5, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 5 },
    ]);
  });

  it('close, and lead from place to place', () => {
    expect(closedCurve(square)).toMatch(/^M0.00 0.00C.*0.00 0.00Z$/);
    expect(road({ x: 0, y: 0 }, { x: 10, y: 0 }, 0.1)).toBe('M0.00 0.00Q5.00 1.00 10.00 0.00');
  });

  it('bend a road always alike, and little', () => {
    const bend = bendOf({ id: 'stillpoint' }, { id: 'underhour' });
    expect(bend).toBe(bendOf({ id: 'stillpoint' }, { id: 'underhour' }));
    expect(Math.abs(bend)).toBeLessThanOrEqual(0.1);
  });
});
