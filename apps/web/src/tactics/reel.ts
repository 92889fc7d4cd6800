/** Highlights as a short animated picture: the film's best moments, drawn small, with a line of words under each. */
import { shipName, type Highlight } from '@rubato/tactics';
import { GIF_FRAMES_MAX, GifWriter } from './gif.ts';
import { aimAtMoment, type Shown } from './moments.ts';
import { paintFilm } from './scene/paint-film.ts';
import type { FilmPicture } from './scene/paint-film.ts';
import { Labels } from './scene/labels.ts';
import { Stage, type Rock } from './scene/stage.ts';

const WIDTH = 480;
const HEIGHT = 270;
/** Ticks of the turn from one frame to the next, and how long each stands: a little slower than life. */
const FRAME_TICKS = 3;
const FRAME_HUNDREDTHS = 12;

/** Ticks at which frames are taken, moment by moment; no more than a picture may have. */
export function frameTicks(
  moments: readonly Highlight[],
  startTick: number,
  ticks: number,
): { readonly moment: Highlight; readonly tick: number }[] {
  const frames = moments.flatMap((moment) => {
    const from = Math.max(0, moment.from - startTick);
    const to = Math.min(ticks, moment.to - startTick);
    const count = Math.max(0, Math.floor((to - from) / FRAME_TICKS) + 1);
    return Array.from({ length: count }, (_, i) => ({ moment, tick: from + i * FRAME_TICKS }));
  });
  return frames.slice(0, GIF_FRAMES_MAX);
}

/** Draws and packs the picture; gives the page a breath between frames. Rejects when there is no moment, or `stop` aborts. */
export async function reelPicture(
  picture: FilmPicture,
  rocks: readonly Rock[],
  moments: readonly Highlight[],
  { onProgress, stop }: { readonly onProgress: (part: number) => void; readonly stop: AbortSignal },
): Promise<Blob> {
  const frames = frameTicks(moments, picture.film.startTick, picture.film.ticks);
  if (frames.length === 0) throw new RangeError('there is no moment to show');
  const canvas = document.createElement('canvas');
  const flat = document.createElement('canvas');
  [flat.width, flat.height] = [WIDTH, HEIGHT];
  const pen = flat.getContext('2d', { willReadFrequently: true });
  const stage = new Stage(canvas, true);
  const labels = new Labels(document.createElement('div'));
  try {
    if (!pen) throw new Error('this browser draws no pictures');
    stage.glide = false;
    stage.resize(WIDTH, HEIGHT);
    stage.setRocks(rocks);
    const gif = new GifWriter(WIDTH, HEIGHT);
    const shown: Shown = { yaw: 0.5 };
    for (const [index, { moment, tick }] of frames.entries()) {
      stop.throwIfAborted();
      aimAtMoment(stage.orbit, picture.film, moment, tick, shown);
      stage.paint = () => {
        paintFilm(stage, labels, picture, tick);
        return false;
      };
      stage.draw(0);
      pen.drawImage(canvas, 0, 0, WIDTH, HEIGHT);
      caption(pen, moment);
      gif.add(pen.getImageData(0, 0, WIDTH, HEIGHT).data, FRAME_HUNDREDTHS);
      onProgress((index + 1) / frames.length);
      await new Promise((done) => setTimeout(done, 0));
    }
    return gif.end();
  } finally {
    stage.dispose();
  }
}

function caption(pen: CanvasRenderingContext2D, moment: Highlight): void {
  pen.fillStyle = 'rgb(8 19 21 / 80%)';
  pen.fillRect(0, HEIGHT - 30, WIDTH, 30);
  pen.fillStyle = '#dcea78';
  pen.font = 'italic 16px Georgia, serif';
  pen.fillText(momentWords(moment), 14, HEIGHT - 10);
}

const KINDS: Readonly<Record<Highlight['kind'], (ship: string, by: string) => string>> = {
  kill: (ship, by) => (by ? `${by} destroys ${ship}` : `${ship} is destroyed`),
  'turning-point': (ship) => (ship ? `The tide turns over ${ship}` : 'The battle is decided'),
  escape: (ship) => `${ship} gets away`,
  breakdown: (ship) => `${ship} is crippled`,
  'near-miss': (ship) => `A near miss for ${ship}`,
  clash: (ship, by) => (by ? `${by} hammers ${ship}` : `${ship} is hammered`),
  jump: (ship) => `${ship} jumps`,
};

/** What a moment is, in a few words. */
export function momentWords({ kind, ships }: Highlight): string {
  const [first, second] = ships.map(shipName);
  return KINDS[kind](first ?? '', second ?? '');
}
