/** The realm's ids in words for people. */
import { factions, places, shards } from '@rubato/realm';

const plain = (id: string): string => id.replaceAll('-', ' ');

/** Begins with a capital. */
export const begun = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** "healing-draught" → "Healing draught". */
export const named = (id: string): string => begun(plain(id));

export const factionName = (id: string | undefined): string =>
  factions.find((faction) => faction.id === id)?.name ?? 'nobody';

/** Without its article, where there is little room. */
export const factionShort = (id: string | undefined): string => factionName(id).replace(/^The /, '');

export const placeName = (id: string): string => places.get(id)?.name ?? named(id);

export const shardAt = (place: string) => shards.find((shard) => shard.place === place);

const REALITIES: Readonly<Record<string, string>> = {
  steady: 'Steady: no layer shows through',
  furnace: 'The furnace shows through',
  drowned: 'The drowned world shows through',
  overgrown: 'The overgrown world shows through',
  hushed: 'The hushed world shows through',
};
const SKIES: Readonly<Record<string, string>> = {
  calm: 'Calm sky',
  omens: 'Omens of the Aetherfall',
  fall: 'Aetherfall',
  aftermath: 'After the fall',
};

export const realityWords = (layer: string): string => REALITIES[layer] ?? named(layer);
export const skyWords = (sky: string): string => SKIES[sky] ?? named(sky);

/** How long until then, in the largest unit that says it: "6 days", "5 h 12 min", "4 min", "20 s". */
export function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes >= 48 * 60) return `${Math.round(minutes / (24 * 60))} days`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** The clock on the wall, "14:05". */
export function clockTime(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}
