/** What a match's last turn says of the fight. */
import type { Fight, FightOutcome, FightReward, Leaving } from './fight.ts';
import type { FightEvent, FightTurn } from './fight-ports.ts';

/** Undefined for a turn that does not end the fight. */
export function outcomeOf(fight: Fight, { turn, events }: FightTurn): FightOutcome | undefined {
  const ended = events.find(({ name }) => name === 'ended');
  if (!ended) return undefined;
  const rewards = events.filter(({ name }) => name === 'reward').flatMap((event) => rewardOf(fight, turn, event));
  return {
    turn,
    index: ended.index,
    winner: ended.data['winner'] as FightOutcome['winner'],
    reason: ended.data['outcome'] as FightOutcome['reason'],
    leaving: events.filter(({ name }) => name === 'leaves').map(leavingOf),
    rewards,
  };
}

/** A fighter that is no character wins nothing. */
function rewardOf(fight: Fight, turn: number, { index, data }: FightEvent): readonly FightReward[] {
  const characterId = fight.entrants.find(({ seat }) => seat === data['to'])?.characterId;
  if (characterId === undefined) return [];
  const kind = data['kind'] as FightReward['kind'];
  return [{ turn, index, characterId, kind, item: String(data['item']), amount: Number(data['amount']) }];
}

function leavingOf({ data }: FightEvent): Leaving {
  const number = (field: string) => Number(data[field]);
  return {
    seat: number('who'),
    state: data['state'] as Leaving['state'],
    health: number('health'),
    healthMax: number('healthMax'),
    mana: number('mana'),
    manaMax: number('manaMax'),
    stamina: number('stamina'),
    staminaMax: number('staminaMax'),
    used: {
      'healing-draught': number('healingDraughts'),
      'spirit-draught': number('spiritDraughts'),
      'clear-salts': number('clearSalts'),
    },
  };
}
