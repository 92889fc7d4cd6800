/** The picture of space with the names in it; what it shows is its owner's. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { reducedMotion } from '../app/settings.ts';
import { Hands, type HandsOn } from './scene/hands.ts';
import { Labels } from './scene/labels.ts';
import { Stage, type Painter, type Rock } from './scene/stage.ts';

export interface SpaceView {
  readonly stage: Stage;
  readonly labels: Labels;
}

export interface SpaceProps {
  readonly label: string;
  readonly rocks: readonly Rock[];
  readonly hands: HandsOn;
  /** Called once there is something to paint on; the picture asks `paint` from then on. */
  readonly onReady: (view: SpaceView) => void;
  readonly paint: (view: SpaceView, seconds: number) => boolean;
}

export function Space({ label, rocks, hands, onReady, paint }: SpaceProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const names = useRef<HTMLDivElement>(null);
  const [fault, setFault] = useState<string>();
  const latest = useRef({ hands, paint });
  latest.current = { hands, paint };
  const view = useRef<SpaceView | undefined>(undefined);
  useEffect(() => {
    if (!canvas.current || !names.current) return undefined;
    try {
      view.current = { stage: new Stage(canvas.current), labels: new Labels(names.current) };
    } catch {
      setFault('This browser draws no WebGL; the battle can be planned and read beside, without its picture.');
      return undefined;
    }
    return begin(canvas.current, view.current, () => latest.current, onReady);
  }, []);
  useEffect(() => view.current?.stage.setRocks(rocks), [rocks]);
  useEffect(() => {
    if (view.current) view.current.stage.glide = !reducedMotion.value;
    view.current?.stage.wake();
  });
  return (
    <div class="space">
      <canvas ref={canvas} class="space-canvas" tabIndex={0} role="application" aria-label={label} />
      <div ref={names} class="space-names" aria-hidden="true" />
      {fault ? <p class="space-fault">{fault}</p> : null}
    </div>
  );
}

interface Latest {
  readonly hands: HandsOn;
  readonly paint: SpaceProps['paint'];
}

function begin(
  canvas: HTMLCanvasElement,
  view: SpaceView,
  latest: () => Latest,
  onReady: SpaceProps['onReady'],
): () => void {
  const { stage, labels } = view;
  const painter: Painter = (seconds) => latest().paint(view, seconds);
  stage.paint = painter;
  stage.painted = () => labels.close(stage);
  const held = new Hands(canvas, stage, () => latest().hands);
  const sized = new ResizeObserver(([entry]) => {
    if (entry) stage.resize(Math.round(entry.contentRect.width), Math.round(entry.contentRect.height));
  });
  sized.observe(canvas);
  onReady(view);
  return () => {
    sized.disconnect();
    held.letGo();
    stage.dispose();
  };
}
