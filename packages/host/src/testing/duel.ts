import { defineGame } from '@rubato/game';
import { fixed, i8, oneOf, seat, u8, u16 } from '@rubato/schema';

/** A game for the host's tests: bodies to move, gold to race for, secrets to keep, rules that can be made to throw. */
export const duel = defineGame({
  name: 'duel',
  version: 1,
  state: {
    bodies: { owner: seat, x: fixed(-500, 500, 1 / 256), gold: u16 },
    secrets: { owner: seat, value: u8 },
  },
  events: { moved: { by: seat }, told: { value: u8 }, ended: {} },
  settings: { fields: { goal: u16 }, defaults: { goal: 60_000 } },
  frame: {
    args: { push: i8, trouble: oneOf('none', 'step') },
    neutral: { push: 0, trouble: 'none' },
    step({ state }, who, { push, trouble }) {
      if (trouble === 'step') throw new Error('a step that throws');
      for (const body of state.bodies) if (body.owner === who) body.x += push / 64;
    },
  },
  commands: {
    take: {
      args: { n: u16 },
      check: (_view, _who, { n }) => (n > 100 ? 'too-greedy' : undefined),
      apply({ state, emit }, who, { n }) {
        for (const body of state.bodies) if (body.owner === who) body.gold += n;
        emit('moved', { by: who });
      },
    },
    whisper: {
      args: { value: u8, to: seat },
      apply({ emit }, _who, { value, to }) {
        emit('told', { value }, to);
      },
    },
    spoil: {
      args: {},
      apply({ state }, who) {
        for (const body of state.bodies) if (body.owner === who) body.gold = 7;
        throw new Error('a rule that throws');
      },
    },
    doom: {
      args: {},
      apply({ state }, who) {
        state.secrets.add({ owner: who, value: 255 });
      },
    },
  },
  setup() {},
  joined({ state }, owner) {
    state.bodies.add({ owner });
    state.secrets.add({ owner, value: owner });
  },
  left({ state }, who) {
    for (const body of state.bodies) if (body.owner === who) state.bodies.remove(body);
    for (const secret of state.secrets) if (secret.owner === who) state.secrets.remove(secret);
  },
  tick({ state }) {
    for (const secret of state.secrets) if (secret.value === 255) throw new Error('a tick that throws');
  },
  sees: (_view, viewer, table, row) => table !== 'secrets' || row.owner === viewer,
  result(view) {
    const rich = [...view.bodies].find((body) => body.gold >= 1000);
    return rich && { winners: [rich.owner] };
  },
});
