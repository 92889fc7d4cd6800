import { defineGame } from '@rubato/game';
import { fixed, i8, seat, u16 } from '@rubato/schema';

/** A game for tests: bodies with inertia that their seats push; a bump that the server alone decides. */
export const mover = defineGame({
  name: 'mover',
  version: 1,
  state: {
    bodies: { owner: seat, x: fixed(-500, 500, 1 / 1024), vx: fixed(-32, 32, 1 / 1024), pushes: u16 },
  },
  events: { pushed: { by: seat } },
  frame: {
    args: { push: i8 },
    neutral: { push: 0 },
    step({ state, emit }, who, { push }) {
      for (const body of state.bodies) {
        if (body.owner !== who) continue;
        body.vx = body.vx * 0.98 + push / 256;
        body.x += body.vx;
        if (push === 100) emit('pushed', { by: who });
      }
    },
  },
  commands: {
    dash: {
      args: { by: i8 },
      predict: true,
      check: (view, who, { by }) =>
        [...view.bodies].some((body) => body.owner === who) && by !== 0 ? undefined : 'no-dash',
      apply({ state }, who, { by }) {
        for (const body of state.bodies) if (body.owner === who) body.vx += by;
      },
    },
    /** The server's word against the prediction: moves somebody else. */
    shove: {
      args: { whom: seat, by: i8 },
      apply({ state }, _who, { whom, by }) {
        for (const body of state.bodies) if (body.owner === whom) body.x += by;
      },
    },
  },
  setup({ state }, seats) {
    for (const owner of seats) state.bodies.add({ owner });
  },
  joined({ state }, owner) {
    state.bodies.add({ owner });
  },
  left({ state }, who) {
    for (const body of state.bodies) if (body.owner === who) state.bodies.remove(body);
  },
});
