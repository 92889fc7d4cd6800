/** What a page that shows a turn again keeps: where in time it is, how fast it goes, and where from it is looked at. */
import { battleReport, highlights, shipName, type Highlight } from '@rubato/tactics';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { reducedMotion } from '../app/settings.ts';
import type { Film } from './film.ts';
import { aimAtShips, aimAtTeam, momentAt, reelTick } from './moments.ts';
import { Running } from './running.ts';
import type { Board } from './scene/paint-board.ts';
import { paintFilm, type FilmPicture } from './scene/paint-film.ts';
import type { SpaceView } from './space.tsx';
import { areWatching, type Together } from './together.ts';

export interface ShowProps {
  readonly film: Film;
  readonly board: Board;
  readonly team: number;
  /** Others watch the turn at the same time; undefined: nobody does. */
  readonly together?: Together | undefined;
}

export type Camera = 'cinematic' | 'follow' | 'free';
/** In the reel, at most. */
const MOMENTS = 5;

const clockOf = ({ tick, playing, together }: Running) => ({ tick, playing, joined: together !== undefined });

/** Everything that a replay's page keeps and does. */
export function useShow({ film, board, team, together }: ShowProps) {
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

/** So that the own ships are in the picture. */
export function lookAtAll({ stage: { orbit } }: SpaceView, film: Film, team: number): void {
  const own = film.ships.filter((ship) => ship.team === team).map(({ number }) => number);
  aimAtShips(orbit, film, own, 0);
  orbit.yaw = Math.atan2(orbit.target.x, orbit.target.z) + 0.4;
  orbit.pitch = 0.55;
  orbit.distance = 420;
  orbit.settle();
}
