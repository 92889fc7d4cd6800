/** Fights as players are told of them: `COMBAT_*` on the socket, and the same by the routes. */
import type { Notice } from '../notice.ts';
import type { Entrant, Fight, FightOutcome, Stand, Standing } from './fight.ts';
import { membersOf } from './fight.ts';
import type { FightEvent, FightTurn } from './fight-ports.ts';

export interface CombatFighter {
  readonly id: string;
  readonly name: string;
  readonly side: 'a' | 'b';
  readonly player: boolean;
  readonly kind: string;
  readonly level: number;
  readonly health: number;
  readonly maxHealth: number;
  readonly mana: number;
  readonly maxMana: number;
  readonly stamina: number;
  readonly maxStamina: number;
  readonly defending: boolean;
  readonly fled: boolean;
  readonly statuses: readonly { readonly kind: string; readonly turns: number }[];
  readonly rests?: readonly { readonly abilityName: string; readonly rounds: number }[];
}

export interface CombatState {
  readonly combatId: string;
  readonly kind: Fight['kind'];
  /** waiting: a challenge that the other has not answered; away: it runs on another server. */
  readonly phase: 'waiting' | 'running' | 'ended' | 'away';
  readonly locationId: string;
  readonly round: number;
  readonly turn: number;
  readonly actorId?: string;
  readonly turnEndsMs?: number;
  /** Who acts after the actor in this round. */
  readonly order?: readonly string[];
  readonly winner?: 'a' | 'b';
  readonly fighters: readonly CombatFighter[];
}

export const sideName = (side: number): 'a' | 'b' => (side === 1 ? 'a' : 'b');

/**
 * How a fight stands by its match, or by its outcome once it is over; a match that is over here, but not written down yet,
 * has ended too.
 *
 * @param now which server asks, and when
 */
export function combatState(
  fight: Fight,
  stand: Stand | undefined,
  { node, nowMs }: { readonly node: string; readonly nowMs: number },
): CombatState {
  const { id: combatId, kind, locationId, outcome } = fight;
  const facts = { combatId, kind, locationId };
  const standings: readonly (Partial<Standing> & { seat: number })[] = outcome?.leaving ?? stand?.fighters ?? [];
  const fighters = fight.entrants.map((entrant) =>
    shown(
      entrant,
      standings.find(({ seat }) => seat === entrant.seat),
    ),
  );
  if (outcome) return { ...facts, phase: 'ended', round: 0, turn: outcome.turn, ...winnerOf(outcome), fighters };
  if (!stand) return { ...facts, phase: fight.node === node ? 'ended' : 'away', round: 0, turn: 0, fighters };
  const actor = fight.entrants.find(({ seat }) => seat === stand.acting);
  const idOf = (seat: number) => fight.entrants.find((entrant) => entrant.seat === seat)?.id ?? [];
  const acting = actor && {
    actorId: actor.id,
    turnEndsMs: nowMs + stand.dueInMs,
    ...(stand.order && { order: stand.order.flatMap(idOf) }),
  };
  return { ...facts, phase: actor ? 'running' : 'ended', round: stand.round, turn: stand.turn, ...acting, fighters };
}

/** Until a match has it, percent stand for what they are percent of. */
function shown(entrant: Entrant, standing: (Partial<Standing> & { seat: number }) | undefined): CombatFighter {
  const { id, name, side, kind, level, characterId, health, mana, stamina } = entrant;
  return {
    id,
    name,
    side: sideName(side),
    player: characterId !== undefined,
    kind,
    level,
    health: standing?.health ?? health,
    maxHealth: standing?.healthMax ?? 100,
    mana: standing?.mana ?? mana,
    maxMana: standing?.manaMax ?? 100,
    stamina: standing?.stamina ?? stamina,
    maxStamina: standing?.staminaMax ?? 100,
    defending: standing?.defending ?? false,
    fled: standing?.state === 'fled',
    statuses: standing?.statuses ?? [],
    ...(standing?.rests && { rests: standing.rests }),
  };
}

function winnerOf(outcome: FightOutcome): { readonly winner?: 'a' | 'b' } {
  return outcome.winner === 0 ? {} : { winner: sideName(outcome.winner) };
}

/** What everybody in the fight is told of a turn; the end is told once the rewards are in the ledger. */
export function noticesOfTurn(fight: Fight, { turn, events }: FightTurn, state: CombatState): readonly Notice[] {
  const idOf = (seat: unknown) => fight.entrants.find((entrant) => entrant.seat === seat)?.id ?? '';
  let abilityName: string | undefined;
  const told = events.flatMap((event) => {
    if (event.name === 'acted')
      abilityName = event.data['action'] === 'ability' ? String(event.data['detail']) : undefined;
    if (event.name === 'turnBegan') abilityName = undefined;
    return tellingOf(event, { combatId: fight.id, turn, abilityName, idOf });
  });
  return toAll(fight, [...told, { type: 'COMBAT_STATE', data: state }]);
}

interface Telling {
  readonly type: string;
  readonly data: unknown;
}

function tellingOf(
  { index, name, data }: FightEvent,
  about: {
    readonly combatId: string;
    readonly turn: number;
    readonly abilityName: string | undefined;
    readonly idOf: (seat: unknown) => string;
  },
): readonly Telling[] {
  const { combatId, turn, abilityName, idOf } = about;
  const { who, target, amount, health } = data;
  const change = { combatId, turn, index, targetId: idOf(target), amount, health };
  const named = abilityName === undefined ? {} : { abilityName };
  switch (name) {
    case 'acted': {
      const aimed = target === 0 ? {} : { targetId: idOf(target) };
      const detail = data['action'] === 'item' ? { itemName: String(data['detail']) } : named;
      const byItself = data['by'] === 'timer';
      const acted = { combatId, turn, actorId: idOf(who), actionType: data['action'], byItself, ...aimed, ...detail };
      return [{ type: 'COMBAT_ACTION', data: acted }];
    }
    case 'damage':
      return [
        {
          type: 'COMBAT_DAMAGE',
          data: { ...change, sourceId: idOf(who), critical: data['critical'] === true, ...named },
        },
      ];
    case 'missed':
      return [
        {
          type: 'COMBAT_DAMAGE',
          data: { ...change, sourceId: idOf(who), amount: 0, critical: false, missed: true, ...named },
        },
      ];
    case 'burned':
      return [{ type: 'COMBAT_DAMAGE', data: { ...change, sourceId: idOf(target), critical: false } }];
    case 'heal':
      return [{ type: 'COMBAT_HEAL', data: { ...change, sourceId: idOf(who), ...named } }];
    default:
      return [];
  }
}

/** The end with what each won; sent once all of it is theirs. */
export function noticesOfEnd(fight: Fight, outcome: FightOutcome): readonly Notice[] {
  const rewards = membersOf(fight).map((characterId) => {
    const own = outcome.rewards.filter((reward) => reward.characterId === characterId);
    const sum = (kind: string) => own.filter((one) => one.kind === kind).reduce((all, { amount }) => all + amount, 0);
    const gold = sum('gold');
    return {
      characterId,
      experience: sum('experience'),
      assets: gold > 0 ? [{ asset: 'gold', amount: gold }] : [],
      items: own.filter(({ kind }) => kind === 'item').map(({ item }) => item),
    };
  });
  return toAll(fight, [
    {
      type: 'COMBAT_END',
      data: { combatId: fight.id, ...winnerOf(outcome), reason: outcome.reason, rewards },
    },
  ]);
}

export function toAll(fight: Fight, tellings: readonly Telling[], except?: string): readonly Notice[] {
  return membersOf(fight)
    .filter((characterId) => characterId !== except)
    .flatMap((characterId) =>
      tellings.map(({ type, data }) => ({ to: `character:${characterId}` as const, type, data })),
    );
}
