/** Arena on a screen: one seat's viewport, with its keys, thumbs, picture and words. */
import { FrameLoop, Layers, padFor, signal, type GameView, type Layer, type ViewportProps } from '@rubato/web';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { TICKS_PER_SECOND } from './balance.ts';
import { botNames } from './bot-names.ts';
import { bot } from './bot.ts';
import { arena } from './rules.ts';
import type { ArenaFrame, ArenaView } from './state.ts';
import { Controls } from './view-controls.ts';
import { boostShare } from './view-gauges.ts';
import { help, hints } from './view-help.ts';
import { useKeys, useMouse } from './view-input.ts';
import { Overlay } from './view-overlay.tsx';
import { Stage } from './view-stage.ts';
import { Touch } from './view-touch.tsx';
import { Words } from './view-words.ts';
import './view.css';
import './view-result.css';

type Props = ViewportProps<ArenaView, ArenaFrame>;

function Viewport({ source, keys, bare = false, settings, sound, onFrame, onPlayAgain, onLeave }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<Stage>(null);
  const words = useMemo(() => new Words(source), [source]);
  const newcomer = useMemo(() => signal(keys !== undefined), [source]);
  const controls = useMemo(
    () => new Controls(keys ?? 'solo', (name, args) => once(source, stage.current, name, args)),
    [source, keys],
  );
  // The loop outlives a change of keys (a second seat comes or goes), so it reads the controls of the moment.
  const steering = useRef<() => void>(nothing);
  steering.current = () => {
    if (!keys || !stage.current) return;
    controls.pad = padFor(keys);
    stage.current.placeOwn(controls.mouse);
    source.setFrame(controls.frame());
    if (newcomer.value && controls.used) newcomer.value = false;
  };

  useEffect(() => {
    if (!canvas.current) return undefined;
    stage.current = new Stage(canvas.current, source, settings, sound, bare);
    const lowPower = (): boolean => settings().reducedMotion;
    return run(source, stage.current, words, { onFrame, lowPower, steer: () => steering.current() });
  }, [source]);
  useKeys(keys, controls, source);
  useMouse(keys, controls, canvas as { readonly current: HTMLCanvasElement }, settings);

  const touch = settings().touch && keys !== undefined;
  const mouse = settings().mouseAim && keys === 'solo' && !touch;
  return (
    <div class={`arena always-dark ${mouse ? 'aims' : ''}`}>
      <canvas
        ref={canvas}
        class="arena-canvas"
        tabIndex={bare ? -1 : 0}
        aria-label="The arena. Steer with the keys listed under Help."
      />
      {bare ? null : (
        <Overlay
          board={words.board}
          feed={words.feed}
          spectator={keys === undefined}
          hints={hints[touch ? 'touch' : mouse ? 'mouse' : (keys ?? 'solo')]}
          newcomer={newcomer}
          touch={touch}
          onReady={() => source.order('ready', {})}
          onPlayAgain={onPlayAgain}
          onLeave={onLeave}
        />
      )}
      {touch ? <Touch controls={controls} board={words.board} /> : null}
    </div>
  );
}

interface LoopParts {
  readonly onFrame: Props['onFrame'];
  readonly lowPower: () => boolean;
  readonly steer: () => void;
}

/** Steers, paints and tells, frame by frame, until the returned function is called. */
function run(source: Props['source'], stage: Stage, words: Words, { onFrame, lowPower, steer }: LoopParts): () => void {
  let [nowMs, dtMs] = [0, 0];
  const layers = new Layers();
  const parts: readonly Layer[] = [
    { name: 'steering', run: steer },
    { name: 'frame', run: () => stage.frame(nowMs, dtMs) && words.renew(stage.scene, nowMs) },
  ];
  const loop = new FrameLoop(
    (atMs, sinceMs) => {
      [nowMs, dtMs] = [atMs, sinceMs];
      layers.run(parts, nothing);
    },
    onFrame,
    lowPower,
  );
  const ignore = source.onEvent((event) => {
    stage.add(event);
    words.hear(event);
  });
  loop.start();
  return () => {
    loop.stop();
    ignore();
    stage.close();
  };
}

const nothing = (): void => {};

/** Orders that the rules would refuse anyway are not sent. */
function once(
  source: Props['source'],
  stage: Stage | null,
  name: 'boost' | 'emote',
  args: Readonly<Record<string, unknown>>,
): void {
  const own = stage?.scene.own;
  if (!own) return;
  if (name === 'boost' && (!own.row.alive || boostShare(own) < 1)) return;
  source.order(name, args);
}

export const view: GameView<ArenaView, ArenaFrame> = {
  game: arena,
  bot,
  botNames,
  hz: TICKS_PER_SECOND,
  Viewport,
  help,
};
