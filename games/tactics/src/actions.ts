// Orders as the actions of a session file, in the words of the file format's document: snake case, a tagged
// `action_type`, seconds for the fire time. Tools that know only that document can read and write a turn.
import { SUBSYSTEMS, type Subsystem } from './classes.ts';
import type { Refusal } from './orders.ts';
import type { SheetProblem } from './sheet.ts';
import type { Aim, TacticsOrder } from './state.ts';

/** An action as it stands in the file. */
export interface Action {
  readonly action_type: string;
  readonly ship_id: number;
  readonly [field: string]: unknown;
}

/** The document's names of subsystems. */
const DOCUMENT_NAMES: Readonly<Record<Subsystem, string>> = {
  impulse: 'ImpulseEngine',
  warp: 'WarpEngine',
  weapons: 'Weapons',
  shields: 'Shields',
  sensors: 'Sensors',
  reactor: 'Reactor',
};

const toDocument = (aim: Aim | undefined): string | null =>
  aim === undefined || aim === 'hull' ? null : DOCUMENT_NAMES[aim];

/** An order as an action. */
export function actionOf({ name, args }: TacticsOrder): Action {
  const base = { action_type: name, ship_id: args.ship };
  switch (name) {
    case 'MovementPlanned':
      return { ...base, movement_mode: args.mode, target_position: args.position, target_rotation: args.rotation };
    case 'MovementConfirmed':
      return base;
    case 'MovementModeChanged':
      return { ...base, new_mode: args.mode };
    case 'WeaponTargeted':
      return {
        ...base,
        weapon_id: args.weapon,
        target_id: args.target,
        target_subsystem: toDocument(args.subsystem),
        fire_time: args.fireTime,
      };
    case 'SubsystemTargeted':
      return { ...base, target_subsystem: toDocument(args.subsystem) };
    case 'PowerAllocated': {
      const { engines, guns, screens, scanners } = args;
      return { ...base, engines, guns, screens, scanners };
    }
  }
}

/**
 * An action as an order whose arguments are still unchecked (the game's codec refuses wrong shapes as `bad-args`);
 * undefined for an action type that this game doesn't have. Additional fields are left behind.
 */
export function orderOf(action: Action): { readonly name: string; readonly args: object } | undefined {
  const { action_type: name, ship_id: ship } = action;
  switch (name) {
    case 'MovementPlanned':
      return {
        name,
        args: {
          ship,
          mode: action['movement_mode'],
          position: action['target_position'],
          rotation: action['target_rotation'],
        },
      };
    case 'MovementConfirmed':
      return { name, args: { ship } };
    case 'MovementModeChanged':
      return { name, args: { ship, mode: action['new_mode'] } };
    case 'WeaponTargeted': {
      const subsystem = fromDocument(action['target_subsystem']);
      const aimed = subsystem === 'hull' ? {} : { subsystem };
      const { weapon_id: weapon, target_id: target, fire_time: fireTime } = action;
      return { name, args: { ship, weapon, target, fireTime, ...aimed } };
    }
    case 'SubsystemTargeted':
      return { name, args: { ship, subsystem: fromDocument(action['target_subsystem']) } };
    case 'PowerAllocated': {
      const { engines, guns, screens, scanners } = action;
      return { name, args: { ship, engines, guns, screens, scanners } };
    }
    default:
      return undefined;
  }
}

/** Nothing named is the ship as a whole; an unknown name stays as it is, for the codec to refuse. */
function fromDocument(name: unknown): unknown {
  if (name === null || name === undefined) return 'hull';
  return SUBSYSTEMS.find((subsystem) => DOCUMENT_NAMES[subsystem] === name) ?? name;
}

export type DocumentError =
  | 'InvalidPhase'
  | 'UnauthorizedAction'
  | 'InvalidTarget'
  | 'UnsupportedAction'
  | 'DuplicateAction';

/** Under which of the document's errors a refusal falls. */
export function documentError(reason: Refusal | SheetProblem['reason']): DocumentError {
  switch (reason) {
    case 'battle-over':
    case 'not-planning':
      return 'InvalidPhase';
    case 'no-such-ship':
    case 'not-your-ship':
    case 'ship-lost':
      return 'UnauthorizedAction';
    case 'unknown-target':
    case 'target-lost':
    case 'own-target':
    case 'out-of-range':
    case 'out-of-arc':
    case 'out-of-reach':
    case 'in-a-rock':
      return 'InvalidTarget';
    case 'ship-twice':
    case 'already-planned':
      return 'DuplicateAction';
    default:
      return 'UnsupportedAction';
  }
}
