/**
 * Sees on the canvas what a person sees, without any help of the page: runs in it before its own code and notes what is
 * painted. A ship is a shape outlined in a seat's colour, a shot is a single line in a seat's colour, the wall is the
 * rectangle around the origin.
 */
import type { Reaction } from './eye.ts';
import { Sight } from './sight.ts';

const SEATS = 8;

/** Radians that count as an answer to a key. */
const TURNED = 0.002;

type Context = CanvasRenderingContext2D;
type Method = 'drawImage' | 'fillRect' | 'strokeRect' | 'beginPath' | 'moveTo' | 'lineTo' | 'arc' | 'stroke';

let frame = 0;
const sights = new WeakMap<Context['canvas'], Sight>();

function sightOf(context: Context): Sight {
  let sight = sights.get(context.canvas);
  if (!sight) sights.set(context.canvas, (sight = new Sight()));
  sight.begin(frame);
  return sight;
}

function sightAt(nth: number): Sight | undefined {
  const canvas = document.querySelectorAll<HTMLCanvasElement>('.arena-canvas')[nth];
  return canvas && sights.get(canvas);
}

/** All callbacks of one frame of the browser get the same time. */
function countFrames(): void {
  const ask = globalThis.requestAnimationFrame.bind(globalThis);
  let stamp = -1;
  globalThis.requestAnimationFrame = (callback) =>
    ask((now) => {
      if (now !== stamp) frame += 1;
      stamp = now;
      callback(now);
    });
}

const seats = new Map<unknown, number>();

function seatOf(ink: unknown): number | undefined {
  if (seats.size === 0) {
    const style = getComputedStyle(document.documentElement);
    for (let seat = 1; seat <= SEATS; seat++) seats.set(style.getPropertyValue(`--seat-${seat}`).trim(), seat);
  }
  return seats.get(ink);
}

/** Looks at each call of a method of the context, and lets it happen. */
function before(name: Method, look: (context: Context, args: readonly unknown[]) => void): void {
  const methods = CanvasRenderingContext2D.prototype as unknown as Record<Method, (...args: unknown[]) => unknown>;
  const paint = methods[name];
  methods[name] = function (this: Context, ...args: unknown[]): unknown {
    look(this, args);
    return paint.apply(this, args);
  };
}

function watchGround(): void {
  before('drawImage', (context, [image, x, y, width, height]) => {
    const size = image as HTMLCanvasElement;
    sightOf(context).fill(context, Number(x), Number(y), Number(width ?? size.width), Number(height ?? size.height));
  });
  before('fillRect', (context, [x, y, width, height]) =>
    sightOf(context).fill(context, Number(x), Number(y), Number(width), Number(height)),
  );
  before('strokeRect', (context, [x, y, width, height]) => {
    const aroundOrigin = Number(x) === -Number(width) / 2 && Number(y) === -Number(height) / 2;
    if (aroundOrigin) sightOf(context).enclose(context.getTransform());
  });
}

function watchShips(): void {
  let drawn = '';
  before('beginPath', () => (drawn = ''));
  before('moveTo', () => (drawn += 'M'));
  before('lineTo', () => (drawn += 'L'));
  before('arc', () => (drawn += 'A'));
  before('stroke', (context, [path]) => {
    const seat = seatOf(context.strokeStyle);
    if (seat === undefined) return;
    if (path instanceof Path2D) sightOf(context).ship(seat, context.getTransform());
    // A beam is a line too, but made of light.
    else if (drawn === 'ML' && context.globalCompositeOperation === 'source-over') sightOf(context).shot(seat);
  });
}

function react(nth: number, seat: number, code: string): Promise<Reaction> {
  const sight = sightAt(nth);
  if (!sight) return Promise.reject(new Error(`there is no arena ${nth}`));
  return new Promise((resolve) => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.code !== code || event.repeat) return;
      removeEventListener('keydown', onKey, true);
      const [pressedMs, pressedFrame, from] = [performance.now(), frame, sight.track(seat).pose.heading];
      const watcher = {
        seat,
        see: ({ heading }: { readonly heading: number }) => {
          if (Math.abs(heading - from) < TURNED) return;
          sight.watchers.delete(watcher);
          resolve({ frames: frame - pressedFrame, ms: performance.now() - pressedMs });
        },
      };
      sight.watchers.add(watcher);
    };
    addEventListener('keydown', onKey, true);
  });
}

const violations: string[] = [];

countFrames();
watchGround();
watchShips();
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
  violations.push(`${violatedDirective}: ${blockedURI} in ${sourceFile}`),
);
globalThis.rubatoEye = {
  violations,
  react,
  seen: (nth) => {
    const sight = sightAt(nth);
    return sight && { frames: sight.frames, uncovered: sight.uncovered, tracks: sight.tracks };
  },
};
