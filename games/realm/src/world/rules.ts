// The world of the realm: four factions, twelve shards, a sky that falls. One seat, the server's own, tells it what
// characters do; ticks do the rest:  shards → creatures → reality → sky (and reality again, when the sky took shards).
import { defineGame } from '@rubato/game';
import { text, u32, u8, uint53 } from '@rubato/schema';
import { workShards } from './capture.ts';
import { fillDens, wakeCreatures } from './dens.ts';
import { FACTIONS } from './factions.ts';
import {
  acceptCheck,
  claim,
  claimCheck,
  engage,
  engageCheck,
  fought,
  foughtCheck,
  letGo,
  releaseCheck,
  talkCheck,
  travel,
  travelCheck,
} from './orders.ts';
import { placeName } from './places.ts';
import { settleReality } from './reality.ts';
import { shards } from './shards.ts';
import { skyTicks, turnSky } from './sky.ts';
import { character, factionName, realmEvents, realmSettings, realmState, slayers } from './state.ts';

const someone = { character, faction: factionName };
const encounter = { creature: u32, fight: text(64) };
const quest = text(48);

// Pure: a page takes the names and places from here, and leaves the rules to the server.
export const realm = /* @__PURE__ */ defineGame({
  name: 'realm',
  version: 1,
  state: realmState,
  events: realmEvents,
  settings: realmSettings,
  rewindTicks: 0,
  commands: {
    /** The wall clock; it only goes forward. */
    clock: {
      args: { ms: uint53 },
      apply: ({ state }, _seat, { ms }) => void (state.world.nowMs = Math.max(state.world.nowMs, ms)),
    },
    travel: {
      args: { ...someone, level: u8, from: placeName, to: placeName },
      check: (view, _seat, args) => travelCheck(view, args),
      apply: (ctx, _seat, args) => travel(ctx, args),
    },
    claim: {
      args: { ...someone, place: placeName, shard: u8 },
      check: (view, _seat, args) => claimCheck(view, args),
      apply: (ctx, _seat, args) => claim(ctx, args),
    },
    release: {
      args: { character },
      check: (view, _seat, args) => releaseCheck(view, args.character),
      apply: (ctx, _seat, args) => letGo(ctx, args.character),
    },
    talk: {
      args: { ...someone, place: placeName, person: text(32) },
      check: (view, _seat, args) => talkCheck(view, args, args.person),
      apply: ({ emit }, _seat, { character: who, person }) => emit('talked', { character: who, person }),
    },
    engage: {
      args: { ...encounter, place: placeName },
      check: (view, _seat, args) => engageCheck(view, args, args.place),
      apply: (ctx, _seat, args) => engage(ctx, args),
    },
    /** `slayers` is empty when the creature won, or everybody fled. */
    fought: {
      args: { ...encounter, faction: factionName, slayers },
      check: (view, _seat, args) => foughtCheck(view, args),
      apply: (ctx, _seat, args) => fought(ctx, args, args.faction, args.slayers),
    },
    accept: {
      args: { ...someone, level: u8, quest },
      check: (view, _seat, args) => acceptCheck(view, args),
      apply: ({ emit }, _seat, args) => emit('questAccepted', { character: args.character, quest: args.quest }),
    },
    abandon: {
      args: { character, quest },
      check: (_view, _seat, args) => (args.character === '' ? 'nobody' : undefined),
      apply: ({ emit }, _seat, args) => emit('questAbandoned', args),
    },
  },
  setup(ctx) {
    const { state } = ctx;
    for (const name of FACTIONS) {
      const held = shards.filter(({ keeper }) => keeper === name).length;
      state.factions.add({ name, shards: held });
    }
    for (const { number, keeper } of shards) state.shards.add({ number, keeper });
    state.world.tickMs = ctx.settings.tickMs;
    state.world.captureTicks = ctx.settings.captureTicks;
    state.world.skyUntil = skyTicks(ctx, 'calm');
    fillDens(ctx);
  },
  tick(ctx) {
    const { world } = ctx.state;
    world.now = ctx.tick;
    world.nowMs += ctx.settings.tickMs;
    workShards(ctx);
    wakeCreatures(ctx);
    settleReality(ctx);
    if (turnSky(ctx)) settleReality(ctx);
  },
});
