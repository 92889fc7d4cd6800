import type { AnyGame } from '@rubato/game';
import type {
  Entrant,
  FightAction,
  FightKind,
  FightRules,
  Foe,
  Refusal,
  SeenFoe,
  Stand,
  WorldFact,
} from '@rubato/services';

interface Order {
  readonly name: string;
  readonly args: object;
}

/** What a game says about its fights, and about the creatures of its world. */
export interface FightGameRules extends FightRules {
  settings(setup: { readonly kind: FightKind; readonly entrants: readonly Entrant[] }): object;
  command(action: FightAction): Order;
  /** @param view of a fight's match */
  stand(view: object): Stand;
  /** @param view of the world's match */
  around(view: object, locationId: string): readonly SeenFoe[];
  foes(
    view: object,
    wanted: { readonly creatureId: number; readonly locationId: string; readonly party: number },
  ): readonly Foe[] | Refusal;
  engage(creatureId: number, fight: { readonly fightId: string; readonly locationId: string }): Order;
  over(fact: WorldFact): Order;
}

/** The game whose matches are a world's fights. */
export interface FightGame {
  readonly game: AnyGame;
  /** Ticks per second of a fight. */
  readonly hz: number;
  readonly rules: FightGameRules;
  /** A board that counts slain creatures by account; ignored where there is none of this name. */
  readonly slainBoard?: string;
}
