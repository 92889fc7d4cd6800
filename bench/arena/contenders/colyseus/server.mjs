// Colyseus 0.18 with the workload, as its documentation advises: fixed timestep, defineInput, quantised fields.
import { Room, Server } from '@colyseus/core';
import { schema, t } from '@colyseus/schema';
import { WebSocketTransport } from '@colyseus/ws-transport';
import { parseFlags } from '../../harness/flags.ts';
import { TickGauge, serveMeasurements } from '../../harness/server-side.ts';
import {
  ailing,
  drawMotion,
  moveByStick,
  moveOther,
  placeBody,
  positionRange,
  workload,
} from '../../harness/workload.ts';
import { StickInput } from './input.mjs';

const { port, precision, broadcast } = parseFlags(
  {
    port: 0,
    /** `quantised`: 16 bits a field; `float`: 32. */
    precision: 'quantised',
    /** `timer`: its own patch timer, the default of Colyseus; `step`: at the end of each step. */
    broadcast: 'timer',
  },
  process.argv.slice(2),
);

const position = () => (precision === 'quantised' ? t.quantized(positionRange) : t.float32());
const heading = () => (precision === 'quantised' ? t.angle() : t.float32());
const Entity = schema({ x: position(), y: position(), z: position(), yaw: heading(), health: t.uint8() }, 'Entity');
const State = schema({ entities: t.map(Entity) }, 'State');

const { hz, players, others } = workload;
const PATCH_MS = 33;

class ArenaRoom extends Room {
  patchRate = PATCH_MS;
  maxClients = players;
  state = new State();
  inputs = this.defineInput(StickInput);

  onCreate() {
    this.time = 0;
    this.ticks = 0;
    this.seats = new Map();
    this.bodies = Array.from({ length: players + others }, (_, at) => {
      const entity = new Entity();
      placeBody(entity, Math.random);
      this.state.entities.set(String(at), entity);
      return entity;
    });
    this.motions = this.bodies.map(() => drawMotion(Math.random));
    this.free = Array.from({ length: players }, (_, at) => at);
    const gauge = new TickGauge(hz);
    const advance = this.clock.tick.bind(this.clock);
    this.clock.tick = (now) => {
      gauge.tick();
      return advance(now);
    };
    this.setFixedTimestep(({ dt }) => this.step(dt), hz);
    // After the line above: a room that starts without a patch timer steps its clock twice.
    if (broadcast === 'step') this.patchRate = null;
  }

  onJoin(client) {
    this.seats.set(client.sessionId, this.free.pop());
  }

  onLeave(client) {
    this.free.push(this.seats.get(client.sessionId));
    this.seats.delete(client.sessionId);
  }

  step(seconds) {
    this.time += seconds;
    this.ticks++;
    const { bodies, motions } = this;
    for (const [id, seat] of this.seats) {
      for (const input of this.inputs.get(id)) moveByStick(bodies[seat], input, seconds, Math.sin);
    }
    for (let at = players; at < bodies.length; at++)
      moveOther(bodies[at], motions[at], seconds, this.time, Math.sin, Math.cos);
    const { index, health } = ailing(this.ticks);
    bodies[index].health = health;
    if (broadcast === 'step') this.broadcastPatch();
  }
}

const server = new Server({ greet: false, transport: new WebSocketTransport({ perMessageDeflate: false }) });
server.define('arena', ArenaRoom);
await server.listen(port, '127.0.0.1');
serveMeasurements();
