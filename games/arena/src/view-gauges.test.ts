import { describe, expect, it } from 'vitest';
import { gaugeLayout } from './view-gauges.ts';

describe('gauges and chart', () => {
  it.each([320, 360, 390, 422, 480, 720, 1440])('keep clear of each other on a screen %s px wide', (width) => {
    const { x, width: bars, chartRight, chartWidth } = gaugeLayout(width, 400, false);
    // The dials stand beside the bars; the chart has a frame of 5 px.
    expect(chartWidth === 0 || x + bars + 122 < chartRight - chartWidth - 5).toBe(true);
    const touch = gaugeLayout(width, 800, true);
    expect(touch.x + touch.width + 14).toBeLessThan(touch.chartRight - touch.chartWidth - 5);
  });

  it('leave the chart out only where it would tell nothing', () => {
    expect(gaugeLayout(390, 400, false).chartWidth).toBe(0);
    expect(gaugeLayout(640, 400, false).chartWidth).toBe(140);
    expect(gaugeLayout(1440, 900, false).chartWidth).toBe(192);
  });
});
