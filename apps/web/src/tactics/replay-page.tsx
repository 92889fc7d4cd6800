/** A turn that was run, to be watched: time, speed, camera, the report in words, and its best moments. */
import { battleReport, highlights, shipName, type Highlight, type ReportLine } from '@rubato/tactics';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { reducedMotion } from '../app/settings.ts';
import { Button } from '../kit/button.tsx';
import { Choice } from '../kit/field.tsx';
import { toast } from '../kit/toast.tsx';
import { Clock, type Mark } from './clock.tsx';
import { saveBlob } from './download.ts';
import type { Film } from './film.ts';
import { aimAtShips, aimAtTeam, momentAt, reelTick } from './moments.ts';
import { takesKeys } from './plan-keys.ts';
import { momentWords, reelPicture } from './reel.ts';
import { Running } from './running.ts';
import { areWatching, type Together } from './together.ts';
import type { Board } from './scene/paint-board.ts';
import { paintFilm, type FilmPicture } from './scene/paint-film.ts';
import type { Rock } from './scene/stage.ts';
import { Space, type SpaceView } from './space.tsx';

export interface ReplayProps {
  readonly film: Film;
  readonly board: Board;
  readonly rocks: readonly Rock[];
  readonly team: number;
  /** Others watch the turn at the same time; undefined: nobody does. */
  readonly together?: Together | undefined;
  /** Whose ships are which, for those who have none. */
  readonly sides?: ComponentChildren;
  /** What comes after: a button's words. */
  readonly next: string;
  readonly onNext: () => void;
}

type Camera = 'cinematic' | 'follow' | 'free';
const MOMENTS = 5;
const PICK_PX = 44;

export function ReplayPage(props: ReplayProps) {
  const { film, rocks, onNext } = props;
  const show = useShow(props);
  const { clock, lines, moments, picture } = show;
  useReplayKeys({
    play: show.play,
    back: () => show.jump(clock.tick - 30),
    on: () => show.jump(clock.tick + 30),
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

const clockOf = ({ tick, playing, together }: Running) => ({ tick, playing, joined: together !== undefined });

/** Everything that a replay's page keeps and does. */
function useShow({ film, board, team, together }: ReplayProps) {
  const [clock, setClock] = useState({ tick: 0, playing: false, joined: false });
  const [camera, setCamera] = useState<Camera>(reducedMotion.value ? 'free' : 'cinematic');
  const [followed, follow] = useState(film.ships.find(({ team: one }) => one === team)?.number ?? 0);
  const [speed, setSpeed] = useState('1');
  const running = useMemo(() => new Running((now) => setClock(clockOf(now))), [film]);
  const lines = useMemo(() => battleReport(film.events, shipName), [film]);
  const moments = useMemo(() => highlights(film.events, MOMENTS), [film]);
  const space = useRef<SpaceView | undefined>(undefined);
  const reel = useRef(false);
  const picture: FilmPicture = { film, board, team };
  const latest = useRef({ picture, camera, followed, moments });
  latest.current = { picture, camera, followed, moments };
  running.speed = Number(speed);

  const wake = (): void => space.current?.stage.wake();
  const jump = (tick: number): void => {
    reel.current = false;
    running.seek(tick);
    wake();
  };
  const play = (): void => {
    running.toggle();
    wake();
  };
  const join = (): void => {
    if (together) running.join(together);
    reel.current = false;
    setSpeed('1');
    wake();
  };
  const look = (ships: readonly number[], tick: number): void => {
    if (ships[0]) follow(ships[0]);
    if (camera === 'free' && space.current) aimAtShips(space.current.stage.orbit, film, ships, tick);
    jump(tick);
  };
  useEffect(() => {
    if (reducedMotion.value) return;
    if (together && areWatching(together)) join();
    else play();
  }, [film]);
  const playReel = (): void => {
    reel.current = true;
    setCamera('cinematic');
    running.seek(0);
    if (!running.playing) running.toggle();
    wake();
  };
  const press = (number: number): void => {
    if (number === 0) return;
    follow(number);
    setCamera('follow');
  };
  const paint = (view: SpaceView, seconds: number): boolean => {
    const busy = running.run(seconds);
    if (busy && reel.current) keepToReel(running, moments, film.startTick);
    aim(view, latest.current, running.tick, busy ? seconds : 0);
    paintFilm(view.stage, view.labels, latest.current.picture, running.tick);
    return busy;
  };
  const seen = { clock, camera, speed, lines, moments, picture, space };
  const choose = (value: string): void => {
    // At another speed nobody stays with the others.
    running.leave();
    setSpeed(value);
  };
  return { ...seen, setCamera, setSpeed: choose, join, play, jump, look, press, paint, wake, playReel };
}

/** Leaps over what lies between the moments, and ends with the last. */
function keepToReel(running: Running, moments: readonly Highlight[], startTick: number): void {
  const to = reelTick(moments, running.tick + startTick);
  if (to === undefined) running.stop();
  else if (to !== running.tick + startTick) running.seek(to - startTick);
}

interface Aim {
  readonly picture: FilmPicture;
  readonly camera: Camera;
  readonly followed: number;
  readonly moments: readonly Highlight[];
}

const CINEMA_TURN_PER_S = 0.07;
const one: number[] = [0];

function aim({ stage }: SpaceView, { picture, camera, followed, moments }: Aim, tick: number, seconds: number): void {
  const { orbit } = stage;
  const { film } = picture;
  if (camera === 'free') return;
  if (camera === 'follow') {
    one[0] = followed;
    if (aimAtShips(orbit, film, one, tick)) orbit.distance = Math.min(orbit.distance, 260);
    return;
  }
  const moment = momentAt(moments, tick + film.startTick);
  if (moment && aimAtShips(orbit, film, moment.ships, tick)) orbit.distance = 210;
  else if (!moment) aimAtTeam(orbit, film, picture.team, tick);
  orbit.pitch = 0.5;
  orbit.yaw += CINEMA_TURN_PER_S * seconds;
}

function lookAtAll({ stage: { orbit } }: SpaceView, film: Film, team: number): void {
  const own = film.ships.filter((ship) => ship.team === team).map(({ number }) => number);
  aimAtShips(orbit, film, own, 0);
  orbit.yaw = Math.atan2(orbit.target.x, orbit.target.z) + 0.4;
  orbit.pitch = 0.55;
  orbit.distance = 420;
  orbit.settle();
}

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
