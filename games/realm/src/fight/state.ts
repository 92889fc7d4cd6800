// What a fight's state, events and settings look like. Everything is a whole number; percentages round down.
import { bool, list, oneOf, ref, seat, struct, table, text, one, u16, u32, u8 } from '@rubato/schema';
import type { ReadonlyRow, Row, Seat, State, Value, ValueOf, View } from '@rubato/schema';
import type { Context } from '@rubato/game';
import {
  abilityName,
  damageType,
  factionName,
  fighterKind,
  fightKind,
  lootName,
  statusKind,
  supplyName,
  type StatusKind,
} from './names.ts';

/** Fighters of one side, and of both. */
export const MOST_PER_SIDE = 4;
export const MOST_FIGHTERS = 2 * MOST_PER_SIDE;
/** A fight that nobody has won after so many rounds is a draw. */
export const MOST_ROUNDS = 40;
/** A creature's pause before it acts, in ticks, so that people can follow. */
export const CREATURE_TICKS = 4;
/** How long a turn waits for its order, unless the settings say otherwise. */
export const TURN_TICKS = 120;

export const fighterState = oneOf('fighting', 'fallen', 'fled');

const fighters = {
  /** The fighter's number, from 1 in the order of the settings; its seat, whoever plays it. */
  owner: seat,
  side: u8,
  kind: fighterKind,
  faction: factionName,
  level: u8,
  state: fighterState,
  health: u16,
  healthMax: u16,
  mana: u16,
  manaMax: u16,
  stamina: u16,
  staminaMax: u16,
  might: u16,
  wits: u16,
  speed: u16,
  armour: u16,
  /** Rolled anew each round; who has most of it acts first. */
  initiative: u16,
  /** Had its turn in this round. */
  acted: bool,
  /** Until its next turn. */
  defending: bool,
  /** How often it tried to get away: the next attempt is likelier. */
  flights: u8,
  /** Turns in a row that its timer decided. */
  missed: u8,
  /** All in all. */
  dealt: u32,
  healed: u32,
  // What it carries still, and what it has used up.
  healingDraughts: u8,
  spiritDraughts: u8,
  clearSalts: u8,
  usedHealing: u8,
  usedSpirit: u8,
  usedSalts: u8,
};

const statuses = { fighter: ref('fighters'), kind: statusKind, turns: u8, strength: u16 };

/** An ability that can't be used again before round `until`. */
const rests = { fighter: ref('fighters'), ability: abilityName, until: u8 };

const round = {
  phase: oneOf('fighting', 'done'),
  kind: fightKind,
  /** 1 to MOST_ROUNDS. */
  number: u8,
  /** Turns begun, over all rounds. */
  turn: u16,
  /** Whose turn it is; 0 once done. */
  acting: seat,
  /** The tick at which the turn's default action is taken. */
  dueAt: u32,
  turnTicks: u16,
  /** The tick that this state is of. */
  now: u32,
  /** flight: all of the other side got away. */
  outcome: oneOf('none', 'victory', 'flight', 'draw'),
  /** The winning side; 0 none. */
  winner: u8,
  /** The tick of the end; 0 before. */
  endedAt: u32,
};

export const fightState = {
  fighters: table(fighters, { max: MOST_FIGHTERS }),
  statuses: table(statuses, { max: MOST_FIGHTERS * statusKind.values.length }),
  rests: table(rests, { max: MOST_FIGHTERS * 4 }),
  round: one(round),
};

/** How a turn was used. */
export const actionName = oneOf('attack', 'defend', 'ability', 'item', 'flee');

export const fightEvents = {
  turnBegan: { who: seat, round: u8, turn: u16, dueAt: u32 },
  /** What the turn is used for; `detail` is the ability or item, `target` 0 where the order names none. */
  acted: { who: seat, action: actionName, target: seat, detail: text(32), by: oneOf('order', 'timer', 'nature') },
  missed: { who: seat, target: seat, health: u16 },
  /** `absorbed` is what a shield took; `health` what is left. */
  damage: { who: seat, target: seat, type: damageType, amount: u16, absorbed: u16, critical: bool, health: u16 },
  /** Damage of a status. */
  burned: { target: seat, amount: u16, health: u16 },
  heal: { who: seat, target: seat, amount: u16, health: u16 },
  status: { target: seat, kind: statusKind, turns: u8, strength: u16 },
  statusEnded: { target: seat, kind: statusKind },
  /** Stunned: the turn passed. */
  skipped: { who: seat },
  used: { who: seat, target: seat, item: supplyName },
  fallen: { who: seat, by: seat },
  fled: { who: seat, success: bool },
  // The last turn tells all that its host has to keep: the end, what each leaves with, then what was won.
  ended: { outcome: oneOf('victory', 'flight', 'draw'), winner: u8 },
  /** The last three are what it used up. */
  leaves: {
    who: seat,
    kind: fighterKind,
    side: u8,
    state: fighterState,
    health: u16,
    healthMax: u16,
    mana: u16,
    manaMax: u16,
    stamina: u16,
    staminaMax: u16,
    healingDraughts: u8,
    spiritDraughts: u8,
    clearSalts: u8,
  },
  reward: { to: seat, kind: oneOf('gold', 'experience', 'item'), item: lootName, amount: u32 },
};

/** One who takes part; health, mana and stamina are percent of the full. */
export const fighterSetting = {
  side: u8,
  kind: fighterKind,
  faction: factionName,
  level: u8,
  health: u8,
  mana: u8,
  stamina: u8,
  healingDraughts: u8,
  spiritDraughts: u8,
  clearSalts: u8,
};

const someone = {
  side: 1,
  kind: 'character',
  faction: 'verdant-pact',
  level: 2,
  health: 100,
  mana: 100,
  stamina: 100,
  healingDraughts: 1,
  spiritDraughts: 0,
  clearSalts: 0,
} as const;

export const fightSettings = {
  fields: { kind: fightKind, turnTicks: u16, fighters: list(struct(fighterSetting), MOST_FIGHTERS) },
  defaults: {
    kind: 'creature',
    turnTicks: TURN_TICKS,
    fighters: [someone, { ...someone, side: 2, kind: 'ash-wolf' }],
  },
} as const;

export type FightState = State<typeof fightState>;
export type FightView = View<typeof fightState>;
export type Fighter = Row<typeof fighters, 'fighters'>;
export type FighterView = ReadonlyRow<typeof fighters, 'fighters'>;
export type FighterSetting = Value<typeof fighterSetting>;
export type FightContext = Context<typeof fightState, typeof fightEvents, typeof fightSettings.fields>;
export type FightOutcome = Exclude<ValueOf<typeof round.outcome>, 'none'>;
export const NOBODY = 0 as Seat;

/** The fighter of that number. Cost: O(fighters). */
export function fighterOf(state: FightState, who: Seat): Fighter | undefined;
export function fighterOf(view: FightView, who: Seat): FighterView | undefined;
export function fighterOf(state: FightState | FightView, who: Seat): Fighter | FighterView | undefined {
  for (const fighter of state.fighters) if (fighter.owner === who) return fighter;
  return undefined;
}

/** The strength of a status; 0 without it. Cost: O(statuses). */
export function strengthOf(view: FightView | FightState, fighter: FighterView | Fighter, kind: StatusKind): number {
  for (const status of view.statuses)
    if (status.fighter === fighter.id && status.kind === kind) return Math.max(1, status.strength);
  return 0;
}
