/** A turn that was run, to be watched: time, speed, camera, the report in words, and its best moments. */
import { TICKS_PER_SECOND, type Highlight, type ReportLine } from '@rubato/tactics';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Choice } from '../kit/field.tsx';
import { toast } from '../kit/toast.tsx';
import { Clock, type Mark } from './clock.tsx';
import { saveBlob } from './download.ts';
import type { Film } from './film.ts';
import { takesKeys } from './plan-keys.ts';
import { momentWords, reelPicture } from './reel.ts';
import { lookAtAll, useShow, type Camera, type ShowProps } from './replay-show.ts';
import type { FilmPicture } from './scene/paint-film.ts';
import type { Rock } from './scene/stage.ts';
import { Space } from './space.tsx';
import { areWatching, type Together } from './together.ts';

export interface ReplayProps extends ShowProps {
  readonly rocks: readonly Rock[];
  /** Whose ships are which, for those who have none. */
  readonly sides?: ComponentChildren;
  /** What comes after: a button's words. */
  readonly next: string;
  readonly onNext: () => void;
}

const PICK_PX = 44;

export function ReplayPage(props: ReplayProps) {
  const { film, rocks, onNext } = props;
  const show = useShow(props);
  const { clock, lines, moments, picture } = show;
  useReplayKeys({
    play: show.play,
    back: () => show.jump(clock.tick - TICKS_PER_SECOND),
    on: () => show.jump(clock.tick + TICKS_PER_SECOND),
    next: onNext,
  });
  return (
    <div class="tactics-grid replay" data-tab="report">
      <Space
        label="Space: the turn as you saw it"
        rocks={rocks}
        hands={{
          tap: (x, y) => show.press(show.space.current?.labels.at(x, y, PICK_PX) ?? 0),
          grab: () => false,
          drag: () => {},
          drop: () => {},
          moved: () => show.setCamera((now) => (now === 'cinematic' ? 'free' : now)),
        }}
        onReady={(made) => {
          show.space.current = made;
          lookAtAll(made, film, props.team);
        }}
        paint={show.paint}
      />
      <Clock
        tick={clock.tick}
        playing={clock.playing}
        marks={marksOf(lines, film)}
        onTick={show.jump}
        onPlay={show.play}
      >
        <Choices show={show} together={props.together} />
      </Clock>
      <aside class="side order-side report-side">
        <h2 class="score ship-title">Turn {film.turn}</h2>
        {props.sides}
        <div class="order-body">
          <Moments {...{ picture, rocks, moments }} show={show.look} playReel={show.playReel} />
          <Report lines={lines} film={film} tick={clock.tick} onLine={show.look} />
        </div>
        <div class="order-foot">
          <Button tone="primary" onClick={onNext}>
            {props.next}
          </Button>
        </div>
      </aside>
    </div>
  );
}

const SPEEDS = ['0.5', '1', '2', '4'].map((value) => ({ value, label: value === '0.5' ? '½×' : `${value}×` }));
const CAMERAS: readonly { readonly value: Camera; readonly label: string }[] = [
  { value: 'cinematic', label: 'Cinema' },
  { value: 'follow', label: 'Follow' },
  { value: 'free', label: 'Free' },
];

function Choices({
  show: { speed, camera, clock, join, setSpeed, setCamera, wake },
  together,
}: {
  readonly show: ReturnType<typeof useShow>;
  readonly together: Together | undefined;
}) {
  return (
    <div class="clock-choices">
      <Choice label="Speed" value={speed} options={SPEEDS} onValue={setSpeed} />
      <Choice
        label="Camera"
        value={camera}
        options={CAMERAS}
        onValue={(value) => {
          setCamera(value);
          wake();
        }}
      />
      {together ? <Others {...{ together, clock, join }} /> : null}
    </div>
  );
}

interface OthersProps {
  readonly together: Together;
  readonly clock: { readonly joined: boolean };
  readonly join: () => void;
}

/** Whether one watches with the others, and the way back to them while they are at it. */
function Others({ together, clock, join }: OthersProps) {
  const [there, setThere] = useState(() => areWatching(together));
  useEffect(() => {
    const timer = setInterval(() => setThere(areWatching(together)), OTHERS_EVERY_MS);
    return () => clearInterval(timer);
  }, [together]);
  if (clock.joined)
    return (
      <span class="with-others soft small" role="status">
        With the others
      </span>
    );
  if (!there) return null;
  return (
    <Button class="with-others" scale="compact" onClick={join}>
      Join the others
    </Button>
  );
}

const OTHERS_EVERY_MS = 500;

function marksOf(lines: readonly ReportLine[], film: Film): Mark[] {
  return lines.map(({ tick, tone, text }) => ({ tick: tick - film.startTick, tone, title: text }));
}

interface ReportProps {
  readonly lines: readonly ReportLine[];
  readonly film: Film;
  readonly tick: number;
  readonly onLine: (ships: readonly number[], tick: number) => void;
}

function Report({ lines, film, tick, onLine }: ReportProps) {
  return (
    <section aria-label="Battle report">
      <h3 class="caps">Battle report</h3>
      {lines.length === 0 ? (
        <p class="soft small">A quiet turn. Nothing was fired, and nobody came into sight.</p>
      ) : null}
      <ol class="report">
        {lines.map((line, i) => (
          <li key={i} class={`${line.tone} ${line.tick - film.startTick <= tick ? '' : 'later'}`}>
            <button type="button" onClick={() => onLine(line.ships, line.tick - film.startTick)}>
              <time>{line.seconds.toFixed(1)}</time>
              <span>{line.text}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

interface MomentsProps {
  readonly picture: FilmPicture;
  readonly rocks: readonly Rock[];
  readonly moments: readonly Highlight[];
  readonly show: (ships: readonly number[], tick: number) => void;
  readonly playReel: () => void;
}

function Moments({ picture, rocks, moments, show, playReel }: MomentsProps) {
  const [part, setPart] = useState<number>();
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  if (moments.length === 0) return null;
  const { film } = picture;
  const save = async (): Promise<void> => {
    setPart(0);
    try {
      const picked = await reelPicture(picture, rocks, moments, { onProgress: setPart, stop: stop.current.signal });
      saveBlob(picked, `turn-${film.turn}.gif`);
    } catch (error) {
      if (!stop.current.signal.aborted) toast(`The picture could not be made: ${String(error)}`, 'bad');
    }
    setPart(undefined);
  };
  return (
    <section aria-label="Highlights">
      <h3 class="caps">Highlights</h3>
      <ol class="moments">
        {moments.map((moment) => (
          <li key={`${moment.kind} ${moment.tick}`}>
            <Button
              scale="compact"
              icon="play"
              onClick={() => show(moment.ships, Math.max(0, moment.from - film.startTick))}
            >
              {momentWords(moment)}
            </Button>
          </li>
        ))}
      </ol>
      <Button scale="compact" tone="quiet" onClick={playReel}>
        Play the reel
      </Button>
      <Button scale="compact" tone="quiet" disabled={part !== undefined} onClick={() => void save()}>
        {part === undefined ? 'Save as an animated image' : `Drawing… ${Math.round(part * 100)} %`}
      </Button>
    </section>
  );
}

interface ReplayActions {
  readonly play: () => void;
  readonly back: () => void;
  readonly on: () => void;
  readonly next: () => void;
}

function useReplayKeys(actions: ReplayActions): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (takesKeys(document.activeElement) || event.altKey || event.ctrlKey || event.metaKey) return;
      const does = { Space: 'play', ArrowLeft: 'back', ArrowRight: 'on', Enter: 'next' }[event.code] as
        | keyof ReplayActions
        | undefined;
      if (!does) return;
      event.preventDefault();
      latest.current[does]();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
