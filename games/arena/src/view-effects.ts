/** Sparks, rings, debris and embers: for the eye only. Distances in world units, speeds per second. */
import { eyeRandom, glow, Particles, type ParticleStyle } from '@rubato/web';
import { SHIP } from './balance.ts';
import { seatInk, world } from './view-palette.ts';
import type { Scene, ShipPose } from './view-scene.ts';

const PARTICLES = 700;
const RINGS = 24;

const INKS = [world.flame, world.ember, world.shield, world.beam, '#ffffff', world.good, world.bad, world.energy];
const FIRST_SEAT_INK = INKS.length;
const seatStyle = (seat: number): number => FIRST_SEAT_INK + ((seat - 1) & 7);

const style = (ink: number, lifeMs: number, size: number, streak = 0, drag = 1.4, endSize = 0.05): ParticleStyle => ({
  ink,
  lifeMs,
  size,
  endSize,
  drag,
  streak,
});
const ember = style(1, 380, 0.5, 0, 2.2);
const spark = style(0, 320, 0.2, 0.028, 2.5);
const shieldSpark = style(2, 300, 0.2, 0.03, 2.4);
const fire = style(0, 620, 1, 0, 2.6);
const fireDeep = style(1, 950, 1.3, 0, 2);
const smoke = style(1, 700, 0.34, 0, 1.2);
const seatSparks = Array.from({ length: 8 }, (_, index) => style(seatStyle(index + 1), 900, 0.26, 0.035, 1.5));
const seatDebris = Array.from({ length: 8 }, (_, index) => style(seatStyle(index + 1), 1500, 0.62, 0, 0.9, 0.2));

interface Ring {
  ink: string;
  x: number;
  y: number;
  from: number;
  to: number;
  ageMs: number;
  lifeMs: number;
}

export class Effects {
  readonly #random = eyeRandom(3);
  readonly #particles = new Particles(PARTICLES, [
    ...INKS,
    ...Array.from({ length: 8 }, (_, index) => seatInk(index + 1)),
  ]);
  readonly #rings: Ring[] = Array.from({ length: RINGS }, () => ({
    ink: '',
    x: 0,
    y: 0,
    from: 0,
    to: 0,
    ageMs: 1,
    lifeMs: 0,
  }));
  #nextRing = 0;
  /** A third of the sparks and no embers: for who wants less motion, and to save power. */
  calm = false;

  step(scene: Scene, dtMs: number): void {
    for (let at = 0; at < scene.shipCount; at++) this.#trail(scene.ships[at]!, dtMs);
    for (const ring of this.#rings) ring.ageMs += dtMs;
    this.#particles.step(dtMs);
  }

  draw(context: CanvasRenderingContext2D): void {
    this.#particles.draw(context);
    for (const ring of this.#rings) {
      if (ring.ageMs >= ring.lifeMs) continue;
      const spent = ring.ageMs / ring.lifeMs;
      const eased = 1 - (1 - spent) * (1 - spent);
      context.strokeStyle = ring.ink;
      context.globalAlpha = (1 - spent) * 0.8;
      context.lineWidth = 0.1 + (1 - spent) * 0.45;
      context.beginPath();
      context.arc(ring.x, ring.y, ring.from + (ring.to - ring.from) * eased, 0, Math.PI * 2);
      context.stroke();
      if (spent < 0.3) glow(context, ring.ink, ring.x, ring.y, ring.to, (0.3 - spent) * 1.6);
    }
    context.globalAlpha = 1;
  }

  clear(): void {
    this.#particles.clear();
    for (const ring of this.#rings) ring.lifeMs = 0;
  }

  ring(ink: string, x: number, y: number, from: number, to: number, lifeMs: number): void {
    const ring = this.#rings[this.#nextRing]!;
    this.#nextRing = (this.#nextRing + 1) % RINGS;
    Object.assign(ring, { ink, x, y, from, to, lifeMs, ageMs: 0 });
  }

  struck(x: number, y: number): void {
    this.#burst(spark, x, y, 7, 6, 22);
  }

  hit(x: number, y: number, shield: boolean): void {
    this.#burst(shield ? shieldSpark : spark, x, y, shield ? 10 : 14, 8, 30);
    if (!shield) this.#burst(ember, x, y, 5, 2, 9);
    this.ring(shield ? world.shield : world.ember, x, y, 0.4, shield ? 2.6 : 2, 240);
  }

  shieldDown(ship: ShipPose): void {
    this.#burst(shieldSpark, ship.x, ship.y, 26, 10, 26);
    this.ring(world.shield, ship.x, ship.y, 3, 6, 420);
  }

  /** Fire, debris in the seat's colour and rings that sound out. */
  destroyed(seat: number, x: number, y: number): void {
    const index = (seat - 1) & 7;
    this.#burst(fire, x, y, 26, 2, 20);
    this.#burst(fireDeep, x, y, 20, 1, 13);
    this.#burst(seatSparks[index]!, x, y, 46, 12, 52);
    this.#burst(seatDebris[index]!, x, y, 14, 3, 17);
    this.ring('#ffffff', x, y, 0.5, 6, 260);
    this.ring(world.ember, x, y, 1, 12, 620);
    this.ring(seatInk(seat), x, y, 1, 18, 1100);
  }

  bounced(x: number, y: number, force: number): void {
    this.#burst(spark, x, y, 4 + Math.round(force * 12), 4, 12 + force * 22);
  }

  boosted(ship: ShipPose): void {
    const [dx, dy] = [Math.cos(ship.heading), Math.sin(ship.heading)];
    for (let n = 0; n < 22; n++) {
      const speed = this.#random.between(10, 44);
      const side = this.#random.between(-8, 8);
      this.#particles.emit(
        n % 3 === 0 ? spark : ember,
        ship.x - dx * 1.6,
        ship.y - dy * 1.6,
        ship.vx - dx * speed - dy * side,
        ship.vy - dy * speed + dx * side,
      );
    }
    this.ring(world.flame, ship.x - dx * 2, ship.y - dy * 2, 0.5, 3.6, 280);
  }

  picked(ink: string, x: number, y: number): void {
    const at = Math.max(0, INKS.indexOf(ink as (typeof INKS)[number]));
    this.#burst(style(at, 520, 0.26, 0.02, 2.2), x, y, 18, 6, 20);
    this.ring(ink, x, y, 1, 5, 420);
  }

  respawned(seat: number, x: number, y: number): void {
    this.ring(seatInk(seat), x, y, 8, 2.6, 460);
    this.ring(world.beam, x, y, 1, 5, 520);
    this.#burst(seatSparks[(seat - 1) & 7]!, x, y, 14, 4, 14);
  }

  #burst(kind: ParticleStyle, x: number, y: number, count: number, slow: number, fast: number): void {
    const born = this.calm ? Math.ceil(count / 3) : count;
    for (let n = 0; n < born; n++) {
      const angle = this.#random.between(0, Math.PI * 2);
      const speed = this.#random.between(slow, fast);
      this.#particles.emit(kind, x, y, Math.cos(angle) * speed, Math.sin(angle) * speed);
    }
  }

  /** Embers of the engine, smoke of a hull that is nearly gone. */
  #trail(ship: ShipPose, dtMs: number): void {
    if (!ship.row.alive || this.calm) return;
    const random = this.#random;
    const [dx, dy] = [Math.cos(ship.heading), Math.sin(ship.heading)];
    if (ship.engine > 0 && random.share() < ship.engine * dtMs * 0.045) {
      const speed = random.between(9, 17);
      this.#particles.emit(
        ember,
        ship.x - dx * 2.2,
        ship.y - dy * 2.2,
        ship.vx - dx * speed + random.between(-3, 3),
        ship.vy - dy * speed + random.between(-3, 3),
      );
    }
    const worn = 1 - ship.row.hull / SHIP.hull;
    if (worn > 0.5 && random.share() < (worn - 0.4) * dtMs * 0.04) {
      this.#particles.emit(
        smoke,
        ship.x + random.between(-1, 1),
        ship.y + random.between(-1, 1),
        ship.vx * 0.4 + random.between(-2, 2),
        ship.vy * 0.4 + random.between(-2, 2),
      );
    }
  }
}
