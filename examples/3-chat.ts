// 3. Several clients talk: to everybody, to their faction, to one other.
import { next, type Stage } from './stage.ts';

export async function chat({ say, enter }: Stage): Promise<void> {
  // Two of one faction, one of another.
  const ann = await enter('Ann', 'ember-court');
  const bob = await enter('Bob', 'ember-court');
  const cleo = await enter('Cleo', 'tidebound');
  // The same words twice in a row are taken for a flood, so these have the time in them.
  const time = new Date().toISOString();

  const everybody = [bob, cleo].map(({ client }) => next(client, 'CHAT', ({ senderId }) => senderId === ann.id));
  await ann.client.sendChat(`hello everybody, it is ${time}`);
  for (const { senderName, message } of await Promise.all(everybody)) say(`heard from ${senderName}: ${message}`);

  // Cleo is of another faction: her handler stays silent.
  const off = cleo.client.registerHandler('FACTION_CHAT', () => say('Cleo should not hear this'));
  const ember = next(bob.client, 'FACTION_CHAT', ({ senderId }) => senderId === ann.id);
  await ann.client.request('FACTION_CHAT', { message: `between us of the Ember Court: ${time}` });
  say(`Bob heard on ${(await ember).channel}.`);
  off();

  const whispered = next(cleo.client, 'WHISPER', ({ senderId }) => senderId === bob.id);
  await bob.client.sendWhisper(cleo.id, `meet me at the quay, ${time}`);
  say(`Cleo was whispered to by ${(await whispered).senderName}.`);

  // Whatever was said before one came can be read.
  const { messages } = await cleo.api.chatHistory({ channel: 'whisper', with: bob.id });
  say(`Their whispers so far: ${messages.length > 0 ? 'kept' : 'lost'}.`);

  for (const { client } of [ann, bob, cleo]) client.disconnect();
}
