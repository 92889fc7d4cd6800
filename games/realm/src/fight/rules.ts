// A fight, turn by turn: one to four on each side, characters or creatures. An order uses the turn of the one who gives it
// and begins the next; a creature decides for itself, and a turn whose time is over is spent defending.
import { defineGame } from '@rubato/game';
import { seat } from '@rubato/schema';
import type { Seat } from '@rubato/schema';
import { decide } from './brain.ts';
import type { FightCommand } from './command.ts';
import { beginRound, goOn } from './course.ts';
import { abilityName, supplyName } from './names.ts';
import {
  abilityRefusal,
  attack,
  attackRefusal,
  defend,
  flee,
  itemRefusal,
  turnRefusal,
  useAbility,
  useItem,
} from './orders.ts';
import { lineUp } from './setup.ts';
import { fighterOf, fightEvents, fightSettings, fightState, NOBODY, type FightContext } from './state.ts';

// Pure: a page takes the names and places from here, and leaves the rules to the server.
export const fight = /* @__PURE__ */ defineGame({
  name: 'realm-fight',
  version: 1,
  rewindTicks: 0,
  state: fightState,
  events: fightEvents,
  settings: fightSettings,
  commands: {
    attack: {
      args: { target: seat },
      check: (view, who, { target }) => attackRefusal(view, who, target),
      apply: (ctx, who, args) => carryOut(ctx, who, { name: 'attack', args }, 'order'),
    },
    defend: {
      args: {},
      check: turnRefusal,
      apply: (ctx, who) => carryOut(ctx, who, { name: 'defend', args: {} }, 'order'),
    },
    ability: {
      args: { ability: abilityName, target: seat },
      check: (view, who, { ability, target }) => abilityRefusal(view, who, ability, target),
      apply: (ctx, who, args) => carryOut(ctx, who, { name: 'ability', args }, 'order'),
    },
    item: {
      args: { item: supplyName, target: seat },
      check: (view, who, { item, target }) => itemRefusal(view, who, item, target),
      apply: (ctx, who, args) => carryOut(ctx, who, { name: 'item', args }, 'order'),
    },
    flee: {
      args: {},
      check: turnRefusal,
      apply: (ctx, who) => carryOut(ctx, who, { name: 'flee', args: {} }, 'order'),
    },
  },
  setup(ctx) {
    const { round } = ctx.state;
    round.kind = ctx.settings.kind;
    round.turnTicks = Math.max(1, ctx.settings.turnTicks);
    lineUp(ctx);
    beginRound(ctx, 1);
    goOn(ctx);
  },
  tick(ctx) {
    const { round } = ctx.state;
    round.now = ctx.tick;
    if (round.phase === 'done' || ctx.tick < round.dueAt) return;
    const fighter = fighterOf(ctx.state, round.acting);
    if (fighter?.kind === 'character') carryOut(ctx, fighter.owner, { name: 'defend', args: {} }, 'timer');
    else if (fighter) carryOut(ctx, fighter.owner, decide(ctx.state, fighter, ctx.random('creatures')), 'nature');
  },
  awaits: (view) => (view.round.acting === 0 ? [] : [view.round.acting]),
  result(view) {
    const { phase, winner, outcome } = view.round;
    if (phase !== 'done') return undefined;
    const winners: Seat[] = [];
    for (const { owner, side, state } of view.fighters)
      if (winner !== 0 && side === winner && state !== 'fled') winners.push(owner);
    const scores = [...view.fighters].map(({ owner, dealt, healed }) => ({ seat: owner, score: dealt + healed }));
    return { winners, scores, reason: outcome };
  },
});

type Cause = 'order' | 'timer' | 'nature';
function carryOut(ctx: FightContext, who: Seat, command: FightCommand, by: Cause): void {
  const fighter = fighterOf(ctx.state, who);
  if (fighter) fighter.missed = by === 'timer' ? fighter.missed + 1 : 0;
  ctx.emit('acted', { who, action: command.name, ...aimOf(command), by });
  switch (command.name) {
    case 'attack':
      return attack(ctx, who, command.args.target);
    case 'defend':
      return defend(ctx, who);
    case 'ability':
      return useAbility(ctx, who, command.args.ability, command.args.target);
    case 'item':
      return useItem(ctx, who, command.args.item, command.args.target);
    case 'flee':
      return flee(ctx, who);
    default:
      command satisfies never;
  }
}

function aimOf(command: FightCommand): { readonly target: Seat; readonly detail: string } {
  if (command.name === 'defend' || command.name === 'flee') return { target: NOBODY, detail: '' };
  const { target } = command.args;
  if (command.name === 'attack') return { target, detail: '' };
  return { target, detail: command.name === 'ability' ? command.args.ability : command.args.item };
}
