/** What the services must know of a world: its game says it, as data and pure functions, and never hears of services. */
import type { ServiceErrorCode } from '@rubato/protocol';

/** An event of a match; (match, turn, index) names it for good. */
export interface HappenedEvent {
  readonly index: number;
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A turn in which something happened, told once it is durable. */
export interface HappenedTurn {
  readonly match: string;
  readonly turn: number;
  readonly events: readonly HappenedEvent[];
}

/** A step is done when so many events of that name, with this data, happened to the character. */
export interface QuestStepRule {
  readonly text: string;
  readonly on: string;
  readonly where: Readonly<Record<string, string | number>>;
  readonly need: number;
}

export interface QuestRule {
  readonly id: string;
  readonly title: string;
  readonly faction?: string;
  readonly leastLevel: number;
  /** Can be taken again once done. */
  readonly again: boolean;
  /** At least one. */
  readonly steps: readonly QuestStepRule[];
  readonly reward: WorldReward;
}

export interface WorldReward {
  readonly gold: number;
  /** Templates of items. */
  readonly items: readonly string[];
}

/** How an event goes into the list of what happened in the world. */
export interface ChronicleEntry {
  readonly kind: string;
  /** For people. */
  readonly text: string;
  readonly locationId?: string;
  readonly faction?: string;
}

/** Somebody who does something in the world, as the services know them. */
export interface WorldCharacter {
  readonly id: string;
  readonly name: string;
  readonly faction: string;
  readonly level: number;
  readonly locationId: string;
}

export interface WorldOrder {
  readonly name: string;
  readonly args: object;
}

/** What a character asks of the world. */
export type WorldWish =
  | { readonly kind: 'travel'; readonly to: string }
  | { readonly kind: 'claim'; readonly shardId: string }
  | { readonly kind: 'release' }
  | { readonly kind: 'talk'; readonly personId: string }
  | { readonly kind: 'accept' | 'abandon'; readonly questId: string };

export interface ShardNow {
  readonly id: string;
  readonly name: string;
  readonly locationId: string;
  readonly faction?: string;
  readonly capturedMs?: number;
  readonly capturedBy?: string;
  /** Who is ahead in taking it. */
  readonly claimant?: string;
  /** Of that, 0 to 1. */
  readonly progress: number;
  readonly contested: boolean;
  /** It can't be claimed before. */
  readonly guardedMs?: number;
}

export interface WorldNow {
  readonly version: number;
  readonly reality: string;
  readonly factions: readonly {
    readonly faction: string;
    readonly shards: number;
    readonly share: number;
    readonly standing: number;
  }[];
  readonly aetherfall: boolean;
  readonly sky: string;
  /** When the sky changes next. */
  readonly skyEndsMs: number;
  readonly shiftedMs: number;
}

/** What everybody is told when something happened, beside the list of events. */
export type WorldNews =
  | {
      readonly type: 'SHARD_CAPTURED';
      readonly shardId: string;
      readonly fromFaction?: string;
      readonly leader: string;
    }
  | { readonly type: 'SHARD_STATUS' }
  | { readonly type: 'WORLD_STATE' }
  | { readonly type: 'REALITY_SHIFT'; readonly from: string; readonly to: string; readonly reason: string }
  | {
      readonly type: 'AETHERFALL';
      readonly active: boolean;
      readonly faction?: string;
      readonly endsMs?: number;
      readonly reason: string;
    };

/** The views are those of the game; methods, so that a game's own narrower types fit. */
export interface WorldRules {
  readonly startingLocations: ReadonlyMap<string, string>;
  /** At most MOST_QUESTS; a quest's place in the list is part of its rewards' numbers. */
  readonly quests: readonly QuestRule[];
  now(view: object): WorldNow;
  shards(view: object): readonly ShardNow[];
  /** The order for a wish; undefined when the world knows no such place, shard, person or quest, or not this faction. */
  order(wish: WorldWish, who: WorldCharacter): WorldOrder | undefined;
  /** Tells the world what time it is. */
  clock(wallMs: number): WorldOrder;
  /** Why a rejected order could not be, for people. */
  refusal(reason: string): { readonly code: ServiceErrorCode; readonly message: string };
  /** What a person says to whoever talks to them. */
  says(personId: string): string | undefined;
  chronicle(event: HappenedEvent): ChronicleEntry | undefined;
  news(event: HappenedEvent): readonly WorldNews[];
  /** What the character in the event gets for it, beside quests. */
  reward(event: HappenedEvent): WorldReward | undefined;
}

/** In a world's list; see `rewardIndex`. */
export const MOST_QUESTS = 64;
