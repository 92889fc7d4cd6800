// 6. A party: made, joined, talked in, handed over, ended.
import { next, type Player, type Stage } from './stage.ts';

export async function party({ say, enter }: Stage): Promise<void> {
  const ann = await enter('Ann', 'ember-court');
  const bob = await enter('Bob', 'ember-court');
  // Parties outlive connections: there may be one from before.
  for (const player of [ann, bob]) await leaveParty(player);

  const { id, name } = await ann.client.createParty('The Nine');
  const invited = next(bob.client, 'PARTY_INVITE');
  await ann.client.inviteToParty(id, bob.id);
  const { inviteId, inviterName, expiresMs } = await invited;
  say(`${inviterName} invites Bob to ${name}, for ${Math.round((expiresMs - Date.now()) / 60_000)} minutes.`);

  const joined = next(ann.client, 'PARTY_UPDATE', ({ members }) => members.length === 2);
  await bob.client.request('PARTY_ACCEPT', { inviteId });
  say(`Members: ${(await joined).members.map((member) => member.name).join(' and ')}.`);

  const heard = next(bob.client, 'PARTY_CHAT');
  await ann.client.sendPartyChat(`to the gate, it is ${new Date().toISOString()}`);
  say(`Bob heard: ${(await heard).message}`);

  // Whoever joined next leads when the leader leaves.
  const handed = next(bob.client, 'PARTY_UPDATE', ({ leaderId }) => leaderId === bob.id);
  await leaveParty(ann);
  say(`Members left: ${(await handed).members.length}; Bob leads.`);
  await bob.client.request('PARTY_DISBAND', {});
  say('The party is over.');

  for (const { client } of [ann, bob]) client.disconnect();
}

async function leaveParty({ client }: Player): Promise<void> {
  const { party: present } = await client.request('PARTY_UPDATE', {});
  if (present !== undefined) await client.request('PARTY_LEAVE', {});
}
