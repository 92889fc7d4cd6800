// What is told of the world's events: a line in the list of what happened, and news for everybody.
import { CREATURES } from '../fight/creatures.ts';
import { factions } from './factions.ts';
import { places } from './places.ts';
import { shardNumbered } from './shards.ts';

/** An event of the world as its journal tells it. */
export interface Happened {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Line {
  readonly kind: string;
  readonly text: string;
  readonly locationId?: string;
  readonly faction?: string;
}

type News =
  | {
      readonly type: 'SHARD_CAPTURED';
      readonly shardId: string;
      readonly fromFaction?: string;
      readonly leader: string;
    }
  | { readonly type: 'SHARD_STATUS' | 'WORLD_STATE' }
  | { readonly type: 'REALITY_SHIFT'; readonly from: string; readonly to: string; readonly reason: string }
  | {
      readonly type: 'AETHERFALL';
      readonly active: boolean;
      readonly endsMs?: number;
      readonly reason: string;
    };

const LAYERS: Readonly<Record<string, string>> = {
  steady: 'The world is as it was: no layer shows through.',
  furnace: 'The air tastes of cinders: the furnace shows through.',
  drowned: 'Water stands where no water was: the drowned world shows through.',
  overgrown: 'Roots crack the flagstones: the overgrown world shows through.',
  hushed: 'Sounds end before they are made: the hushed world shows through.',
};
const DEEP = ['', '', ' It has come to stay.', ' There is hardly anything else left.'];

const SKY: Readonly<Record<string, string>> = {
  omens: 'The stars stand too close tonight. The Aetherfall is near.',
  fall: 'The sky is falling. The riven lands have broken away, and every shard has come loose.',
  aftermath: 'The Aetherfall is over. What it took is not where it was.',
  calm: 'The sky is whole again, for a while.',
};

/** The line in the list of what happened; undefined for what only those concerned hear of. */
export function chronicle({ name, data }: Happened): Line | undefined {
  const shard = shardNumbered(Number(data['shard']));
  switch (name) {
    case 'shardTaken': {
      const from = data['from'] === 'none' ? '' : ` from ${factionName(data['from'])}`;
      const text = `${factionName(data['faction'])} took the ${shard?.name ?? 'shard'}${from}.`;
      return { kind: 'shard-captured', text, ...at(shard?.place), faction: String(data['faction']) };
    }
    case 'scattered': {
      const text = `The ${shard?.name ?? 'shard'} slipped from the hands of ${factionName(data['from'])}.`;
      return { kind: 'shard-scattered', text, ...at(shard?.place) };
    }
    case 'contested':
      if (data['contested'] !== true) return undefined;
      return { kind: 'shard-contested', text: `They fight over the ${shard?.name ?? 'shard'}.`, ...at(shard?.place) };
    case 'shifted': {
      const faction = data['faction'] === 'none' ? {} : { faction: String(data['faction']) };
      return { kind: 'reality-shift', text: shiftWords(data), ...faction };
    }
    case 'skyChanged':
      return { kind: `aetherfall-${String(data['sky'])}`, text: SKY[String(data['sky'])] ?? '' };
    case 'rose':
      return { kind: 'warden-rose', text: `A shard warden rose at ${placeName(data['place'])}.`, ...at(data['place']) };
    case 'slain': {
      // Only of what many must hear.
      const strong = Object.entries(CREATURES).some(([kind, { level }]) => kind === data['kind'] && level >= 12);
      if (!strong) return undefined;
      const text = `A ${String(data['kind']).replace('-', ' ')} was brought down at ${placeName(data['place'])}.`;
      return { kind: 'creature-slain', text, ...at(data['place']), faction: String(data['faction']) };
    }
    default:
      return undefined;
  }
}

/** What everybody is told at once. */
export function news({ name, data }: Happened): readonly News[] {
  switch (name) {
    case 'shardTaken': {
      const shardId = shardNumbered(Number(data['shard']))?.id ?? '';
      const from = data['from'] === 'none' ? {} : { fromFaction: String(data['from']) };
      return [{ type: 'SHARD_CAPTURED', shardId, ...from, leader: String(data['leader']) }, { type: 'WORLD_STATE' }];
    }
    case 'scattered':
      return [{ type: 'SHARD_STATUS' }, { type: 'WORLD_STATE' }];
    // Who comes and goes at a shard is told to nobody: that could be done many times a second. Contests count by ticks.
    case 'contested':
      return [{ type: 'SHARD_STATUS' }];
    case 'shifted': {
      const [from, to] = [String(data['from']), String(data['to'])];
      // Deeper in the same layer is no other reality.
      if (from === to) return [{ type: 'WORLD_STATE' }];
      return [{ type: 'REALITY_SHIFT', from, to, reason: shiftWords(data) }, { type: 'WORLD_STATE' }];
    }
    case 'skyChanged': {
      const sky = String(data['sky']);
      if (sky !== 'fall' && sky !== 'aftermath') return [{ type: 'WORLD_STATE' }];
      const active = sky === 'fall';
      const ends = active ? { endsMs: Number(data['endsMs']) } : {};
      const status: readonly News[] = [{ type: 'SHARD_STATUS' }, { type: 'WORLD_STATE' }];
      return [{ type: 'AETHERFALL', active, ...ends, reason: SKY[sky] ?? '' }, ...status];
    }
    default:
      return [];
  }
}

function shiftWords(data: Happened['data']): string {
  return (LAYERS[String(data['to'])] ?? '') + (DEEP[Number(data['depth'])] ?? '');
}

function factionName(id: unknown): string {
  return factions.find((faction) => faction.id === id)?.name ?? 'nobody';
}

function placeName(id: unknown): string {
  return places.get(String(id))?.name ?? 'some place';
}

const at = (place: unknown): { readonly locationId?: string } =>
  typeof place === 'string' ? { locationId: place } : {};
