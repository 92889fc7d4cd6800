/** The ten seconds of a turn under the picture: play, scrub, and marks for what happens when. */
import { TICKS_PER_SECOND, TURN_TICKS } from '@rubato/tactics';
import type { ComponentChildren } from 'preact';
import { Button } from '../kit/button.tsx';

export interface Mark {
  readonly tick: number;
  readonly tone: 'shot' | 'damage' | 'loss' | 'action' | 'contact' | 'outcome';
  readonly title: string;
}

export interface ClockProps {
  readonly tick: number;
  readonly playing: boolean;
  readonly marks: readonly Mark[];
  readonly onTick: (tick: number) => void;
  readonly onPlay: () => void;
  readonly children?: ComponentChildren;
}

export function Clock({ tick, playing, marks, onTick, onPlay, children }: ClockProps) {
  return (
    <div class="clock">
      <Button
        class="clock-play"
        icon={playing ? 'pause' : 'play'}
        aria-label={playing ? 'Pause' : 'Play'}
        onClick={onPlay}
      />
      <div class="clock-track">
        <span class="marks" aria-hidden="true">
          {Array.from({ length: 11 }, (_, second) => (
            <i key={second} class="second" style={{ left: `${second * 10}%` }} />
          ))}
          {marks.map((mark, i) => (
            <i key={i} class={mark.tone} title={mark.title} style={{ left: `${(mark.tick / TURN_TICKS) * 100}%` }} />
          ))}
        </span>
        <input
          type="range"
          aria-label="Time in the turn"
          min={0}
          max={TURN_TICKS}
          step={1}
          value={Math.round(tick)}
          aria-valuetext={`${(tick / TICKS_PER_SECOND).toFixed(1)} seconds`}
          onInput={(event) => onTick(event.currentTarget.valueAsNumber)}
        />
      </div>
      <output>{(tick / TICKS_PER_SECOND).toFixed(1)} s</output>
      {children}
    </div>
  );
}
