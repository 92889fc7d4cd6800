/**
 * What a fight brings, written down so that a server may die between any two steps:
 *
 *   1. ended      one transaction: the outcome, wounds, experience and levels, everybody free again; once, by the fight's state
 *   2. granted    each reward by (fight, turn, index), each once by the ledger
 *      counted    creatures slain, by account, each once by the fight’s key
 *   3. supplies   what was used up is gone, the rest goes back to who brought it; once, by the fight's key
 *   4. told       the world, which knows a fact it has heard
 *   5. settled
 *
 * Whoever finds a fight that is ended but not settled does 2 to 5 again. A match that was lost ends as well: void, so that
 * nobody wins or loses anything.
 */
import type { Statement } from '@rubato/ports';
import type { FightOver, WorldFact } from '../facts.ts';
import { inventory } from '../items/items.ts';
import { escrowHolder, systemHolder } from '../ledger/holders.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { Refused } from '../ledger/refused.ts';
import type { ServiceContext } from '../service-context.ts';
import { readFighters } from './begin.ts';
import {
  entrantOf,
  FALLEN_HEALTH,
  membersOf,
  percentLeft,
  type Entrant,
  type Fight,
  type FightOutcome,
  type FightReward,
  type Leaving,
} from './fight.ts';
import type { FightRules, FightWorld } from './fight-ports.ts';
import { closeFight, endFight, KEEP_FIGHTER, RELEASE, SET_LEVEL } from './fight-rows.ts';

export interface SettleParts extends Pick<ServiceContext, 'database' | 'clock' | 'log'> {
  readonly ledger: Ledger;
  readonly rules: FightRules;
  readonly world: FightWorld;
  /** Counts so many creatures slain for an account, once by the key. Default: nobody counts. */
  readonly slain?: ((accountId: string, count: number, key: string) => Promise<void>) | undefined;
}

/** Where what is used up goes. */
const CONSUMED = systemHolder('consumed');
const FIGHTS = systemHolder('fights');

/** The end of a fight whose match is lost. */
export const VOID: FightOutcome = { turn: 0, index: 0, winner: 0, reason: 'void', leaving: [], rewards: [] };

/** Step 1. Returns who reached another level; undefined when it was done before. */
export async function writeEnd(
  { database, clock, rules }: SettleParts,
  fight: Fight,
  outcome: FightOutcome,
): Promise<readonly { readonly characterId: string; readonly level: number }[] | undefined> {
  const members = membersOf(fight);
  const nowMs = clock.wallMs();
  return database.transaction(
    async (transaction) => {
      const { rows } = await transaction.query('select state from fight where id = ?', [fight.id]);
      if (rows[0]?.['state'] !== 'running') return undefined;
      const kept: Statement[] = [];
      const risen: { characterId: string; level: number }[] = [];
      for (const { id, level, experience } of await readPresent(transaction, members)) {
        const won = sumOf(outcome.rewards, id, 'experience');
        const total = Math.max(experience ?? 0, rules.experienceAt(level)) + won;
        const reached = Math.max(level, rules.levelAt(total));
        const entrant = entrantOf(fight, id)!;
        const left = outcome.leaving.find(({ seat }) => seat === entrant.seat);
        kept.push({ sql: KEEP_FIGHTER, values: [id, total, ...vitals(entrant, left), nowMs] });
        if (reached > level) {
          kept.push({ sql: SET_LEVEL, values: [reached, id, reached] });
          risen.push({ characterId: id, level: reached });
        }
      }
      await transaction.batch([endFight(fight.id, outcome, nowMs), { sql: RELEASE, values: [fight.id] }, ...kept]);
      return risen;
    },
    { locks: [`fight:${fight.id}`, ...members.map((id) => `fighter:${id}`)] },
  );
}

/** Steps 2 to 5; may be done again at any time. */
export async function settle(parts: SettleParts, fight: Fight, outcome: FightOutcome): Promise<void> {
  for (const reward of outcome.rewards) await grant(parts, fight, reward);
  await countSlain(parts, fight, outcome);
  await returnSupplies(parts, fight, outcome.leaving);
  for (const fact of factsOf(fight, outcome)) await parts.world.over(fact);
  await parts.database.batch([closeFight(fight.id)], { locks: [] });
}

async function countSlain({ database, slain }: SettleParts, fight: Fight, outcome: FightOutcome): Promise<void> {
  const won = factsOf(fight, outcome).filter(({ kind }) => kind === 'fight-won');
  if (slain === undefined || won.length === 0) return;
  for (const { account_id } of await readPresent(database, won[0]!.slayers))
    await slain(account_id, won.length, `fight ${fight.id}`);
}

/** What the world hears: one fact for each creature that fought. */
export function factsOf(fight: Fight, outcome: FightOutcome): readonly WorldFact[] {
  const { id: matchId, locationId, entrants } = fight;
  const winners = entrants.filter((entrant) => hasWon(entrant, outcome));
  return entrants.flatMap((creature): readonly FightOver[] => {
    if (creature.creatureId === undefined) return [];
    const fell = outcome.leaving.find(({ seat }) => seat === creature.seat)?.state === 'fallen';
    const won = fell && winners.length > 0;
    return [
      {
        kind: won ? 'fight-won' : 'fight-lost',
        matchId,
        turn: outcome.turn,
        index: outcome.index + creature.seat,
        locationId,
        creature: creature.kind,
        creatureId: creature.creatureId,
        faction: won ? winners[0]!.faction : '',
        slayers: won ? winners.map(({ characterId }) => characterId as string) : [],
      },
    ];
  });
}

function hasWon({ side, seat, characterId }: Entrant, outcome: FightOutcome): boolean {
  if (characterId === undefined || outcome.winner !== side) return false;
  return outcome.leaving.find((left) => left.seat === seat)?.state !== 'fled';
}

async function readPresent(queryable: Parameters<typeof readFighters>[0], ids: readonly string[]) {
  const found = [];
  for (const id of ids) {
    try {
      found.push(...(await readFighters(queryable, [id])));
    } catch (error) {
      // Deleted while it fought.
      if (!(error instanceof Refused)) throw error;
    }
  }
  return found;
}

function vitals(
  { health: before, mana, stamina }: Entrant,
  left: Leaving | undefined,
): readonly [health: number, mana: number, stamina: number] {
  if (left === undefined) return [before, mana, stamina];
  const health = left.state === 'fallen' ? FALLEN_HEALTH : percentLeft(left.health, left.healthMax);
  return [health, percentLeft(left.mana, left.manaMax), percentLeft(left.stamina, left.staminaMax)];
}

function sumOf(rewards: readonly FightReward[], characterId: string, kind: FightReward['kind']): number {
  let sum = 0;
  for (const reward of rewards) if (reward.characterId === characterId && reward.kind === kind) sum += reward.amount;
  return sum;
}

async function grant({ ledger, log }: SettleParts, { id }: Fight, reward: FightReward): Promise<void> {
  const { turn, index, characterId: to, kind, item, amount } = reward;
  if (kind === 'experience') return;
  const what =
    kind === 'gold'
      ? { assets: [{ asset: 'gold', amount }] }
      : { items: Array.from({ length: amount }, () => ({ template: item, data: '{}' })) };
  try {
    await ledger.grant({ matchId: id, turn, index }, { to, ...what });
  } catch (error) {
    // Who can hold no more goes without; everything else is tried again later.
    if (!(error instanceof Refused) || error.code !== 'limit-reached') throw error;
    log.log('warn', 'a reward found no room', { fight: id, turn, index, characterId: to });
  }
}

async function returnSupplies(
  { database, ledger }: SettleParts,
  fight: Fight,
  leaving: readonly Leaving[],
): Promise<void> {
  const escrow = escrowHolder(fight.id);
  const held = await inventory(database, escrow);
  if (held.length === 0) return;
  const spent = new Set(fight.entrants.flatMap((entrant) => spentBy(entrant, leaving)));
  const ownerOf = new Map(fight.entrants.flatMap(({ id, supplies }) => supplies.map((supply) => [supply.id, id])));
  const items = held.map(({ id, version }) => {
    const owner = ownerOf.get(id);
    return { id, version, from: escrow, to: owner === undefined || spent.has(id) ? CONSUMED : owner };
  });
  const request = { kind: 'fight', ref: fight.id, items };
  await ledger.post({ actorId: FIGHTS, key: `supplies/${fight.id}` }, request);
}

/** Of each kind the first that it brought. */
function spentBy({ seat, supplies }: Entrant, leaving: readonly Leaving[]): readonly string[] {
  const used = leaving.find((left) => left.seat === seat)?.used ?? {};
  const templates = [...new Set(supplies.map(({ template }) => template))];
  return templates.flatMap((template) =>
    supplies
      .filter((supply) => supply.template === template)
      .slice(0, used[template] ?? 0)
      .map(({ id }) => id),
  );
}
