export * from './world/factions.ts';
export { people, type Person } from './world/people.ts';
export { type Place, type PlaceId, places } from './world/places.ts';
export { type Quest, quests } from './world/quests.ts';
export { realm } from './world/rules.ts';
export { shards, type Shard } from './world/shards.ts';
export type { RealmView } from './world/state.ts';
export { creaturesAt } from './world/orders.ts';
export { realmRules } from './world/world-rules.ts';
