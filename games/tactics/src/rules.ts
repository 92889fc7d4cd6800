// Tactics: ships in space, two to six commanders, orders given at the same time, then ten seconds of battle. A tick:
//   (first: orders become courses)  →  ships  →  shots  →  projectiles  →  losses  →  sensors  →  (last: the turn is settled)
import { defineGame } from '@rubato/game';
import { SENSORS } from './balance.ts';
import { settleFallen, type Fallen } from './damage.ts';
import { fillField } from './field.ts';
import { fireMounts } from './gunnery.ts';
import { moveShips } from './movement.ts';
import {
  aimAt,
  aimRefusal,
  allocate,
  changeMode,
  confirm,
  confirmRefusal,
  modeRefusal,
  plan,
  planRefusal,
  powerRefusal,
  target,
  targetRefusal,
} from './orders.ts';
import { moveProjectiles } from './projectiles.ts';
import { sees, sweep } from './sensors.ts';
import { openBattle } from './setup.ts';
import { orderArgs, tacticsEvents, tacticsSettings, tacticsState } from './state.ts';
import { closeTurn, isFirstTick, isLastTick, openTurn } from './turn.ts';
import { awaited, resultOf } from './victory.ts';

export const tactics = defineGame({
  name: 'tactics',
  version: 1,
  rewindTicks: 0,
  state: tacticsState,
  events: tacticsEvents,
  settings: tacticsSettings,
  commands: {
    MovementPlanned: {
      args: orderArgs.MovementPlanned,
      check: planRefusal,
      apply: (ctx, _who, args) => plan(ctx, args),
    },
    MovementConfirmed: {
      args: orderArgs.MovementConfirmed,
      check: confirmRefusal,
      apply: (ctx, _who, args) => confirm(ctx, args),
    },
    MovementModeChanged: {
      args: orderArgs.MovementModeChanged,
      check: modeRefusal,
      apply: (ctx, _who, args) => changeMode(ctx, args),
    },
    WeaponTargeted: {
      args: orderArgs.WeaponTargeted,
      check: targetRefusal,
      apply: (ctx, _who, args) => target(ctx, args),
    },
    SubsystemTargeted: {
      args: orderArgs.SubsystemTargeted,
      check: aimRefusal,
      apply: (ctx, _who, args) => aimAt(ctx, args),
    },
    PowerAllocated: {
      args: orderArgs.PowerAllocated,
      check: powerRefusal,
      apply: (ctx, _who, args) => allocate(ctx, args),
    },
  },
  setup: openBattle,
  joined({ state }, who) {
    for (const side of state.sides) if (side.owner === who) side.gone = false;
  },
  left({ state }, who) {
    for (const side of state.sides) if (side.owner === who) side.gone = true;
  },
  tick(ctx) {
    const { battle } = ctx.state;
    battle.now = ctx.tick;
    if (battle.phase === 'over') return;
    if (isFirstTick(ctx.tick)) openTurn(ctx);
    fillField(ctx.state.rocks);
    const fallen: Fallen[] = [];
    moveShips(ctx, fallen);
    fireMounts(ctx, fallen);
    moveProjectiles(ctx, fallen);
    settleFallen(ctx, fallen);
    if (ctx.tick % SENSORS.everyTicks === 0) sweep(ctx);
    if (isLastTick(ctx.tick)) closeTurn(ctx);
  },
  awaits: awaited,
  sees,
  result: resultOf,
});
