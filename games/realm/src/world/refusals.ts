// Why the world refuses, in words for people and in the codes of services.

export interface RefusalWords {
  readonly code: 'not-allowed' | 'not-found' | 'conflict' | 'too-many' | 'overloaded' | 'failed';
  readonly message: string;
}

const words = (code: RefusalWords['code'], message: string): RefusalWords => ({ code, message });

export const refusals: Readonly<Record<string, RefusalWords>> = {
  'no-such-place': words('not-found', 'there is no such location'),
  'no-road': words('not-allowed', 'no road leads there from where your character is'),
  'too-weak': words('not-allowed', 'your character is not strong enough for that yet'),
  'road-broken': words('not-allowed', 'the riven lands have broken away while the sky falls; wait until it has fallen'),
  'no-such-shard': words('not-found', 'there is no such shard'),
  'not-here': words('not-allowed', 'that is not where your character is'),
  'claimed-already': words('conflict', 'your character is at it already'),
  'claims-another': words('conflict', 'your character is busy with another shard; leave that one first'),
  'claims-nothing': words('conflict', 'your character claims no shard'),
  guarded: words('conflict', 'the shard was taken a moment ago and is guarded; wait until it can be claimed again'),
  crowded: words('too-many', 'as many as there is room for stand around this shard already'),
  'no-such-person': words('not-found', 'nobody of that name lives here'),
  'no-such-quest': words('not-found', 'there is no such quest'),
  'other-faction': words('not-allowed', 'this quest is for the people of another faction'),
  'too-many': words('overloaded', 'the world has more to do than it can; try again soon'),
  'not-running': words('overloaded', 'the world stands still at the moment; try again soon'),
  faulted: words('failed', 'the world failed at that; nothing was changed'),
};
