/** A world of three places and two crystals, with a journal in memory: what a server gives, without one. */
import type { HappenedEvent, HappenedTurn, WorldOrder, WorldRules } from '../world-rules.ts';
import type { WorldOutcome, WorldPort } from '../world.ts';

const step = (on: string, where: Record<string, string>, need = 1) => ({ text: `${on} ${need}`, on, where, need });

export const toyRules: WorldRules = {
  startingLocations: new Map([['dawn', 'harbour']]),
  quests: [
    {
      id: 'errand',
      title: 'An errand',
      leastLevel: 1,
      again: false,
      steps: [step('travelled', { to: 'tower' }), step('slain', { kind: 'rat' }, 2)],
      reward: { gold: 30, items: ['lamp'] },
    },
    {
      id: 'rats',
      title: 'Rats',
      leastLevel: 1,
      again: true,
      steps: [step('slain', { kind: 'rat' }, 2)],
      reward: { gold: 5, items: [] },
    },
    {
      id: 'dusk-only',
      title: 'For others',
      faction: 'dusk',
      leastLevel: 1,
      again: false,
      steps: [step('slain', {})],
      reward: { gold: 1, items: [] },
    },
    {
      id: 'heroes',
      title: 'For heroes',
      leastLevel: 9,
      again: false,
      steps: [step('slain', {})],
      reward: { gold: 1, items: [] },
    },
  ],
  now: () => ({
    version: 1,
    reality: 'steady',
    factions: [{ faction: 'dawn', shards: 1, share: 0.5, standing: 0 }],
    aetherfall: false,
    sky: 'calm',
    skyEndsMs: 0,
    shiftedMs: 0,
  }),
  shards: () => [{ id: 's1', name: 'One', locationId: 'tower', progress: 0, contested: false }],
  order: (wish, who) =>
    who.faction === 'dawn' ? { name: wish.kind, args: { ...wish, who: who.id, from: who.locationId } } : undefined,
  clock: (ms) => ({ name: 'clock', args: { ms } }),
  refusal: (reason) => ({ code: 'not-allowed', message: `no: ${reason}` }),
  says: (person) => (person === 'elder' ? 'Hm.' : undefined),
  chronicle: ({ name, data }) =>
    name === 'captured'
      ? { kind: 'capture', text: `${String(data['character'])} took it`, faction: 'dawn' }
      : undefined,
  news: ({ name, data }) => {
    if (name === 'captured')
      return [{ type: 'SHARD_CAPTURED', shardId: 's1', leader: String(data['character']) }, { type: 'WORLD_STATE' }];
    if (name === 'shifted')
      return [
        { type: 'REALITY_SHIFT', from: 'a', to: 'b', reason: 'so' },
        { type: 'SHARD_STATUS' },
        { type: 'SHARD_STATUS' },
      ];
    return [];
  },
  reward: ({ name }) => (name === 'captured' ? { gold: 10, items: [] } : undefined),
};

/** Turns are durable at once; what was told is kept, as a journal keeps it. */
export class ToyWorld implements WorldPort {
  readonly match: string;
  readonly orders: WorldOrder[] = [];
  readonly turns: HappenedTurn[] = [];
  /** The answer to the next order, instead of doing it. */
  rejects: string | undefined;
  #turn = 0;
  readonly #listeners = new Set<(turn: HappenedTurn) => void>();

  constructor(match = 'toy') {
    this.match = match;
  }

  view(): object {
    return {};
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  async order(order: WorldOrder): Promise<WorldOutcome> {
    const reason = this.rejects;
    this.rejects = undefined;
    if (reason !== undefined) return { status: 'rejected', reason };
    this.orders.push(order);
    const { who: character, ...args } = order.args as Record<string, unknown>;
    if (order.name === 'accept')
      return this.#happen([{ name: 'questAccepted', data: { character, quest: args['questId'] } }]);
    if (order.name === 'abandon')
      return this.#happen([{ name: 'questAbandoned', data: { character, quest: args['questId'] } }]);
    if (order.name === 'travel') return this.#happen([{ name: 'travelled', data: { character, to: args['to'] } }]);
    return { status: 'applied', turn: ++this.#turn, events: [] };
  }

  /** A turn of these events. */
  happen(...events: readonly Omit<HappenedEvent, 'index'>[]): number {
    return this.#happen(events).turn;
  }

  async follow(afterTurn: number, listener: (turn: HappenedTurn) => void): Promise<() => void> {
    for (const turn of this.turns) if (turn.turn > afterTurn) listener(turn);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #happen(events: readonly Omit<HappenedEvent, 'index'>[]): Extract<WorldOutcome, { status: 'applied' }> {
    const turn = { match: this.match, turn: ++this.#turn, events: events.map((event, index) => ({ ...event, index })) };
    this.turns.push(turn);
    for (const listener of this.#listeners) listener(turn);
    return { status: 'applied', turn: turn.turn, events: turn.events };
  }
}
