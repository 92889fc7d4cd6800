/** The canvas helpers at work: surface, camera, particles, glow, text. */
import { useEffect, useRef } from 'preact/hooks';
import { reducedMotion } from '../app/settings.ts';
import { beatPlace } from '../kit/beats.tsx';
import { eyeRandom } from '../kit/canvas/draw-random.ts';
import { glow } from '../kit/canvas/glow.ts';
import { FrameLoop } from '../kit/canvas/loop.ts';
import { Particles, type ParticleStyle } from '../kit/canvas/particles.ts';
import { Surface } from '../kit/canvas/surface.ts';
import { text, type TextStyle } from '../kit/canvas/text.ts';
import { Panel } from '../kit/surfaces.tsx';

const SPARK: ParticleStyle = { ink: 0, lifeMs: 900, size: 2, endSize: 0.5, drag: 1.2, streak: 0.05 };
const TITLE: TextStyle = { size: 20, face: 'score' };
const BEATS = 16;
const BAR_MS = 3_200;

export function CanvasSample() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const still = reducedMotion.value;
  useEffect(() => {
    if (!canvas.current) return undefined;
    const surface = new Surface(canvas.current);
    const particles = new Particles(240, ['#d9e57b']);
    const random = eyeRandom(1);
    let last = -1;
    const draw = (nowMs: number, dtMs: number): void => {
      surface.begin('#0a1719');
      const { context, width, height } = surface;
      const along = (nowMs % BAR_MS) / BAR_MS;
      const beat = placeIndex(along);
      if (beat !== last)
        for (let n = 0; n < 14; n++)
          particles.emit(SPARK, beatX(beat, width), height / 2, random.between(-60, 60), random.between(-60, 60));
      last = beat;
      particles.step(dtMs);
      drawBeats(context, width, height, along);
      particles.draw(context);
      text(context, 'tempo rubato', 20, 34, '#e8f0ec', TITLE);
    };
    const loop = new FrameLoop(draw);
    if (still) requestAnimationFrame(() => draw(0, 16));
    else loop.start();
    return () => {
      loop.stop();
      surface.close();
    };
  }, [still]);
  return (
    <Panel title="Canvas">
      <canvas ref={canvas} class="kit-canvas" aria-label="Beats at a free tempo" role="img" />
    </Panel>
  );
}

function placeIndex(along: number): number {
  for (let beat = BEATS - 1; beat > 0; beat--) if (along >= beatPlace(beat, BEATS, 1)) return beat;
  return 0;
}

const beatX = (beat: number, width: number): number => 30 + beatPlace(beat, BEATS, 1) * (width - 60);

function drawBeats(context: CanvasRenderingContext2D, width: number, height: number, along: number): void {
  const current = placeIndex(along);
  for (let beat = 0; beat < BEATS; beat++) {
    const x = beatX(beat, width);
    const half = beat % 4 === 0 ? 34 : 20;
    if (beat === current) glow(context, '#d9e57b', x, height / 2, 46, 0.8);
    context.fillStyle = beat === current ? '#d9e57b' : '#4a6b6b';
    context.fillRect(x - 1, height / 2 - half, 2, half * 2);
  }
}
