// Whom one can talk to.
import type { PlaceId } from './places.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly place: PlaceId;
  readonly says: string;
}

export const people: ReadonlyMap<string, Person> = new Map(
  [
    person('ketta', 'Ketta Sparrowcoal', 'cinder-gate', 'The Kiln remembers who swore what. Go and listen.'),
    person('old-marrow', 'Old Marrow', 'lantern-quay', 'Twelve bells, twelve shards. I have heard eleven.'),
    person('fen-mother', 'The Fen Mother', 'rootmarket', 'Roots go around a stone. In time they go through it.'),
    person('brother-lull', 'Brother Lull', 'quiet-abbey', 'Speak softly. Something under the stairs is listening.'),
    person('the-surveyor', 'The Surveyor', 'stillpoint', 'The roads are shorter than last year. All of them.'),
    person('ash-pilgrim', 'An Ash Pilgrim', 'ashfall-terraces', 'I came to see it fall. They say it falls again.'),
  ].map((each) => [each.id, each]),
);

function person(id: string, name: string, place: PlaceId, says: string): Person {
  return { id, name, place, says };
}
