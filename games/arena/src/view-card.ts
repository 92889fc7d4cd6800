/** Arena in the lobby. */
import type { GameCard } from '@rubato/web';

export const card: GameCard = {
  name: 'arena',
  title: 'Arena',
  line: 'Ships with weight, shots that travel, a beam that does not. Three rounds among drifting rocks.',
  tempo: 'presto',
  seats: 4,
  length: '6 minutes',
  ways: ['keyboard', 'touch', 'split screen', 'spectators'],
};
