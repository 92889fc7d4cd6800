import { defineGame } from '@rubato/game';
import { bool, one, text, u16, u32 } from '@rubato/schema';

/** A game that a server drives: words are counted, time is told, rules can be made to throw. */
export const tally = defineGame({
  name: 'tally',
  version: 1,
  state: { sum: one({ total: u32, last: text(40), doomed: bool }) },
  events: { begun: {}, added: { word: text(40), total: u32 }, struck: { tick: u32 } },
  settings: { fields: { goal: u32, every: u16 }, defaults: { goal: 1_000_000, every: 10 } },
  rewindTicks: 0,
  commands: {
    add: {
      args: { word: text(40), n: u16 },
      check: (_view, _seat, { n }) => (n === 0 ? 'nothing' : undefined),
      apply({ state, emit }, _seat, { word, n }) {
        state.sum.total += n;
        state.sum.last = word;
        emit('added', { word, total: state.sum.total });
      },
    },
    hush: { args: {}, apply: ({ state }) => void (state.sum.last = '') },
    spoil: {
      args: {},
      apply() {
        throw new Error('a rule that throws');
      },
    },
    doom: { args: {}, apply: ({ state }) => void (state.sum.doomed = true) },
  },
  setup: ({ emit }) => emit('begun', {}),
  tick({ state, tick, settings, emit }) {
    if (state.sum.doomed) throw new Error('a tick that throws');
    if (tick % settings.every === 0) emit('struck', { tick });
  },
  result(view) {
    return view.sum.total >= 1_000_000 ? { winners: [], reason: 'counted' } : undefined;
  },
});
