// 2. Handlers: what a program does when others do something.
import { next, type Stage } from './stage.ts';

export async function handlers({ say, enter }: Stage): Promise<void> {
  const ann = await enter('Ann', 'ember-court');
  const bob = await enter('Bob', 'ember-court');

  // One handler for each type of message; its data are typed by the name.
  const off = [
    ann.client.registerHandler('CHAT', ({ senderName, message }) => say(`${senderName} says: ${message}`)),
    ann.client.registerHandler('POSITION_UPDATE', ({ position: { x, y } }) => say(`Somebody walks to ${x}, ${y}.`)),
    ann.client.registerHandler('ERROR', ({ code, message }) => say(`Refused (${code}): ${message}.`)),
    ann.client.onState(({ state }) => say(`The connection is ${state}.`)),
  ];

  const spoken = next(ann.client, 'CHAT', ({ senderId }) => senderId === bob.id);
  await bob.client.sendChat(`it is ${new Date().toISOString()}`, 'local');
  await spoken;

  const walked = next(ann.client, 'POSITION_UPDATE', ({ characterId }) => characterId === bob.id);
  bob.client.sendPositionUpdate({ x: 12, y: 7, z: 0 });
  await walked;

  // The client keeps who is around by the same messages.
  const around = await ann.client.getNearbyPlayers();
  say(`Around: ${around.some(({ name }) => name === bob.name) ? 'Bob is there' : 'nobody'}.`);

  // A refusal of what nobody waits for comes to the handlers of ERROR; what is waited for rejects instead.
  const refused = next(ann.client, 'ERROR');
  ann.client.send('WHISPER', { recipientId: 'nobody', message: 'hello?' });
  await refused;

  ann.client.disconnect();
  for (const stop of off) stop();
  bob.client.disconnect();
}
