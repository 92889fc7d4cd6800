import { describe, expect, it } from 'vitest';
import { graphOf, pointsText } from './graph.ts';

const size = { width: 600, height: 200 };
const rated = (...ratings: readonly number[]) => ratings.map((rating) => ({ rating, deviation: 50 }));

describe('the graph of a rating', () => {
  it('goes from edge to edge, higher ratings further up', () => {
    const { points } = graphOf(rated(1500, 1600, 1550), size);
    expect(points.map(({ x }) => x)).toEqual([0, 300, 600]);
    expect(points[1]!.y).toBeLessThan(points[2]!.y);
    expect(points[2]!.y).toBeLessThan(points[0]!.y);
  });

  it('stays inside, however unsure a rating was', () => {
    const history = [{ rating: 1500, deviation: 350 }, ...rated(1400, 2600), { rating: 100, deviation: 30 }];
    const { points, band, ticks } = graphOf(history, size);
    for (const { x, y } of [...points, ...band]) {
      expect(x >= 0 && x <= size.width).toBe(true);
      expect(y >= 0 && y <= size.height).toBe(true);
    }
    expect(ticks.map(({ rating }) => rating)).toEqual([500, 1000, 1500, 2000, 2500]);
  });

  it('of one match, or none, is a point, or nothing', () => {
    const one = graphOf(rated(1500), size);
    expect(one.points).toEqual([{ x: 300, y: 100 }]);
    expect(one.ticks.length).toBeGreaterThan(1);
    expect(graphOf([], size)).toEqual({ points: [], beside: [], band: [], ticks: [] });
    expect(pointsText(one.points)).toBe('300.0,100.0');
  });

  it('has room for a second curve', () => {
    const { points, beside } = graphOf(rated(1500, 1500), size, [1200, 1900]);
    expect(beside.map(({ x }) => x)).toEqual(points.map(({ x }) => x));
    expect(beside.map(({ y }) => y)).toEqual([size.height, 0]);
  });

  it('has few lines, of round ratings', () => {
    for (const spread of [0, 40, 300, 900, 2400, 4900]) {
      const { ticks } = graphOf(rated(1000, 1000 + spread), size);
      expect(ticks.length).toBeLessThanOrEqual(7);
      expect(ticks.every(({ rating }) => rating % 25 === 0)).toBe(true);
    }
  });
});
