/** Short-lived marks over the picture, in CSS pixels: what ships say, the cross of a hit, edges that redden. */
import { text, type Camera, type MatchEvent, type TextStyle } from '@rubato/web';
import { seatInk, world } from './view-palette.ts';
import { poseOf, type Scene } from './view-scene.ts';

const HURT_MS = 320;
const LANDED_MS = 140;
const EMOTE_TICKS = 60;
/** The last ticks of an emote, in which it fades. */
const EMOTE_FADE_TICKS = 15;
const SAID: TextStyle = { size: 20, face: 'score', align: 'center' };
/** Line widths of the reddened edge with their strengths, from the rim inwards. */
const RIM_WIDTHS = [3, 10, 20];
const RIM_ALPHAS = [0.5, 0.28, 0.14];

export class Marks {
  readonly #emotes = new Map<number, { words: string; at: number }>();
  #hurtMs = 0;
  #hurtForce = 0;
  #landedMs = 0;

  hurt(force: number): void {
    this.#hurtMs = HURT_MS;
    this.#hurtForce = force;
  }

  landed(): void {
    this.#landedMs = LANDED_MS;
  }

  emoted(event: MatchEvent): void {
    this.#emotes.set(Number(event.data['by']), { words: `${String(event.data['kind'])}!`, at: event.tick });
  }

  step(scene: Scene, dtMs: number): void {
    this.#hurtMs = Math.max(0, this.#hurtMs - dtMs);
    this.#landedMs = Math.max(0, this.#landedMs - dtMs);
    for (const [seat, said] of this.#emotes) if (scene.tick - said.at > EMOTE_TICKS) this.#emotes.delete(seat);
  }

  draw(context: CanvasRenderingContext2D, camera: Camera, scene: Scene): void {
    if (this.#emotes.size > 0) this.#drawEmotes(context, camera, scene);
    if (this.#landedMs > 0 && scene.own) this.#drawLanded(context, camera, scene);
    if (this.#hurtMs > 0) this.#drawHurt(context, camera);
    context.globalAlpha = 1;
  }

  #drawEmotes(context: CanvasRenderingContext2D, camera: Camera, scene: Scene): void {
    for (const [seat, { words, at }] of this.#emotes) {
      const ship = poseOf(scene, seat);
      if (!ship) continue;
      const left = EMOTE_TICKS - (scene.tick - at);
      context.globalAlpha = Math.max(0, Math.min(1, left / EMOTE_FADE_TICKS));
      const y = camera.screenY(ship.y) - camera.scale * 3.6 - 26;
      text(context, words, camera.screenX(ship.x), y, seatInk(seat), SAID);
    }
  }

  /** A small cross on the own ship's nose line when a shot lands. */
  #drawLanded(context: CanvasRenderingContext2D, camera: Camera, { own }: Scene): void {
    const reach = 9 * camera.scale;
    const x = camera.screenX(own!.x) + Math.cos(own!.heading) * reach;
    const y = camera.screenY(own!.y) + Math.sin(own!.heading) * reach;
    context.strokeStyle = world.beam;
    context.globalAlpha = this.#landedMs / LANDED_MS;
    context.lineWidth = 2;
    context.beginPath();
    for (let dx = -1; dx <= 1; dx += 2) {
      for (let dy = -1; dy <= 1; dy += 2) {
        context.moveTo(x + dx * 4, y + dy * 4);
        context.lineTo(x + dx * 9, y + dy * 9);
      }
    }
    context.stroke();
  }

  /** The edges redden under a blow. */
  #drawHurt(context: CanvasRenderingContext2D, { width, height }: Camera): void {
    context.strokeStyle = world.bad;
    const strength = (this.#hurtMs / HURT_MS) * Math.min(1, 0.4 + this.#hurtForce);
    for (let at = 0; at < RIM_WIDTHS.length; at++) {
      const wide = RIM_WIDTHS[at]!;
      context.globalAlpha = RIM_ALPHAS[at]! * strength;
      context.lineWidth = wide;
      context.strokeRect(wide / 2, wide / 2, width - wide, height - wide);
    }
  }
}
