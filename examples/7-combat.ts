// 7. A fight, turn by turn, against a creature of the world.
import type { HandlerData, ServiceClient } from '@rubato/client';
import type { Player, Stage } from './stage.ts';

/** Where mire-rats live: a road away from the home of the tidebound. */
const PLACE = 'saltmirror-flats';
/** An ability of the tidebound: it hurts more than a plain blow, as long as there is mana. */
const DART = { actionType: 'ability', abilityName: 'rime-dart' } as const;
const DART_MANA = 6;
const ATTACK = { actionType: 'attack' } as const;

export async function combat({ say, enter }: Stage): Promise<void> {
  const cleo = await enter('Cleo', 'tidebound');
  if (cleo.locationId !== PLACE) await cleo.client.sendMove(PLACE);
  const { foes } = await cleo.api.foes();
  const foe = foes.find(({ state }) => state === 'roaming');
  if (foe === undefined) say('All creatures here are slain; they come back in a while.');
  else await hunt(cleo, foe, say);
  cleo.client.disconnect();
}

async function hunt({ client, id }: Player, foe: { targetId: string; name: string }, say: Stage['say']): Promise<void> {
  client.registerHandler('COMBAT_DAMAGE', ({ targetId, amount, health, missed }) => {
    const whom = targetId === id ? 'Cleo' : `the ${foe.name}`;
    say(missed ? `A blow misses ${whom}.` : `${amount} damage to ${whom}, ${health} left.`);
  });
  client.registerHandler('COMBAT_HEAL', ({ amount }) => say(`${amount} healed.`));
  const over = endOf(client);

  // Both the answer and each COMBAT_STATE say whose turn it is. Naming the turn makes an order safe to repeat: it does
  // nothing in another one.
  const act = ({ combatId, phase, actorId, turn, fighters }: HandlerData<'COMBAT_STATE'>): void => {
    if (phase !== 'running' || actorId !== id) return;
    const targetId = fighters.find(({ player, health }) => !player && health > 0)?.id;
    const { mana = 0 } = fighters.find((fighter) => fighter.id === id) ?? {};
    const what = mana < DART_MANA ? ATTACK : DART;
    client.send('COMBAT_ACTION', { combatId, targetId, turn, ...what });
  };
  client.registerHandler('COMBAT_STATE', act);
  const begun = await client.request('COMBAT_START', { targetId: foe.targetId });
  say(`Cleo against ${foe.name}.`);
  act(begun);

  // Told when everything that was won is in the ledger.
  const { winner, rewards } = await over;
  const side = begun.fighters.find((fighter) => fighter.id === id)?.side;
  say(winner === side ? 'Cleo wins.' : 'Cleo does not win.');
  const own = rewards.find(({ characterId }) => characterId === id);
  if (own === undefined || own.experience === 0) return;
  say(
    `For her: ${[`${own.experience} experience`, ...own.assets.map((each) => `${each.amount} ${each.asset}`)].join(', ')}.`,
  );
}

const endOf = (client: ServiceClient): Promise<HandlerData<'COMBAT_END'>> =>
  new Promise((resolve) => void client.registerHandler('COMBAT_END', resolve));
