/** What frames take: the true interval between them, and the time spent drawing. */
import { Samples } from '../kit/canvas/loop.ts';

export class FrameMeter {
  readonly interval = new Samples();
  readonly cost = new Samples();

  readonly add = (intervalMs: number, costMs: number): void => {
    this.interval.add(intervalMs);
    this.cost.add(costMs);
  };

  /** Frames per second by the median interval; 0 before the first frame. */
  get rate(): number {
    const middle = this.interval.percentile(0.5);
    return middle === 0 ? 0 : 1000 / middle;
  }
}
