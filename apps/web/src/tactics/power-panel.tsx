/** A reactor's units shared out, and what state each subsystem is in. */
import {
  classOf,
  CONSUMERS,
  effort,
  powerOf,
  SUBSYSTEMS,
  supply,
  type Consumer,
  type PowerShares,
  type ShipView,
} from '@rubato/tactics';
import { Button } from '../kit/button.tsx';
import { Meter } from '../kit/surfaces.tsx';

const NAMES: Readonly<Record<Consumer, readonly [name: string, gives: string]>> = {
  engines: ['Engines', 'speed and turning'],
  guns: ['Guns', 'damage'],
  screens: ['Screens', 'shield recharge'],
  scanners: ['Scanners', 'sight'],
};

export interface PowerProps {
  readonly ship: ShipView;
  readonly power: PowerShares;
  readonly onPower: (power: PowerShares) => void;
}

export function PowerPanel({ ship, power, onPower }: PowerProps) {
  const { reactor } = classOf[ship.kind];
  const used = CONSUMERS.reduce((sum, consumer) => sum + power[consumer], 0);
  const arrives = powerOf(ship, power);
  return (
    <div class="stack power">
      <p class="small soft">
        {used} of {reactor} units used
        {supply(ship) < used ? `; the damaged reactor gives ${supply(ship).toFixed(1)}` : ''}
      </p>
      {CONSUMERS.map((consumer) => {
        const [name, gives] = NAMES[consumer];
        return (
          <div key={consumer} class="consumer" role="group" aria-label={name}>
            <span>
              <b>{name}</b>{' '}
              <span class="small soft">
                {Math.round(effort(ship, arrives[consumer]) * 100)} % {gives}
              </span>
            </span>
            <span class="pips" aria-label={`${power[consumer]} units`} role="img">
              {Array.from({ length: Math.ceil(reactor / 2) }, (_, i) => (
                <i key={i} class={i < power[consumer] ? 'lit' : ''} />
              ))}
            </span>
            <span class="row tight">
              <Button
                scale="compact"
                aria-label={`Less for ${name}`}
                disabled={power[consumer] === 0}
                onClick={() => onPower({ ...power, [consumer]: power[consumer] - 1 })}
              >
                −
              </Button>
              <Button
                scale="compact"
                aria-label={`More for ${name}`}
                disabled={used >= reactor}
                onClick={() => onPower({ ...power, [consumer]: power[consumer] + 1 })}
              >
                +
              </Button>
            </span>
          </div>
        );
      })}
      <h3 class="caps">Condition</h3>
      {SUBSYSTEMS.map((subsystem) => (
        <Meter
          key={subsystem}
          label={subsystem}
          share={ship[subsystem]}
          text={ship[subsystem] <= 0 ? 'gone' : `${Math.round(ship[subsystem] * 100)} %`}
          ink={ship[subsystem] < 0.5 ? 'var(--bad)' : 'var(--accent)'}
        />
      ))}
    </div>
  );
}
