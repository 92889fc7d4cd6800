// What the world's state, events and settings look like. Moments are ticks; 0 means never.
import { bool, f64, list, oneOf, one, table, text, u16, u32, u8, uint53, i32 } from '@rubato/schema';
import type { ReadonlyRow, Row, State, ValueOf, View } from '@rubato/schema';
import type { Context } from '@rubato/game';
import { creatureName } from '../fight/names.ts';
import { CHARACTER_BYTES, MOST_CLAIMS, PACE } from './balance.ts';
import { FACTIONS } from './factions.ts';
import { placeName } from './places.ts';
import { SHARD_COUNT } from './shards.ts';

export const factionName = oneOf(...FACTIONS);
/** Who holds a shard. */
export const keeperName = oneOf('none', ...FACTIONS);
/** How reality looks; steady while nobody prevails. */
export const layerName = oneOf('steady', 'furnace', 'drowned', 'overgrown', 'hushed');
/** calm → omens → fall → aftermath → calm */
export const skyName = oneOf('calm', 'omens', 'fall', 'aftermath');

/** A character as the services name it. */
export const character = text(CHARACTER_BYTES);
const fight = text(64);
const quest = text(48);
const person = text(32);

/** Characters who may have slain a creature together. */
export const MOST_SLAYERS = 8;

const world = {
  /** The wall clock, told by the server now and then and counted on by ticks. */
  nowMs: f64,
  now: u32,
  // Of the settings, for whoever only looks.
  tickMs: u16,
  captureTicks: u16,
  /** Rises with whatever changes what is told of the world. */
  version: u32,
  layer: layerName,
  /** How deep reality is in it: 0 steady, 1 leaning, 2 turned, 3 drowned. */
  depth: u8,
  shiftedMs: f64,
  sky: skyName,
  /** The tick at which the sky changes. */
  skyUntil: u32,
  /** Aetherfalls that have begun. */
  falls: u16,
};

const factions = { name: factionName, standing: i32, shards: u8 };

const shards = {
  number: u8,
  keeper: keeperName,
  /** Who is ahead in taking it, and how far: 0 to 4 × settings.captureTicks. */
  claimant: keeperName,
  progress: u32,
  contested: bool,
  /** Can't be claimed before this tick. */
  guardedUntil: u32,
  takenAt: u32,
  takenMs: f64,
  takenBy: character,
};

/** Somebody who stands at a shard to take or to defend it, the longest there first. */
const claims = { shard: u8, faction: factionName, character, since: u32 };

const creatures = {
  kind: creatureName,
  place: placeName,
  state: oneOf('roaming', 'fighting', 'slain'),
  /** The fight it is in. */
  fight,
  /** When it goes free again, or comes back; 0 while it roams. */
  until: u32,
  /** Rose with the Aetherfall and goes with it. */
  fallen: bool,
};

export const realmState = {
  world: one(world),
  factions: table(factions, { max: FACTIONS.length }),
  shards: table(shards, { max: SHARD_COUNT }),
  claims: table(claims, { max: SHARD_COUNT * MOST_CLAIMS }),
  creatures: table(creatures, { max: 128 }),
};

const shard = u8;
const faction = factionName;

export const realmEvents = {
  travelled: { character, faction, from: placeName, to: placeName },
  claimed: { shard, faction, character },
  /** why: left, or the claim ended with the shard's capture, or the sky tore everybody away, or it lasted too long. */
  released: { shard, faction, character, why: oneOf('left', 'taken', 'fall', 'weary') },
  /** Whether several factions stand at the shard: then nobody gets ahead. */
  contested: { shard, contested: bool },
  /** `leader` is who stood there longest. */
  shardTaken: { shard, faction, from: keeperName, leader: character },
  /** One for each who took part. */
  captured: { shard, faction, character },
  /** Nobody holds it any more. */
  scattered: { shard, from: factionName },
  shifted: { from: layerName, to: layerName, depth: u8, faction: keeperName },
  skyChanged: { sky: skyName, falls: u16, endsMs: uint53 },
  rose: { kind: creatureName, place: placeName },
  /** One for each who took part. */
  slain: { character, faction, kind: creatureName, place: placeName, fight },
  talked: { character, person },
  questAccepted: { character, quest },
  questAbandoned: { character, quest },
};

export const realmSettings = {
  fields: {
    tickMs: u16,
    captureTicks: u16,
    guardTicks: u16,
    calmTicks: u32,
    omenTicks: u32,
    fallTicks: u32,
    afterTicks: u32,
    returnTicks: u16,
  },
  defaults: PACE,
} as const;

export const slayers = list(character, MOST_SLAYERS);

export type RealmState = State<typeof realmState>;
export type RealmView = View<typeof realmState>;
export type RealmContext = Context<typeof realmState, typeof realmEvents, typeof realmSettings.fields>;
export type ShardRow = Row<typeof shards, 'shards'>;
export type ShardView = ReadonlyRow<typeof shards, 'shards'>;
export type ClaimView = ReadonlyRow<typeof claims, 'claims'>;
export type CreatureRow = Row<typeof creatures, 'creatures'>;
export type CreatureView = ReadonlyRow<typeof creatures, 'creatures'>;
export type FactionRow = Row<typeof factions, 'factions'>;
export type Keeper = ValueOf<typeof keeperName>;
export type Layer = ValueOf<typeof layerName>;
export type Sky = ValueOf<typeof skyName>;

export function shardRow(state: RealmState, number: number): ShardRow | undefined;
export function shardRow(view: RealmView, number: number): ShardView | undefined;
export function shardRow(state: RealmState | RealmView, number: number): ShardRow | ShardView | undefined {
  for (const row of state.shards) if (row.number === number) return row;
  return undefined;
}

export function factionRow(state: RealmState, name: string): FactionRow | undefined {
  for (const row of state.factions) if (row.name === name) return row;
  return undefined;
}

/** The shard that a character claims; a character claims at most one. */
export function claimOf(view: RealmState | RealmView, who: string): ClaimView | undefined {
  for (const claim of view.claims) if (claim.character === who) return claim;
  return undefined;
}
