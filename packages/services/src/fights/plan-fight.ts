/** Who fights whom, and where: what is asked before a fight begins. */
import { Refused } from '../ledger/refused.ts';
import type { Player } from '../player.ts';
import { onlineSince } from '../presence/online.ts';
import type { ServiceContext } from '../service-context.ts';
import { readFighters } from './begin.ts';
import { MOST_PER_SIDE, type Plan } from './fight.ts';
import type { FightRules } from './fight-ports.ts';
import * as rows from './fight-rows.ts';

interface Planning extends Pick<ServiceContext, 'database' | 'clock'> {
  readonly rules: FightRules;
}

/** The player’s party against a creature; whether that is there, the world says. Throws Refused `not-found`, `not-allowed`. */
export async function planHunt(context: Planning, player: Player, creatureId: number): Promise<Plan> {
  const [self] = await readFighters(context.database, [player.characterId]);
  const locationId = self!.location_id;
  placeOf(context.rules, locationId);
  return { kind: 'creature', locationId, sides: [await partyOf(context, player.characterId), []], creatureId };
}

/** Party against party, of two factions, where no place is safe. Throws Refused `not-found`, `not-allowed`. */
export async function planAttack(context: Planning, player: Player, targetId: string): Promise<Plan> {
  const { database, rules } = context;
  const [self, target] = await readFighters(database, [player.characterId, targetId]);
  const locationId = self!.location_id;
  if (target!.location_id !== locationId) throw new Refused('not-found', 'there is no such character here');
  if (placeOf(rules, locationId).safe) throw new Refused('not-allowed', 'nobody may be attacked at this place');
  if (target!.faction === self!.faction)
    throw new Refused('not-allowed', 'you are of one faction; challenge to a duel');
  await expectOnline(context, targetId);
  const [own, others] = [await partyOf(context, player.characterId), await partyOf(context, targetId)];
  if (own.includes(targetId)) throw new Refused('not-allowed', 'you are of one party; challenge to a duel');
  return { kind: 'attack', locationId, sides: [own, others] };
}

/** The character, and whoever of its party is there and free. */
async function partyOf({ database, clock }: Planning, characterId: string): Promise<readonly string[]> {
  const values = [onlineSince(clock.wallMs()), characterId, MOST_PER_SIDE - 1];
  const { rows: found } = await database.query<{ id: string }>(rows.COMPANIONS, values);
  return [characterId, ...found.map(({ id }) => id)];
}

async function expectOnline({ database, clock }: Planning, characterId: string): Promise<void> {
  const sql = 'select 1 from presence where character_id = ? and online = 1 and seen_ms > ?';
  const values = [characterId, onlineSince(clock.wallMs())];
  const { rows: found } = await database.query(sql, values);
  if (!found[0]) throw new Refused('not-found', 'there is no such character here');
}

/** Throws Refused `not-allowed` where nobody can fight. */
export function placeOf(rules: FightRules, locationId: string): { readonly safe: boolean } {
  const place = rules.place(locationId);
  if (!place) throw new Refused('not-allowed', 'nobody can fight at this place');
  return place;
}
