import { Client } from '@colyseus/sdk';

/**
 * Somebody in the hall.
 * @param {number} port @param {(message: string) => void} onHeard
 */
export async function enterHall(port, onHeard) {
  const room = await new Client(`ws://127.0.0.1:${port}`).joinOrCreate('hall');
  room.onMessage('chat', ({ message }) => onHeard(message));
  return { say: (message) => room.send('chat', { message }), leave: () => room.leave() };
}
