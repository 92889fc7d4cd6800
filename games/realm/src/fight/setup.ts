// Who stands against whom, from the match's settings.
import type { Seat } from '@rubato/schema';
import { CREATURES } from './creatures.ts';
import { MOST_LEVEL, statsOf } from './stats.ts';
import { MOST_PER_SIDE, type FightContext, type FighterSetting } from './state.ts';
import { MOST_SUPPLIES } from './supplies.ts';

/** Fills the fighters. A setting out of range counts as the nearest in range; a side has at most MOST_PER_SIDE. */
export function lineUp(ctx: FightContext): void {
  const { settings, state } = ctx;
  const sizes = [0, 0];
  settings.fighters.forEach((setting, at) => {
    const side = setting.side === 2 ? 2 : 1;
    if (sizes[side - 1]! >= MOST_PER_SIDE) return;
    sizes[side - 1]! += 1;
    state.fighters.add({ owner: (at + 1) as Seat, side, ...strengthOfSetting(setting) });
  });
}

function strengthOfSetting(setting: FighterSetting) {
  const { kind, faction } = setting;
  const level = kind === 'character' ? Math.min(MOST_LEVEL, Math.max(1, setting.level)) : CREATURES[kind].level;
  const stats = statsOf(kind, faction, level);
  const share = (full: number, percent: number) => Math.floor((full * Math.min(100, percent)) / 100);
  const carried = (count: number) => Math.min(MOST_SUPPLIES, count);
  return {
    kind,
    faction,
    level,
    health: Math.max(1, share(stats.health, setting.health)),
    healthMax: stats.health,
    mana: share(stats.mana, setting.mana),
    manaMax: stats.mana,
    stamina: share(stats.stamina, setting.stamina),
    staminaMax: stats.stamina,
    might: stats.might,
    wits: stats.wits,
    speed: stats.speed,
    armour: stats.armour,
    healingDraughts: carried(setting.healingDraughts),
    spiritDraughts: carried(setting.spiritDraughts),
    clearSalts: carried(setting.clearSalts),
  };
}
