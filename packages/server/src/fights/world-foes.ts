/** Creatures for fights, from the match in which they live. */
import { refusal, type FightWorld, type Foe, type Refusal, type SeenFoe, type WorldFact } from '@rubato/services';
import type { FightGameRules } from './fight-game.ts';

/** The world's match, as far as fights need it. */
export interface FoesPort {
  view(): object;
  order(order: {
    readonly name: string;
    readonly args: object;
  }): Promise<{ readonly status: 'applied' } | { readonly status: 'rejected'; readonly reason: string }>;
}

/** Reasons of a match that can't answer now: then a fact is told again later. */
const LATER = new Set(['not-running', 'too-many']);

export class WorldFoes implements FightWorld {
  readonly #rules: FightGameRules;
  /** While no world runs here nothing can be hunted. */
  #world: FoesPort | undefined;

  constructor(rules: FightGameRules) {
    this.#rules = rules;
  }

  connect(world: FoesPort): void {
    this.#world = world;
  }

  around(locationId: string): readonly SeenFoe[] {
    return this.#world ? this.#rules.around(this.#world.view(), locationId) : [];
  }

  async engage(wanted: Parameters<FightWorld['engage']>[0]): Promise<readonly Foe[] | Refusal> {
    const world = this.#world;
    if (!world) return refusal('overloaded', 'the world does not run on this server at the moment');
    const foes = this.#rules.foes(world.view(), wanted);
    if ('code' in foes) return foes;
    const [first, ...others] = foes;
    if (!first) return refusal('not-found', 'there is no such creature here');
    if (!(await this.#engage(world, first, wanted))) return refusal('conflict', 'somebody else was quicker');
    // Of those beside it whoever is still free.
    const engaged = [first];
    for (const other of others) if (await this.#engage(world, other, wanted)) engaged.push(other);
    return engaged;
  }

  async over(fact: WorldFact): Promise<void> {
    const world = this.#world;
    if (!world) throw new Error('the world does not run on this server at the moment');
    const outcome = await world.order(this.#rules.over(fact));
    // Anything else means that it was told before, or that the creature is gone.
    if (outcome.status === 'rejected' && LATER.has(outcome.reason))
      throw new Error(`the world can't be told now: ${outcome.reason}`);
  }

  async #engage(world: FoesPort, { creatureId }: Foe, fight: Parameters<FightWorld['engage']>[0]): Promise<boolean> {
    return (await world.order(this.#rules.engage(creatureId, fight))).status === 'applied';
  }
}
