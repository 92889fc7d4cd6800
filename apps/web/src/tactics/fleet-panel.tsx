/** The ships that a seat commands: how they are, and whether they have orders. */
import { classOf, shipName, type ShipId, type ShipView } from '@rubato/tactics';
import type { Draft, DraftProblem } from './draft.ts';
import { teamColour } from './scene/inks.ts';

export interface FleetProps {
  readonly ships: readonly ShipView[];
  readonly foes: readonly ShipView[];
  readonly team: number;
  readonly draft: Draft;
  readonly problems: readonly DraftProblem[];
  readonly selected: ShipId;
  readonly target: ShipId;
  readonly onSelect: (ship: ShipId) => void;
  readonly onTarget: (ship: ShipId) => void;
}

export function FleetPanel({ ships, foes, team, draft, problems, selected, target, onSelect, onTarget }: FleetProps) {
  return (
    <div class="fleet">
      <h2 class="caps">Your ships</h2>
      <ul>
        {ships.map((ship, index) => (
          <li key={ship.id}>
            <button
              type="button"
              class="ship-row"
              style={{ '--team': teamColour(team, team) }}
              aria-pressed={ship.id === selected}
              onClick={() => onSelect(ship.id)}
            >
              <kbd aria-hidden="true">{index + 1}</kbd>
              <ShipFacts ship={ship} />
              <small class={problems.some((problem) => problem.ship === ship.id) ? 'bad' : 'soft'}>
                {wordsOf(ship, draft, problems)}
              </small>
            </button>
          </li>
        ))}
      </ul>
      <h2 class="caps">In sight</h2>
      <ul>
        {foes.map((ship) => (
          <li key={ship.id}>
            <button
              type="button"
              class="ship-row"
              style={{ '--team': teamColour(ship.team, team) }}
              aria-pressed={ship.id === target}
              aria-label={`Target ${shipName(ship.number)}`}
              onClick={() => onTarget(ship.id)}
            >
              <i class="dot" />
              <ShipFacts ship={ship} />
            </button>
          </li>
        ))}
      </ul>
      {foes.length === 0 ? <p class="small soft">Nobody else. They may be behind the rocks.</p> : null}
    </div>
  );
}

function ShipFacts({ ship }: { readonly ship: ShipView }) {
  const kind = classOf[ship.kind];
  const shield = ship.fore + ship.aft + ship.port + ship.starboard + ship.dorsal + ship.ventral;
  return (
    <span class="ship-facts">
      <b class="score">{shipName(ship.number)}</b>
      <span class="soft small">{ship.kind}</span>
      <Bar label="Hull" share={ship.hull / kind.hull} />
      <Bar label="Shields" share={shield / (kind.shield * 6)} thin />
    </span>
  );
}

function Bar({
  label,
  share,
  thin = false,
}: {
  readonly label: string;
  readonly share: number;
  readonly thin?: boolean;
}) {
  const part = Math.min(1, Math.max(0, share));
  return (
    <span class={`bar ${thin ? 'thin' : ''}`} role="img" aria-label={`${label} ${Math.round(part * 100)} %`}>
      <i style={{ transform: `scaleX(${part})` }} />
    </span>
  );
}

function wordsOf(ship: ShipView, draft: Draft, problems: readonly DraftProblem[]): string {
  if (problems.some((problem) => problem.ship === ship.id && problem.fatal)) return 'can’t be ordered so';
  const plan = draft[ship.id];
  if (!plan) return 'goes on as before';
  const { length } = plan.shots;
  const shots = length === 0 ? '' : length === 1 ? '1 shot' : `${length} shots`;
  return (
    [plan.course ? MODES[plan.course.mode] : '', shots, plan.power ? 'power' : ''].filter(Boolean).join(' · ') || 'aims'
  );
}

const MODES = {
  Hold: 'holds',
  Move: 'moves',
  Turn: 'turns',
  MoveAndTurn: 'moves and turns',
  Evasive: 'evades',
  Warp: 'jumps',
} as const;
