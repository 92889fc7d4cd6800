import { expect, test } from 'vitest';
import { MOST_NEARBY, NearbyPlayers, type NearbyPlayer } from './nearby-players.ts';

const player = (characterId: string, more: Partial<NearbyPlayer> = {}): NearbyPlayer => {
  return { characterId, name: characterId, faction: 'sun', level: 3, lastSeenMs: 1, ...more };
};
const idsOf = ({ players }: NearbyPlayers) => players.map(({ characterId }) => characterId);

test('keeps what was known of a player beside what is newer', () => {
  const near = new NearbyPlayers();
  near.update(player('ann', { level: 4 }));
  near.move('ann', { position: { x: 1, y: 2, z: 0 } }, 7);
  expect(near.players).toEqual([player('ann', { level: 4, position: { x: 1, y: 2, z: 0 }, lastSeenMs: 7 })]);
  near.move('nobody', { position: { x: 1, y: 2, z: 0 } }, 7);
  near.remove('ann');
  expect(near.players).toEqual([]);
});

test('another place has its own people', () => {
  const near = new NearbyPlayers();
  near.replace('gate', [player('ann')]);
  near.replace('crypt', [player('bob')]);
  expect([near.locationId, idsOf(near)]).toEqual(['crypt', ['bob']]);
});

test('forgets whom it has not heard of for longest, above as many as it may', () => {
  const near = new NearbyPlayers();
  for (let at = 0; at < MOST_NEARBY; at++) near.update(player(`p${at}`));
  near.update(player('p0'));
  near.update(player('more'));
  expect(near.players).toHaveLength(MOST_NEARBY);
  expect([idsOf(near).includes('p0'), idsOf(near).includes('p1')]).toEqual([true, false]);
});
