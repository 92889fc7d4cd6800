import { afterEach, describe, expect, it, vi } from 'vitest';
import { Layers } from './layers.ts';
import { Surface } from './surface.ts';

/** A context that keeps what matters: its state, the states saved, and what was filled. */
class PaintedContext {
  globalAlpha = 1;
  globalCompositeOperation = 'source-over';
  fillStyle = '';
  transform: readonly number[] = [1, 0, 0, 1, 0, 0];
  readonly fills: object[] = [];
  readonly #saved: object[] = [];

  get depth(): number {
    return this.#saved.length;
  }
  save(): void {
    this.#saved.push({ alpha: this.globalAlpha });
  }
  restore(): void {
    this.#saved.pop();
  }
  setTransform(...transform: number[]): void {
    this.transform = transform;
  }
  fillRect(...box: number[]): void {
    const { fillStyle: ink, globalAlpha: alpha, globalCompositeOperation: blend, transform } = this;
    this.fills.push({ ink, alpha, blend, transform, box });
  }
}

function surfaceOf(context: PaintedContext, width = 300, height = 200): Surface {
  vi.stubGlobal('devicePixelRatio', 2);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
  const canvas = { clientWidth: width, clientHeight: height, width: 0, height: 0, getContext: () => context };
  return new Surface(canvas as unknown as HTMLCanvasElement);
}

afterEach(() => vi.unstubAllGlobals());

/** As a drawing leaves things that broke off in its middle. */
function breakOff(context: PaintedContext): never {
  context.save();
  context.save();
  context.globalAlpha = 0.1;
  context.globalCompositeOperation = 'lighter';
  throw new Error('no such sprite');
}

describe('layers', () => {
  it('paint on when one of them throws, on a context as it was before, and tell of it once', () => {
    const context = new PaintedContext();
    const surface = surfaceOf(context);
    const told: unknown[] = [];
    const layers = new Layers((error) => told.push(error));
    const parts = [
      { name: 'rocks', run: () => breakOff(context) },
      { name: 'ships', run: () => context.fillRect(1, 2, 3, 4) },
    ];
    for (let frame = 0; frame < 3; frame++) {
      surface.begin('#000');
      layers.run(parts, () => surface.rest());
    }
    expect(context.depth).toBe(0);
    expect(context.fills.filter((_, at) => at % 2 === 1)).toEqual(
      Array.from({ length: 3 }, () => ({
        ink: '#000',
        alpha: 1,
        blend: 'source-over',
        transform: [2, 0, 0, 2, 0, 0],
        box: [1, 2, 3, 4],
      })),
    );
    expect(told).toEqual([expect.objectContaining({ message: expect.stringContaining('rocks') })]);
  });
});

describe('a surface', () => {
  it('begins each frame by covering the last one whole, whatever state that one left', () => {
    const context = new PaintedContext();
    const surface = surfaceOf(context);
    surface.begin('#123');
    expect(() => breakOff(context)).toThrow('no such sprite');
    surface.begin('#123');
    expect(context.fills[1]).toMatchObject({ ink: '#123', alpha: 1, blend: 'source-over', box: [0, 0, 301, 201] });
    expect(context.depth).toBe(0);
  });

  it('is empty while its box has no size', () => {
    const surface = surfaceOf(new PaintedContext(), 300, 0);
    surface.begin('#000');
    expect(surface.empty).toBe(true);
  });
});
