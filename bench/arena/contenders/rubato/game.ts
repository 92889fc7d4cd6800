// The workload as a game of ours. What drives the others stands in their rows, as everything that rules depend on must;
// it never changes, so it travels in keyframes only.
import { cos, defineGame, sin } from '@rubato/game';
import { angle, f32, fixed, i8, seat, table, u8 } from '@rubato/schema';
import {
  ailing,
  drawMotion,
  moveByStick,
  moveOther,
  placeBody,
  positionRange,
  workload,
} from '../../harness/workload.ts';

const { min, max } = positionRange;
const position = fixed(min, max, (max - min) / 0xffff);
const body = { x: position, y: position, z: position, yaw: angle(16), health: u8 };
const seconds = 1 / workload.hz;

export const benchGame = defineGame({
  name: 'bench',
  version: 1,
  state: {
    ships: table({ owner: seat, ...body }, { max: workload.players }),
    others: table({ ...body, turn: f32, speed: f32, phase: f32 }, { max: workload.others }),
  },
  frame: {
    args: { dx: i8, dz: i8, yaw: u8 },
    neutral: { dx: 0, dz: 0, yaw: 0 },
    step({ state }, who, stick) {
      for (const ship of state.ships) if (ship.owner === who) moveByStick(ship, stick, seconds, sin);
    },
  },
  setup({ state, random }) {
    const draws = random('places');
    const share = () => draws.float();
    for (let other = 0; other < workload.others; other++) placeBody(state.others.add(drawMotion(share)), share);
  },
  joined({ state, random }, who) {
    const draws = random('places');
    placeBody(state.ships.add({ owner: who }), () => draws.float());
  },
  left({ state }, who) {
    for (const ship of state.ships) if (ship.owner === who) state.ships.remove(ship);
  },
  tick({ state, tick }) {
    const time = tick * seconds;
    const { index, health } = ailing(tick);
    let at = 0;
    for (const ship of state.ships) if (at++ === index) ship.health = health;
    for (const other of state.others) {
      moveOther(other, other, seconds, time, sin, cos);
      if (at++ === index) other.health = health;
    }
  },
});
