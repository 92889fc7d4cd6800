/**
 * Turns events into what is seen and heard, at the instant at which they are shown: an event waits until the shown
 * tick reaches it. What the own ship does (fire, beam, boost) is noticed from its predicted row in the same frame
 * instead, so the event of it is passed over.
 */
import type { MatchEvent, Shake, SoundPlayer } from '@rubato/web';
import type { Effects } from './view-effects.ts';
import { pickupInk, world } from './view-palette.ts';
import { poseOf, type Scene, type ShipPose } from './view-scene.ts';
import { sounds, type SoundName } from './view-sounds.ts';
import type { Pickup } from './state.ts';

/** Events waiting to be shown; past it the oldest is shown at once. */
export const WAITING_MAX = 256;
/** Distance at which a sound has faded out. */
const HEARING = 90;

type Data = Readonly<Record<string, number | boolean | string>>;

export interface Listener {
  /** A blow to the own ship, 0 to 1. */
  hurt(force: number): void;
  /** The own shot or beam struck somebody. */
  landed(): void;
}

export class Happenings {
  readonly #waiting: MatchEvent[] = [];
  readonly #effects: Effects;
  readonly #shake: Shake;
  readonly #sound: SoundPlayer;
  readonly #listener: Listener;
  #scene: Scene | undefined;
  readonly #own = { firedAt: 0, beamAt: 0, boostAt: 0, charging: false };

  constructor(effects: Effects, shake: Shake, sound: SoundPlayer, listener: Listener) {
    this.#effects = effects;
    this.#shake = shake;
    this.#sound = sound;
    this.#listener = listener;
  }

  add(event: MatchEvent): void {
    this.#waiting.push(event);
    if (this.#waiting.length > WAITING_MAX && this.#scene) this.#show(this.#waiting.shift()!, this.#scene);
  }

  step(scene: Scene): void {
    this.#scene = scene;
    if (scene.own) this.#noticeOwn(scene.own);
    let kept = 0;
    for (const event of this.#waiting) {
      const due = event.data['victim'] === scene.seat ? scene.ownTick : scene.tick;
      if (event.predicted || event.tick <= due) this.#show(event, scene);
      else this.#waiting[kept++] = event;
    }
    this.#waiting.length = kept;
  }

  #noticeOwn(ship: ShipPose): void {
    const { row } = ship;
    const own = this.#own;
    if (row.firedAt > own.firedAt) this.#hear('shot', ship.x, ship.y);
    if (row.beamAt > own.beamAt) {
      this.#hear('beam', ship.x, ship.y);
      this.#shake.knock(0.3);
    }
    if (row.boostAt > own.boostAt) {
      this.#hear('boost', ship.x, ship.y);
      this.#effects.boosted(ship);
      this.#shake.knock(0.22);
    }
    const charging = row.beamCharge > 0;
    if (charging && !own.charging) this.#hear('charge', ship.x, ship.y);
    Object.assign(own, { firedAt: row.firedAt, beamAt: row.beamAt, boostAt: row.boostAt, charging });
  }

  #show(event: MatchEvent, scene: Scene): void {
    const data = event.data as Data;
    const [x, y] = [Number(data['x'] ?? 0), Number(data['y'] ?? 0)];
    const mine = data['by'] === scene.seat && scene.seat !== 0;
    const actor = poseOf(scene, Number(data['by'] ?? 0));
    switch (event.name) {
      case 'fired':
        if (!mine && actor) this.#hear('shot', actor.x, actor.y, 0.6);
        break;
      case 'beamed':
        if (!mine) this.#hear('beam', x, y);
        break;
      case 'boosted':
        if (mine || !actor) break;
        this.#effects.boosted(actor);
        this.#hear('boost', actor.x, actor.y);
        break;
      case 'struck':
        this.#effects.struck(x, y);
        this.#hear('struck', x, y);
        break;
      case 'bounced':
        this.#bounce(x, y, Number(data['force']) / 255, mine);
        break;
      default:
        this.#showRare(event.name, data, scene, x, y);
    }
  }

  #showRare(name: string, data: Data, scene: Scene, x: number, y: number): void {
    const effects = this.#effects;
    switch (name) {
      case 'hit':
        this.#hit(data, scene, x, y);
        break;
      case 'shieldDown': {
        const ship = poseOf(scene, Number(data['victim']));
        if (ship) effects.shieldDown(ship);
        if (ship) this.#hear('shieldDown', ship.x, ship.y);
        break;
      }
      case 'destroyed':
        effects.destroyed(Number(data['victim']), x, y);
        this.#hear('destroyed', x, y);
        this.#hear('rumble', x, y);
        this.#shake.knock(data['victim'] === scene.seat ? 0.9 : 0.35);
        break;
      case 'picked':
        effects.picked(pickupInk[data['kind'] as Pickup['kind']] ?? world.good, x, y);
        this.#hear('picked', x, y);
        break;
      case 'respawned':
        effects.respawned(Number(data['who']), x, y);
        this.#hear('respawned', x, y);
        break;
      case 'roundStarted':
        this.#sound.play(sounds.start);
        break;
      case 'roundOver':
        this.#sound.play(sounds.over);
        break;
    }
  }

  #hit(data: Data, scene: Scene, x: number, y: number): void {
    const shield = data['shield'] === true;
    this.#effects.hit(x, y, shield);
    this.#hear(shield ? 'shield' : 'hull', x, y);
    if (scene.seat === 0) return;
    if (data['victim'] === scene.seat) {
      const force = data['weapon'] === 'beam' ? 0.55 : 0.28;
      this.#shake.knock(force);
      this.#listener.hurt(shield ? force * 0.5 : force);
    }
    if (data['by'] === scene.seat) {
      this.#sound.play(sounds.landed);
      this.#listener.landed();
    }
  }

  #bounce(x: number, y: number, force: number, mine: boolean): void {
    this.#effects.bounced(x, y, force);
    this.#hear('bounced', x, y, 0.4 + force);
    if (mine) this.#shake.knock(0.1 + force * 0.5);
  }

  /** Nearer is louder; left and right as on the screen. */
  #hear(name: SoundName, x: number, y: number, loudness = 1): void {
    const ear = this.#scene?.own;
    const [dx, dy] = [x - (ear?.x ?? 0), y - (ear?.y ?? 0)];
    const far = Math.sqrt(dx * dx + dy * dy) / HEARING;
    this.#sound.play(sounds[name], dx / 70, loudness * Math.max(0, 1 - far));
  }
}
