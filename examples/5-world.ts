// 5. The world that everybody shares, asked for its state.
import type { Stage } from './stage.ts';

export async function world({ say, enter }: Stage): Promise<void> {
  const { api, client } = await enter('Ann', 'ember-court');

  const { reality, sky, factions, players } = await client.getWorldState();
  say(`The reality is ${reality}, the sky is ${sky}; characters in the world: ${players}.`);
  for (const { faction, shards, share } of factions)
    say(`${faction.padEnd(12)} holds ${shards} shards, ${Math.round(share * 100)} % of all`);

  const shards = await client.getShardStatus();
  say(`There are ${shards.length} shards. The first: ${shards[0]?.name}, at ${shards[0]?.locationId}.`);
  const taken = shards.filter(({ claimant }) => claimant !== undefined);
  say(taken.length === 0 ? 'Nobody is taking any.' : `Being taken: ${taken.map(({ name }) => name).join(', ')}.`);

  // What happened before, the newest first. This, too, needs no character: anybody may read it.
  const { events } = await api.worldEvents({ limit: 3 });
  for (const { atMs, text } of events) say(`${new Date(atMs).toISOString()} ${text}`);
  if (events.length === 0) say('Nothing has happened yet.');

  // A program that shows the world asks once and then listens: WORLD_STATE, SHARD_STATUS, SHARD_CAPTURED,
  // REALITY_SHIFT and AETHERFALL tell every change.
  client.disconnect();
}
