/** A ship's weapons: what they are aimed at, when they bear, and the shots they are ordered. */
import {
  classOf,
  distance,
  shipName,
  SUBSYSTEMS,
  TICKS_PER_SECOND,
  TURN_TICKS,
  weaponOf,
  type FireWindow,
  type Mount,
  type MountView,
  type ShipId,
  type ShipView,
  type Subsystem,
} from '@rubato/tactics';
import { Button } from '../kit/button.tsx';
import { Select } from '../kit/field.tsx';
import type { ShipPlan, Shot } from './draft.ts';
import { firstChance, windowsOf, type Outlook } from './outlook.ts';

export interface WeaponsProps {
  readonly outlook: Outlook;
  readonly ship: ShipView;
  readonly plan: ShipPlan;
  readonly target: ShipId;
  readonly tick: number;
  readonly weapon: number;
  readonly subsystem: Subsystem | 'hull';
  readonly onTarget: (target: ShipId) => void;
  readonly onSubsystem: (subsystem: Subsystem | 'hull') => void;
  readonly onWeapon: (index: number) => void;
  readonly onShot: (shot: Shot) => void;
  readonly onDrop: (shot: Shot) => void;
}

export function WeaponsPanel(props: WeaponsProps) {
  const { outlook, ship, target, subsystem, onTarget, onSubsystem } = props;
  const options = outlook.foes.map((foe) => {
    return {
      value: String(foe.id),
      label: `${shipName(foe.number)}, ${foe.kind}, ${Math.round(distance(ship, foe))} away`,
    };
  });
  if (options.length === 0)
    return <p class="soft">Nobody is in sight. Weapons fire at ships that someone on your side sees.</p>;
  return (
    <div class="stack weapons">
      <Select
        label="Target"
        value={String(target)}
        options={[{ value: '0', label: 'None' }, ...options]}
        onValue={(id) => onTarget(Number(id) as ShipId)}
      />
      <Select
        label="Aim for"
        value={subsystem}
        options={(['hull', ...SUBSYSTEMS] as const).map((value) => ({
          value,
          label: value === 'hull' ? 'the ship as a whole' : `its ${value}`,
        }))}
        onValue={onSubsystem}
      />
      <ul class="mounts">
        {classOf[ship.kind].mounts.map((mount, index) => (
          <MountRow key={index} {...props} mount={mount} index={index} />
        ))}
      </ul>
    </div>
  );
}

type RowProps = WeaponsProps & { readonly mount: Mount; readonly index: number };

function MountRow({
  outlook,
  ship,
  plan,
  target,
  tick,
  weapon,
  subsystem,
  onWeapon,
  onShot,
  onDrop,
  mount,
  index,
}: RowProps) {
  const { range, cooldownTicks, ammunition } = weaponOf[mount.weapon];
  const row = mountIn(outlook, ship, index);
  const windows = target === 0 ? [] : windowsOf(outlook, ship, index, target);
  const shots = plan.shots.filter((shot) => shot.weapon === index);
  const ready = Math.max(0, (row?.ready ?? 0) - outlook.view.battle.now);
  const taken = shots.map(({ fireTime }) => Math.round(fireTime * TICKS_PER_SECOND));
  const chance = firstChance(windows, { ready, cooldownTicks, taken });
  const shoot = (at: number): void => {
    const aimed = subsystem === 'hull' ? {} : { subsystem };
    onShot({ weapon: index, target, fireTime: at / TICKS_PER_SECOND, ...aimed });
  };
  return (
    <li class="mount">
      <button
        type="button"
        class="mount-head"
        aria-pressed={weapon === index}
        onClick={() => onWeapon(weapon === index ? -1 : index)}
      >
        <b>{mount.weapon}</b>
        <span class="soft small">
          {mount.arcDegrees >= 180 ? 'all around' : `${mount.facing}, ${mount.arcDegrees * 2}°`} · {range}
          {ammunition > 0 ? ` · ${row?.rounds ?? 0} left` : ''}
          {ready > 0 ? ` · ready at ${(ready / TICKS_PER_SECOND).toFixed(1)} s` : ''}
        </span>
      </button>
      <Windows windows={windows} shots={shots} />
      {target === 0 ? null : (
        <div class="row tight">
          <Button scale="compact" disabled={chance === undefined} onClick={() => chance !== undefined && shoot(chance)}>
            {chance === undefined ? 'Does not bear' : `First chance, ${(chance / TICKS_PER_SECOND).toFixed(1)} s`}
          </Button>
          <Button scale="compact" tone="quiet" onClick={() => shoot(Math.max(1, tick))}>
            At {(tick / TICKS_PER_SECOND).toFixed(1)} s
          </Button>
        </div>
      )}
      {shots.map((shot) => (
        <div key={shot.fireTime} class="shot">
          <span>
            {shot.fireTime.toFixed(1)} s at {nameOf(outlook, shot.target)}
            {shot.subsystem ? `, its ${shot.subsystem}` : ''}
          </span>
          <Button
            scale="compact"
            tone="quiet"
            icon="close"
            aria-label={`Take back the shot at ${shot.fireTime.toFixed(1)} s`}
            onClick={() => onDrop(shot)}
          />
        </div>
      ))}
    </li>
  );
}

function mountIn({ view }: Outlook, ship: ShipView, index: number): MountView | undefined {
  for (const row of view.mounts) if (row.ship === ship.id && row.index === index) return row;
  return undefined;
}

const nameOf = ({ ships }: Outlook, id: ShipId): string => shipName(ships.find((ship) => ship.id === id)?.number ?? 0);
const partOf = (tick: number): string => `${(tick / TURN_TICKS) * 100}%`;

/** When the weapon bears, as bands over the ten seconds, and the ordered shots as marks. */
export function Windows({
  windows,
  shots,
}: {
  readonly windows: readonly FireWindow[];
  readonly shots: readonly Shot[];
}) {
  const said = windows.map(
    ({ from, to }) => `${(from / TICKS_PER_SECOND).toFixed(1)} to ${(to / TICKS_PER_SECOND).toFixed(1)} s`,
  );
  return (
    <span class="windows" role="img" aria-label={said.length > 0 ? `Bears ${said.join(', ')}` : 'Does not bear'}>
      {windows.map(({ from, to }) => (
        <i key={from} style={{ left: partOf(from), width: partOf(Math.max(2, to - from)) }} />
      ))}
      {shots.map(({ fireTime }) => (
        <b key={fireTime} style={{ left: partOf(fireTime * TICKS_PER_SECOND) }} />
      ))}
    </span>
  );
}
