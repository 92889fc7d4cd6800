/** What the server tells of the realm, by the names that the page uses. */
import type { HandlerData, NearbyPlayer } from '@rubato/client';
import type { ApiRoutes, RouteReply } from '@rubato/protocol';

export type Player = NearbyPlayer;
export type Character = RouteReply<ApiRoutes['characters']>['characters'][number];
export type Party = RouteReply<ApiRoutes['party']>;
export type Invite = RouteReply<ApiRoutes['ownParty']>['invites'][number];
export type Trade = RouteReply<ApiRoutes['trade']>;
export type Fight = RouteReply<ApiRoutes['fight']>;
export type Fighter = Fight['fighters'][number];
export type Foe = RouteReply<ApiRoutes['foes']>['foes'][number];
export type Condition = RouteReply<ApiRoutes['condition']>;
export type World = RouteReply<ApiRoutes['worldState']>;
export type ShardNow = RouteReply<ApiRoutes['worldShards']>['shards'][number];
export type WorldEvent = RouteReply<ApiRoutes['worldEvents']>['events'][number];
export type Quest = RouteReply<ApiRoutes['quests']>['quests'][number];
export type Item = RouteReply<ApiRoutes['inventory']>['items'][number];
export type Friend = RouteReply<ApiRoutes['friends']>['friends'][number];
export type Blocked = RouteReply<ApiRoutes['blocks']>['blocks'][number];
export type FightEnd = HandlerData<'COMBAT_END'>;

/** What somebody reports. */
export type Reported =
  | { readonly kind: 'message'; readonly messageId: string; readonly text: string; readonly sealed: boolean }
  | { readonly kind: 'character'; readonly characterId: string; readonly name: string };
