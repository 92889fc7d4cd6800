// How creatures fight, and how a bot fights for a character: from what anybody sees, with dice of its own.
import type { Draws } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { ABILITIES } from './abilities.ts';
import type { FightCommand } from './command.ts';
import { abilitiesOf, abilityRefusal, itemRefusal } from './orders.ts';
import type { AbilityName } from './names.ts';
import { strengthOf, type FighterView, type FightView } from './state.ts';

/** Percent of health below which a fighter is worth healing. */
const HURT = 45;
/** Percent of turns in which whoever has an ability to use prefers a plain blow. */
const PLAIN_TURNS = 20;
/** Percent of turns in which a lone, nearly dead creature of wits runs. */
const CREATURE_FLEES = 15;

/** The order that `fighter` gives in its turn. */
export function decide(view: FightView, fighter: FighterView, dice: Draws): FightCommand {
  return heal(view, fighter) ?? run(view, fighter, dice) ?? assault(view, fighter, dice);
}

/** Whoever of the side is hurt worst is helped, if anything helps. */
function heal(view: FightView, fighter: FighterView): FightCommand | undefined {
  const patient = weakest(view, (other) => other.side === fighter.side);
  if (!patient || !isHurt(patient)) return undefined;
  for (const name of abilitiesOf(fighter)) {
    const { heal: heals, status, target } = ABILITIES[name];
    const mends = status?.kind === 'mending' && strengthOf(view, patient, 'mending') === 0;
    if (heals === undefined && !mends) continue;
    if (target === 'self' && patient.owner !== fighter.owner) continue;
    if (!abilityRefusal(view, fighter.owner, name, patient.owner)) return ability(name, patient.owner);
  }
  if (itemRefusal(view, fighter.owner, 'healing-draught', patient.owner)) return undefined;
  return { name: 'item', args: { item: 'healing-draught', target: patient.owner } };
}

function run(view: FightView, fighter: FighterView, dice: Draws): FightCommand | undefined {
  if (fighter.kind === 'character' || fighter.health * 100 >= fighter.healthMax * 20) return undefined;
  for (const other of view.fighters)
    if (other.side === fighter.side && other.id !== fighter.id && other.state === 'fighting') return undefined;
  return dice.int(1, 100) <= CREATURE_FLEES ? { name: 'flee', args: {} } : undefined;
}

function assault(view: FightView, fighter: FighterView, dice: Draws): FightCommand {
  const target = weakest(view, (other) => other.side !== fighter.side);
  if (!target) return { name: 'defend', args: {} };
  const usable = abilitiesOf(fighter).filter((name) => useful(view, fighter, name, target.owner));
  if (usable.length > 0 && dice.int(1, 100) > PLAIN_TURNS) {
    const name = dice.pick(usable);
    return ability(name, ABILITIES[name].target === 'foe' ? target.owner : fighter.owner);
  }
  return { name: 'attack', args: { target: target.owner } };
}

/** An ability that hurts, or a shield that isn't up yet. */
function useful(view: FightView, fighter: FighterView, name: AbilityName, foe: Seat): boolean {
  const { damage, status, target } = ABILITIES[name];
  const shields = status?.kind === 'shielded' && strengthOf(view, fighter, 'shielded') === 0;
  if (!damage && !shields) return false;
  return !abilityRefusal(view, fighter.owner, name, target === 'foe' ? foe : fighter.owner);
}

function weakest(view: FightView, counts: (other: FighterView) => boolean): FighterView | undefined {
  let worst: FighterView | undefined;
  for (const other of view.fighters)
    if (other.state === 'fighting' && counts(other) && (!worst || other.health < worst.health)) worst = other;
  return worst;
}

function isHurt({ health, healthMax }: FighterView): boolean {
  return health * 100 < healthMax * HURT;
}

function ability(name: AbilityName, target: Seat): FightCommand {
  return { name: 'ability', args: { ability: name, target } };
}
