/** Arena on a screen: one seat's viewport, with its keys, thumbs, picture and words. */
import {
  FrameLoop,
  Layers,
  signal,
  type GameView,
  type KeySet,
  type Layer,
  type MatchSource,
  type ViewportProps,
} from '@rubato/web';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { botNames } from './bot-names.ts';
import { bot } from './bot.ts';
import { TICKS_PER_SECOND } from './balance.ts';
import { arena } from './rules.ts';
import type { ArenaFrame, ArenaView } from './state.ts';
import { Feed, readBoard, type Board, type FeedLine } from './view-board.ts';
import { Controls, help, hints } from './view-controls.ts';
import { boostShare } from './view-gauges.ts';
import { Overlay } from './view-overlay.tsx';
import { Stage } from './view-stage.ts';
import { Touch } from './view-touch.tsx';
import './view.css';

type ArenaSource = MatchSource<ArenaView, ArenaFrame>;

/** Words are renewed this often; the picture every frame. */
const BOARD_MS = 160;

function Viewport({
  source,
  keys,
  bare = false,
  settings,
  sound,
  onFrame,
  onPlayAgain,
  onLeave,
}: ViewportProps<ArenaView, ArenaFrame>) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const touchScreen = settings().touch && keys !== undefined;
  const board = useMemo(() => signal<Board | undefined>(undefined), [source]);
  const feed = useMemo(() => signal<readonly FeedLine[]>([]), [source]);
  const stage = useRef<Stage>(null);
  // The loop outlives a change of keys (a second seat comes or goes), so it reads the controls of the moment.
  const steering = useRef<Controls>(null);
  const controls = useMemo(
    () => new Controls(keys ?? 'solo', (name, args) => once(source, stage.current, name, args)),
    [source, keys],
  );

  steering.current = keys ? controls : null;
  const newcomer = useMemo(() => signal(keys !== undefined), [source]);

  useEffect(() => {
    if (!canvas.current) return undefined;
    const painted = new Stage(canvas.current, source, settings, sound, bare);
    stage.current = painted;
    return run(source, painted, new Words(source, painted, board, feed), onFrame, () => {
      if (!steering.current) return;
      source.setFrame(steering.current.frame());
      if (newcomer.value && steering.current.used) newcomer.value = false;
    });
  }, [source]);

  useKeys(keys, controls, source);

  return (
    <div class="arena always-dark">
      <canvas
        ref={canvas}
        class="arena-canvas"
        tabIndex={bare ? -1 : 0}
        aria-label="The arena. Steer with the keys listed under Help."
      />
      {bare ? null : (
        <Overlay
          board={board}
          feed={feed}
          spectator={keys === undefined}
          hints={hints[touchScreen ? 'touch' : (keys ?? 'solo')]}
          newcomer={newcomer}
          touch={touchScreen}
          onReady={() => source.order('ready', {})}
          onPlayAgain={onPlayAgain}
          onLeave={onLeave}
        />
      )}
      {touchScreen ? <Touch controls={controls} board={board} /> : null}
    </div>
  );
}

/** Steers, paints and tells, frame by frame, until the returned function is called. */
function run(
  source: ArenaSource,
  stage: Stage,
  words: Words,
  onFrame: ViewportProps['onFrame'],
  steer: () => void,
): () => void {
  let [nowMs, dtMs] = [0, 0];
  const layers = new Layers();
  const parts: readonly Layer[] = [
    { name: 'steering', run: steer },
    { name: 'frame', run: () => stage.frame(nowMs, dtMs) && words.renew(nowMs) },
  ];
  const loop = new FrameLoop((atMs, sinceMs) => {
    [nowMs, dtMs] = [atMs, sinceMs];
    layers.run(parts, nothing);
  }, onFrame);
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
  source: ArenaSource,
  stage: Stage | null,
  name: 'boost' | 'emote',
  args: Readonly<Record<string, unknown>>,
): void {
  const own = stage?.scene.own;
  if (!own) return;
  if (name === 'boost' && (!own.row.alive || boostShare(own) < 1)) return;
  source.order(name, args);
}

/** Keeps the board and the feed in step with the match. */
class Words {
  readonly #source: ArenaSource;
  readonly #stage: Stage;
  readonly #board: { value: Board | undefined };
  readonly #feedSignal: { value: readonly FeedLine[] };
  readonly #feed = new Feed();
  #killer = 0;
  #dueMs = 0;
  #text = '';

  constructor(
    source: ArenaSource,
    stage: Stage,
    board: { value: Board | undefined },
    feed: { value: readonly FeedLine[] },
  ) {
    this.#source = source;
    this.#stage = stage;
    this.#board = board;
    this.#feedSignal = feed;
  }

  hear(event: Parameters<Parameters<ArenaSource['onEvent']>[0]>[0]): void {
    if (event.name !== 'destroyed') return;
    this.#feed.add(event, this.#source, performance.now());
    if (event.data['victim'] === this.#source.seat) this.#killer = Number(event.data['by']);
  }

  renew(nowMs: number): void {
    if (nowMs < this.#dueMs) return;
    this.#dueMs = nowMs + BOARD_MS;
    const board = readBoard(this.#stage.scene, this.#source, this.#killer);
    // Words that didn't change are not rendered again.
    const asText = JSON.stringify(board);
    if (asText !== this.#text) {
      this.#text = asText;
      this.#board.value = board;
    }
    this.#feedSignal.value = this.#feed.lines(nowMs);
  }
}

function useKeys(keys: KeySet | undefined, controls: Controls, source: ArenaSource): void {
  useEffect(() => {
    if (!keys) return undefined;
    const down = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || belongsToPage(event)) return;
      if (controls.press(event.code, event.repeat)) event.preventDefault();
    };
    const up = (event: KeyboardEvent): void => controls.release(event.code);
    // A hidden page draws no frames, so what is held is let go here and now.
    const rest = (): void => {
      controls.rest();
      source.setFrame(controls.frame());
    };
    addEventListener('keydown', down);
    addEventListener('keyup', up);
    addEventListener('blur', rest);
    document.addEventListener('visibilitychange', rest);
    return () => {
      removeEventListener('keydown', down);
      removeEventListener('keyup', up);
      removeEventListener('blur', rest);
      document.removeEventListener('visibilitychange', rest);
    };
  }, [keys, controls, source]);
}

/** Typing, and pressing a focused button, stays with the page. */
function belongsToPage(event: KeyboardEvent): boolean {
  const target = event.target as Element | null;
  if (target?.closest('input, select, textarea, dialog')) return true;
  return (event.code === 'Space' || event.code === 'Enter') && target?.closest('button, a') instanceof Element;
}

export const view: GameView<ArenaView, ArenaFrame> = {
  game: arena,
  bot,
  botNames,
  hz: TICKS_PER_SECOND,
  Viewport,
  help,
};
