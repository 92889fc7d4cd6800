/** Draws one seat's screen: reads the source, moves the camera, paints the layers in order. */
import {
  Camera,
  Shake,
  Surface,
  text,
  type MatchEvent,
  type MatchSource,
  type SoundPlayer,
  type ViewSettings,
} from '@rubato/web';
import { HALF_HEIGHT, HALF_WIDTH } from './balance.ts';
import { shipOf, type ArenaFrame, type ArenaView } from './state.ts';
import { Backdrop } from './view-backdrop.ts';
import { Effects } from './view-effects.ts';
import { drawGauges, gaugeLayout, type GaugeLayout } from './view-gauges.ts';
import { Happenings } from './view-happenings.ts';
import { seatInk, world } from './view-palette.ts';
import { drawArrows, drawChart, type Insets } from './view-radar.ts';
import { drawPickups, Rocks } from './view-rocks.ts';
import { blankScene, compose, type Scene, type ShipPose } from './view-scene.ts';
import { drawNames, drawShips } from './view-ships.ts';
import { Beams, Shots } from './view-shots.ts';

/** World units that a screen shows: width times height, whatever its shape. */
const SHOWN_AREA = 134 * 84;
const SPECTATOR_AREA = 170 * 106;
/** CSS pixels per unit from which on a spectator is shown the whole arena. */
const WHOLE_FROM = 4.8;
/** CSS pixels beyond the wall that may show, so that no instrument or thumb covers a ship in a corner. */
const MARGINS = { keys: [130, 120], portrait: [56, 210], landscape: [170, 48], watching: [10, 10] } as const;
/** The camera looks this many seconds ahead of the own ship. */
const LOOK_AHEAD = 0.32;
const BOUNDS = { left: -HALF_WIDTH, top: -HALF_HEIGHT, right: HALF_WIDTH, bottom: HALF_HEIGHT };
const HURT_MS = 320;
const EMOTE_TICKS = 60;

export class Stage {
  readonly scene: Scene = blankScene();
  readonly #surface: Surface;
  readonly #source: MatchSource<ArenaView, ArenaFrame>;
  readonly #settings: () => ViewSettings;
  readonly #camera = new Camera();
  readonly #shake = new Shake();
  readonly #backdrop = new Backdrop();
  readonly #rocks = new Rocks();
  readonly #shots = new Shots();
  readonly #beams = new Beams();
  readonly #effects = new Effects();
  readonly #happenings: Happenings;
  readonly #emotes = new Map<number, { kind: string; at: number }>();
  readonly #bare: boolean;
  #hurtMs = 0;
  #hurtForce = 0;
  #landedMs = 0;
  #placed = false;
  #refit = true;
  #layout: GaugeLayout = gaugeLayout(0, 0, false);

  constructor(
    canvas: HTMLCanvasElement,
    source: MatchSource<ArenaView, ArenaFrame>,
    settings: () => ViewSettings,
    sound: SoundPlayer,
    bare = false,
  ) {
    this.#bare = bare;
    this.#surface = new Surface(canvas);
    this.#source = source;
    this.#settings = settings;
    this.#happenings = new Happenings(this.#effects, this.#shake, sound, {
      hurt: (force) => {
        this.#hurtMs = HURT_MS;
        this.#hurtForce = force;
      },
      landed: () => {
        this.#landedMs = 140;
      },
    });
  }

  add(event: MatchEvent): void {
    this.#happenings.add(event);
    if (event.name === 'emoted')
      this.#emotes.set(Number(event.data['by']), { kind: String(event.data['kind']), at: event.tick });
    if (event.name === 'roundStarted') this.#effects.clear();
  }

  close(): void {
    this.#surface.close();
  }

  /** False until the source has something to show. */
  frame(nowMs: number, dtMs: number): boolean {
    // Remembered over the frames in which there is nothing to show yet.
    this.#refit = this.#surface.begin() || this.#refit;
    const sample = this.#source.sample(nowMs);
    if (!sample) {
      this.#surface.context.fillStyle = world.deep;
      this.#surface.context.fillRect(0, 0, this.#surface.width, this.#surface.height);
      return false;
    }
    const { scene } = this;
    compose(sample, this.#source.seat, scene);
    const settings = this.#settings();
    if (scene.own) this.#shots.notice(scene.own);
    this.#happenings.step(scene);
    this.#effects.step(scene, dtMs);
    this.#shake.step(dtMs, settings.reducedMotion);
    this.#moveCamera(dtMs, this.#refit);
    if (this.#refit) this.#backdrop.fit(this.#surface, this.#camera.scale);
    this.#refit = false;
    this.#layout = gaugeLayout(this.#surface.width, this.#surface.height, settings.touch && this.#source.seat !== 0);
    this.#paintWorld(nowMs);
    this.#paintScreen(dtMs, settings);
    return true;
  }

  #moveCamera(dtMs: number, fitted: boolean): void {
    const [surface, camera, scene] = [this.#surface, this.#camera, this.scene];
    camera.resize(surface.width, surface.height);
    const snap = fitted || !this.#placed;
    this.#placed = true;
    if (scene.own) {
      camera.zoom(Math.sqrt((surface.width * surface.height) / SHOWN_AREA), dtMs, snap);
      camera.follow(scene.own.x + scene.own.vx * LOOK_AHEAD, scene.own.y + scene.own.vy * LOOK_AHEAD, dtMs, snap);
    } else {
      const whole = Math.min(surface.width / (HALF_WIDTH * 2 + 20), surface.height / (HALF_HEIGHT * 2 + 20));
      const part = Math.sqrt((surface.width * surface.height) / SPECTATOR_AREA);
      camera.zoom(whole >= WHOLE_FROM ? whole : part, dtMs, snap);
      const [x, y] = centreOf(scene);
      camera.follow(x, y, dtMs / 5, snap);
    }
    const [marginX, marginY] = MARGINS[this.#room()];
    camera.keepInside(BOUNDS, marginX / camera.scale, marginY / camera.scale);
    camera.offsetX = this.#shake.x;
    camera.offsetY = this.#shake.y;
  }

  #room(): keyof typeof MARGINS {
    if (!this.scene.own) return 'watching';
    if (!this.#settings().touch) return 'keys';
    return this.#surface.height > this.#surface.width ? 'portrait' : 'landscape';
  }

  #paintWorld(nowMs: number): void {
    const [surface, camera, scene] = [this.#surface, this.#camera, this.scene];
    const { context } = surface;
    this.#backdrop.drawPlate(context, camera);
    camera.apply(context, surface.ratio);
    this.#backdrop.drawFloor(context, camera);
    drawPickups(context, camera, scene, nowMs);
    this.#rocks.draw(context, camera, scene, surface.ratio);
    this.#beams.draw(context, scene);
    this.#shots.draw(context, camera, scene);
    drawShips(context, camera, scene, nowMs);
    this.#effects.draw(context);
    context.setTransform(surface.ratio, 0, 0, surface.ratio, 0, 0);
  }

  #paintScreen(dtMs: number, settings: ViewSettings): void {
    const [camera, scene, layout] = [this.#camera, this.scene, this.#layout];
    const { context } = this.#surface;
    if (!settings.reducedMotion) this.#backdrop.drawDust(context, camera, scene.own?.vx ?? 0, scene.own?.vy ?? 0);
    if (this.#bare) return;
    drawNames(context, camera, scene, (seat) => this.#source.nameOf(seat));
    this.#paintEmotes(context);
    this.#paintLanded(context, dtMs);
    this.#paintHurt(context, dtMs);
    drawArrows(context, camera, scene, insetsOf(settings.touch, camera));
    drawGauges(context, scene, layout);
    if (scene.own) drawChart(context, camera, scene, layout.chartRight, layout.chartBottom, layout.chartWidth);
  }

  #paintEmotes(context: CanvasRenderingContext2D): void {
    for (const [seat, said] of this.#emotes) {
      const age = this.scene.tick - said.at;
      const ship = shipOf(this.scene.view, seat as Parameters<typeof shipOf>[1]) && this.#pose(seat);
      if (age > EMOTE_TICKS || !ship) {
        this.#emotes.delete(seat);
        continue;
      }
      context.globalAlpha = Math.max(0, Math.min(1, (EMOTE_TICKS - age) / 15));
      const y = this.#camera.screenY(ship.y) - this.#camera.scale * 3.6 - 26;
      text(context, `${said.kind}!`, this.#camera.screenX(ship.x), y, {
        ink: seatInk(seat),
        size: 20,
        face: 'score',
        align: 'center',
      });
    }
    context.globalAlpha = 1;
  }

  #pose(seat: number): ShipPose | undefined {
    return this.scene.ships.find((ship, index) => index < this.scene.shipCount && ship.seat === seat);
  }

  /** A small cross on the own ship's nose line when a shot lands. */
  #paintLanded(context: CanvasRenderingContext2D, dtMs: number): void {
    this.#landedMs = Math.max(0, this.#landedMs - dtMs);
    const own = this.scene.own;
    if (this.#landedMs === 0 || !own) return;
    const reach = 9 * this.#camera.scale;
    const [x, y] = [
      this.#camera.screenX(own.x) + Math.cos(own.heading) * reach,
      this.#camera.screenY(own.y) + Math.sin(own.heading) * reach,
    ];
    context.strokeStyle = world.beam;
    context.globalAlpha = this.#landedMs / 140;
    context.lineWidth = 2;
    context.beginPath();
    for (const [dx, dy] of [
      [1, 1],
      [1, -1],
      [-1, 1],
      [-1, -1],
    ] as const) {
      context.moveTo(x + dx * 4, y + dy * 4);
      context.lineTo(x + dx * 9, y + dy * 9);
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  /** The edges redden under a blow. */
  #paintHurt(context: CanvasRenderingContext2D, dtMs: number): void {
    this.#hurtMs = Math.max(0, this.#hurtMs - dtMs);
    if (this.#hurtMs === 0) return;
    const { width, height } = this.#surface;
    context.strokeStyle = world.bad;
    for (const [inset, alpha] of [
      [3, 0.5],
      [10, 0.28],
      [20, 0.14],
    ] as const) {
      context.globalAlpha = alpha * (this.#hurtMs / HURT_MS) * Math.min(1, 0.4 + this.#hurtForce);
      context.lineWidth = inset;
      context.strokeRect(inset / 2, inset / 2, width - inset, height - inset);
    }
    context.globalAlpha = 1;
  }
}

/** Where arrows keep clear of instruments. */
function insetsOf(touch: boolean, camera: Camera): Insets {
  if (!touch) return { top: 96, right: 26, bottom: 118, left: 26 };
  return camera.height > camera.width
    ? { top: 200, right: 24, bottom: 250, left: 24 }
    : { top: 60, right: 150, bottom: 30, left: 160 };
}

function centreOf(scene: Scene): readonly [number, number] {
  let [x, y, count] = [0, 0, 0];
  for (let at = 0; at < scene.shipCount; at++) {
    const ship = scene.ships[at]!;
    if (!ship.row.alive) continue;
    x += ship.x;
    y += ship.y;
    count += 1;
  }
  return count === 0 ? [0, 0] : [x / count, y / count];
}
