/** How a ship flies: mode, place and heading. The ring in the picture does the same by hand. */
import { facingAlong, type MovementMode, type ShipView } from '@rubato/tactics';
import { Button } from '../kit/button.tsx';
import { Slider } from '../kit/field.tsx';
import { courseFrom, type Course } from './draft.ts';

export interface CourseProps {
  readonly ship: ShipView;
  readonly course: Course | undefined;
  readonly target: ShipView | undefined;
  readonly radius: number;
  /** @param merge goes on with the last step of undo. */
  readonly onCourse: (course: Course | undefined, merge?: boolean) => void;
}

const MODES: readonly (readonly [MovementMode, string, string])[] = [
  ['Move', 'Move', 'Nose into the way'],
  ['MoveAndTurn', 'Move and turn', 'Flies one way, looks another'],
  ['Evasive', 'Evade', 'Slower and weaving: hard to hit, hits badly'],
  ['Turn', 'Turn', 'Brakes, and turns'],
  ['Hold', 'Hold', 'Brakes, and keeps its nose: steady aim, hard to see'],
  ['Warp', 'Jump', 'Three seconds to charge, then elsewhere'],
];

export function CoursePanel({ ship, course, target, radius, onCourse }: CourseProps) {
  const now = course ?? courseFrom(ship, 'Hold');
  const travels = now.mode !== 'Hold' && now.mode !== 'Turn';
  const turns = now.mode === 'Turn' || now.mode === 'MoveAndTurn';
  return (
    <div class="stack course">
      <div class="modes" role="group" aria-label="Movement">
        {MODES.map(([mode, name, meaning]) => (
          <button
            key={mode}
            type="button"
            aria-pressed={course?.mode === mode}
            title={meaning}
            onClick={() => onCourse({ ...(course ?? startOf(ship, mode)), mode })}
          >
            {name}
          </button>
        ))}
      </div>
      <p class="small soft">
        {course ? MODES.find(([mode]) => mode === course.mode)?.[2] : 'No new course: it goes on as before.'}
      </p>
      {course && travels ? <PlaceSliders course={course} radius={radius} onCourse={onCourse} /> : null}
      {course && turns ? <HeadingSliders course={course} ship={ship} target={target} onCourse={onCourse} /> : null}
      {course ? (
        <Button scale="compact" tone="quiet" onClick={() => onCourse(undefined)}>
          Drop this course
        </Button>
      ) : null}
    </div>
  );
}

/** Ahead by a little, so that there is something to drag. */
function startOf(ship: ShipView, mode: MovementMode): Course {
  const course = courseFrom(ship, mode);
  if (mode === 'Hold' || mode === 'Turn') return course;
  const { qx, qy, qz, qw } = ship;
  const ahead = 120;
  const [x, y, z] = [2 * (qx * qz + qw * qy), 2 * (qy * qz - qw * qx), 1 - 2 * (qx * qx + qy * qy)];
  return { ...course, position: { x: ship.x + x * ahead, y: ship.y + y * ahead, z: ship.z + z * ahead } };
}

type Axis = 'x' | 'y' | 'z';
const AXES: readonly (readonly [Axis, string])[] = [
  ['x', 'West to east'],
  ['z', 'South to north'],
  ['y', 'Height'],
];

function PlaceSliders({
  course,
  radius,
  onCourse,
}: Pick<CourseProps, 'radius' | 'onCourse'> & { readonly course: Course }) {
  return (
    <>
      {AXES.map(([axis, label]) => {
        const most = axis === 'y' ? Math.round(radius / 2) : radius;
        const value = Math.round(Math.max(-most, Math.min(most, course.position[axis])));
        return (
          <Slider
            key={axis}
            label={label}
            value={value}
            min={-most}
            max={most}
            step={1}
            text={String(value)}
            onValue={(to) => onCourse({ ...course, position: { ...course.position, [axis]: to } }, true)}
          />
        );
      })}
    </>
  );
}

/** Heading and pitch in degrees of a rotation. */
export function anglesOf({ x, y, z, w }: Course['rotation']): { readonly heading: number; readonly pitch: number } {
  const [fx, fy, fz] = [2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)];
  const heading = (Math.atan2(fx, fz) * 180) / Math.PI;
  return {
    heading: Math.round((heading + 360) % 360),
    pitch: Math.round((Math.asin(Math.max(-1, Math.min(1, fy))) * 180) / Math.PI),
  };
}

/** The level rotation that looks this way; degrees. */
export function rotationOf(heading: number, pitch: number): Course['rotation'] {
  const [yaw, up] = [(heading * Math.PI) / 180, (pitch * Math.PI) / 180];
  return towards(Math.sin(yaw) * Math.cos(up), Math.sin(up), Math.cos(yaw) * Math.cos(up));
}

function towards(x: number, y: number, z: number): Course['rotation'] {
  const { qx, qy, qz, qw } = facingAlong(x, y, z, { qx: 0, qy: 0, qz: 0, qw: 1 });
  return { x: qx, y: qy, z: qz, w: qw };
}

type HeadingProps = Pick<CourseProps, 'ship' | 'target' | 'onCourse'> & { readonly course: Course };

function HeadingSliders({ course, ship, target, onCourse }: HeadingProps) {
  const { heading, pitch } = anglesOf(course.rotation);
  const look = (to: number, up: number): void => onCourse({ ...course, rotation: rotationOf(to, up) }, true);
  return (
    <>
      <Slider
        label="Heading"
        value={heading}
        min={0}
        max={359}
        step={1}
        text={`${heading}°`}
        onValue={(to) => look(to, pitch)}
      />
      <Slider
        label="Nose up or down"
        value={pitch}
        min={-80}
        max={80}
        step={1}
        text={`${pitch}°`}
        onValue={(up) => look(heading, up)}
      />
      {target ? (
        <Button
          scale="compact"
          onClick={() =>
            onCourse({ ...course, rotation: towards(target.x - ship.x, target.y - ship.y, target.z - ship.z) })
          }
        >
          Face the target
        </Button>
      ) : null}
    </>
  );
}
