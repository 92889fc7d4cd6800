/**
 * A world that does what a test asks of it: a wish for “conflict” is refused as such, any other is granted. Talk of
 * `shift` and `fall` makes them happen; whoever claims `shard` takes it.
 */
import { defineGame } from '@rubato/game';
import { bool, one, text } from '@rubato/schema';
import type { HappenedEvent, WorldRules } from '@rubato/services';
import type { HostedWorld } from '../start-world.ts';

/** As many quests as a character may have under way, and one more. */
export const TOY_QUESTS = 26;

const REFUSALS = ['not-found', 'not-allowed', 'conflict', 'too-many'] as const;

const toy = defineGame({
  name: 'toy-world',
  version: 1,
  state: { world: one({ claimed: bool }) },
  events: {
    questAccepted: { character: text(36), quest: text(48) },
    questAbandoned: { character: text(36), quest: text(48) },
    wished: { character: text(36), what: text(48) },
  },
  rewindTicks: 0,
  commands: {
    clock: { args: {}, apply: () => {} },
    wish: {
      args: { kind: text(16), what: text(48), character: text(36) },
      check: (view, _seat, { kind, what }) =>
        kind === 'release' && !view.world.claimed ? 'conflict' : REFUSALS.find((reason) => reason === what),
      apply({ state, emit }, _seat, { kind, what, character }) {
        if (kind === 'claim' || kind === 'release') state.world.claimed = kind === 'claim';
        if (kind === 'accept') emit('questAccepted', { character, quest: what });
        else if (kind === 'abandon') emit('questAbandoned', { character, quest: what });
        else emit('wished', { character, what });
      },
    },
  },
  setup: () => {},
});

const quest = (id: string, leastLevel = 1) => ({
  id,
  title: id,
  leastLevel,
  again: false,
  steps: [{ text: 'Wish for it', on: 'wished', where: {}, need: 1000 }],
  reward: { gold: 1, items: [] },
});

const rules: WorldRules = {
  startingLocations: new Map([['sun', 'dawn-gate']]),
  quests: [
    ...Array.from({ length: TOY_QUESTS }, (_, at) => quest(`quest-${at}`)),
    ...REFUSALS.map((reason) => quest(reason)),
  ],
  now: () => ({
    version: 1,
    reality: 'steady',
    factions: [{ faction: 'sun', shards: 1, share: 1, standing: -3 }],
    aetherfall: false,
    sky: 'calm',
    skyEndsMs: 0,
    shiftedMs: 0,
  }),
  shards: () => [{ id: 'shard', name: 'The shard', locationId: 'dawn-gate', progress: 0.5, contested: false }],
  order(wish, { id: character }) {
    const what = Object.values(wish)[1] ?? 'peace';
    return { name: 'wish', args: { kind: wish.kind, what, character } };
  },
  clock: () => ({ name: 'clock', args: {} }),
  refusal: (reason) => ({ code: REFUSALS.find((code) => code === reason) ?? 'failed', message: `refused: ${reason}` }),
  says: () => 'Hello.',
  chronicle: ({ name, data }: HappenedEvent) =>
    name === 'wished' ? { kind: 'wish', text: `Somebody wished for ${String(data['what'])}.` } : undefined,
  news: ({ name, data }: HappenedEvent): ReturnType<WorldRules['news']> => {
    if (name !== 'wished') return [];
    if (data['what'] === 'shift')
      return [{ type: 'REALITY_SHIFT', from: 'steady', to: 'hushed', reason: 'so' }, { type: 'WORLD_STATE' }];
    if (data['what'] === 'fall')
      return [{ type: 'AETHERFALL', active: true, reason: 'it falls' }, { type: 'SHARD_STATUS' }];
    if (data['what'] === 'shard')
      return [{ type: 'SHARD_CAPTURED', shardId: 'shard', leader: String(data['character']) }];
    return [];
  },
  reward: () => undefined,
};

export const toyWorld: HostedWorld = { game: toy, hz: 10, rules };
