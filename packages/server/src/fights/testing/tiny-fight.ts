/** The least game that fights can be made of: two take turns, a blow fells, nothing else hurts. */
import { defineGame, type Rejection } from '@rubato/game';
import { list, oneOf, one, seat, struct, text, u8, type Seat } from '@rubato/schema';
import { refusal, type Stand } from '@rubato/services';
import type { FightGame } from '../fight-game.ts';

const sides = list(u8, 8);
const endings = oneOf('none', 'victory', 'flight', 'draw');

interface Round {
  turn: number;
  acting: Seat;
  fallen: Seat;
  count: number;
  sides: readonly number[];
  outcome: 'none' | 'victory' | 'flight' | 'draw';
}
interface View {
  readonly round: Readonly<Round>;
}
interface Context {
  readonly state: { readonly round: Round };
  emit(event: 'acted' | 'ended' | 'leaves' | 'reward', data: never): void;
}

const ofTurn = ({ round }: View, who: Seat): Rejection | undefined =>
  round.acting === who ? undefined : 'not-your-turn';

function goOn({ state, emit }: Context, by: Seat): void {
  const { round } = state;
  emit('acted', { who: by, action: 'attack', target: 0, detail: '', by: 'order' } as never);
  round.turn += 1;
  round.acting = ((by % round.count) + 1) as Seat;
}

function end({ state, emit }: Context, winner: number, outcome: 'victory' | 'flight'): void {
  const { round } = state;
  round.acting = 0 as Seat;
  round.outcome = outcome;
  emit('ended', { outcome, winner } as never);
  round.sides.forEach((side, at) => {
    const who = at + 1;
    const health = who === round.fallen ? 0 : 10;
    const left = { who, kind: 'character', side, state: health === 0 ? 'fallen' : 'fighting', health, healthMax: 10 };
    const rest = {
      mana: 0,
      manaMax: 0,
      stamina: 0,
      staminaMax: 0,
      healingDraughts: 0,
      spiritDraughts: 0,
      clearSalts: 0,
    };
    emit('leaves', { ...left, ...rest } as never);
  });
}

const leaving = {
  who: seat,
  kind: text(16),
  side: u8,
  state: text(16),
  health: u8,
  healthMax: u8,
  mana: u8,
  manaMax: u8,
  stamina: u8,
  staminaMax: u8,
  healingDraughts: u8,
  spiritDraughts: u8,
  clearSalts: u8,
};

const game = defineGame({
  name: 'tiny-fight',
  version: 1,
  rewindTicks: 0,
  state: { round: one({ turn: u8, acting: seat, fallen: seat, count: u8, sides, outcome: endings }) },
  events: {
    acted: { who: seat, action: text(16), target: seat, detail: text(32), by: text(16) },
    ended: { outcome: endings, winner: u8 },
    leaves: leaving,
    reward: { to: seat, kind: text(16), item: text(32), amount: u8 },
  },
  settings: { fields: { sides: list(struct({ side: u8 }), 8) }, defaults: { sides: [] } },
  commands: {
    attack: {
      args: { target: seat },
      check: (view, who, { target }) => ofTurn(view, who) ?? (target === who ? 'wrong-target' : undefined),
      apply(ctx, who, { target }) {
        ctx.state.round.fallen = target;
        goOn(ctx as never, who);
        end(ctx as never, ctx.state.round.sides[who - 1] ?? 0, 'victory');
      },
    },
    ability: { args: { ability: text(48), target: seat }, check: () => 'no-mana', apply() {} },
    item: { args: { item: text(48), target: seat }, check: () => 'none-left', apply() {} },
    defend: { args: {}, check: ofTurn, apply: (ctx, who) => goOn(ctx as never, who) },
    flee: { args: {}, check: ofTurn, apply: (ctx, who) => end(ctx as never, who === 1 ? 2 : 1, 'flight') },
  },
  setup({ state, settings }) {
    state.round.turn = 1;
    state.round.acting = 1 as Seat;
    state.round.count = settings.sides.length;
    state.round.sides = settings.sides.map(({ side }) => side);
  },
  result: ({ round }) => (round.outcome === 'none' ? undefined : { winners: [] }),
});

/** Fights at every place; `dawn-gate` is safe. */
export const tinyFights: FightGame = {
  game,
  hz: 10,
  rules: {
    place: (locationId) => (locationId === 'nowhere' ? undefined : { safe: locationId === 'dawn-gate' }),
    levelAt: () => 1,
    experienceAt: (level) => (level - 1) * 100,
    supplies: [],
    mostSupplies: 0,
    settings: ({ entrants }) => ({ sides: entrants.map(({ side }) => ({ side })) }),
    command: ({ action: name, ...args }) => ({ name, args }),
    stand: (view): Stand => {
      const { round } = view as View;
      const fighters = round.sides.map((_, at) => {
        const vitals = { health: 10, healthMax: 10, mana: 0, manaMax: 0, stamina: 0, staminaMax: 0 };
        return { seat: at + 1, state: 'fighting' as const, ...vitals, defending: false, statuses: [] };
      });
      return { round: 1, turn: round.turn, acting: round.acting, dueInMs: 60_000, fighters };
    },
    around: () => [],
    foes: () => refusal('not-found', 'there are no creatures'),
    engage: () => ({ name: 'engage', args: {} }),
    over: () => ({ name: 'over', args: {} }),
  },
};
