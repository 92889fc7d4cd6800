// What services must know of fights to serve them: settings for who takes part, orders in their words, how a match stands,
// which creatures of the world take part. Pure functions over views; whoever serves the fights hands them in.
import { FACTIONS, type FactionId } from '../world/factions.ts';
import { creaturesAt } from '../world/orders.ts';
import { places } from '../world/places.ts';
import type { RealmView } from '../world/state.ts';
import { CREATURES } from './creatures.ts';
import { supplyName, type CreatureName, type FighterKind } from './names.ts';
import { toAct } from './course.ts';
import { experienceAt, levelAt } from './stats.ts';
import { MOST_PER_SIDE, TURN_TICKS, type FighterSetting, type FightView } from './state.ts';
import { MOST_SUPPLIES, SUPPLIES } from './supplies.ts';

/** Ticks per second of a fight's match. */
export const FIGHT_HZ = 4;

interface Entrant {
  readonly side: number;
  readonly kind: string;
  readonly faction: string;
  readonly level: number;
  readonly health: number;
  readonly mana: number;
  readonly stamina: number;
  readonly supplies: readonly { readonly template: string }[];
}

type Action =
  | { readonly action: 'attack'; readonly target: number }
  | { readonly action: 'ability'; readonly target: number; readonly ability: string }
  | { readonly action: 'item'; readonly target: number; readonly item: string }
  | { readonly action: 'defend' | 'flee' };

interface Over {
  readonly matchId: string;
  readonly creatureId: number;
  readonly faction: string;
  readonly slayers: readonly string[];
}

/** A match's settings for those who take part. */
function settings({ kind, entrants }: { readonly kind: string; readonly entrants: readonly Entrant[] }) {
  return { kind, turnTicks: TURN_TICKS, fighters: entrants.map(settingOf) };
}

function settingOf({ side, kind, faction, level, health, mana, stamina, supplies }: Entrant): FighterSetting {
  const setting = {
    side,
    kind: kind as FighterKind,
    faction: factionOf(faction),
    level,
    health,
    mana,
    stamina,
    healingDraughts: 0,
    spiritDraughts: 0,
    clearSalts: 0,
  };
  for (const name of supplyName.values)
    setting[SUPPLIES[name].slot] = supplies.filter(({ template }) => template === name).length;
  return setting;
}

/** Creatures have none, and nothing asks for theirs. */
function factionOf(name: string): FactionId {
  return FACTIONS.find((faction) => faction === name) ?? FACTIONS[0];
}

function command(action: Action): { readonly name: string; readonly args: object } {
  const { action: name, ...args } = action;
  return { name, args };
}

function stand(view: FightView) {
  const { number, turn, acting, dueAt, now } = view.round;
  const order = toAct(view).map(({ owner }) => owner as number);
  const fighters = [...view.fighters].map((fighter) => {
    const { owner: seat, state, health, healthMax, mana, manaMax, stamina, staminaMax, defending } = fighter;
    const statuses = [...view.statuses].flatMap((status) =>
      status.fighter === fighter.id ? [{ kind: status.kind as string, turns: status.turns }] : [],
    );
    const rests = [...view.rests].flatMap(({ fighter: whose, ability, until }) =>
      whose === fighter.id && until > number ? [{ abilityName: ability as string, rounds: until - number }] : [],
    );
    const vitals = { health, healthMax, mana, manaMax, stamina, staminaMax };
    return { seat: seat as number, state, ...vitals, defending, statuses, rests };
  });
  return { round: number, turn, acting: acting as number, dueInMs: inMs(dueAt - now), order, fighters };
}

function inMs(ticks: number): number {
  return Math.max(0, Math.round((ticks * 1000) / FIGHT_HZ));
}

function around(view: RealmView, locationId: string) {
  return creaturesAt(view, locationId).map(({ id, kind, state }) => ({ ...foe(id, kind), state }));
}

/** The creature, and of its kind at the place as many as there are people beyond the first, one for two of them. */
function foes(view: RealmView, wanted: { creatureId: number; locationId: string; party: number }) {
  const there = creaturesAt(view, wanted.locationId);
  const first = there.find(({ id }) => id === wanted.creatureId);
  if (!first || first.state === 'slain')
    return { code: 'not-found', message: 'there is no such creature here' } as const;
  if (first.state === 'fighting') return { code: 'conflict', message: 'this creature is in a fight already' } as const;
  const others = there.filter(({ id, kind, state }) => id !== first.id && kind === first.kind && state === 'roaming');
  const helpers = Math.min(MOST_PER_SIDE - 1, Math.floor(wanted.party / 2));
  return [first, ...others.slice(0, helpers)].map(({ id, kind }) => foe(id, kind));
}

function foe(creatureId: number, kind: CreatureName) {
  return { creatureId, kind: kind as string, name: kind.replaceAll('-', ' '), level: CREATURES[kind].level };
}

/** Fights in the realm, for whoever serves them. */
export const fightRules = {
  place: (locationId: string): { readonly safe: boolean } | undefined => places.get(locationId),
  levelAt,
  experienceAt,
  supplies: supplyName.values as readonly string[],
  mostSupplies: MOST_SUPPLIES,
  settings,
  command,
  stand,
  around,
  foes,
  /** The world's order that takes a creature into a fight. */
  engage: (creatureId: number, { fightId, locationId }: { fightId: string; locationId: string }) => {
    return { name: 'engage', args: { creature: creatureId, fight: fightId, place: locationId } };
  },
  /** The world's order that lets it go, or tells that it was slain. */
  over: ({ matchId, creatureId, faction, slayers }: Over) => {
    return { name: 'fought', args: { creature: creatureId, fight: matchId, faction: factionOf(faction), slayers } };
  },
};
