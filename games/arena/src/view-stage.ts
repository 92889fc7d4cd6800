/** Draws one seat's screen: reads the source, moves the camera, paints the layers in order. */
import {
  Camera,
  Layers,
  LOW_POWER_MS,
  Pace,
  PIXEL_RATIO_MAX,
  Shake,
  Surface,
  type Layer,
  type MatchEvent,
  type MatchSource,
  type Sample,
  type SoundPlayer,
  type ViewSettings,
} from '@rubato/web';
import { HALF_HEIGHT, HALF_WIDTH } from './balance.ts';
import type { ArenaFrame, ArenaView } from './state.ts';
import { Backdrop } from './view-backdrop.ts';
import { Effects } from './view-effects.ts';
import { drawGauges, gaugeLayout, type GaugeLayout } from './view-gauges.ts';
import { Happenings } from './view-happenings.ts';
import { Marks } from './view-marks.ts';
import { world } from './view-palette.ts';
import { drawArrows, drawChart, type Insets } from './view-radar.ts';
import { drawPickups, Rocks } from './view-rocks.ts';
import { blankScene, compose, type Scene } from './view-scene.ts';
import { drawNames, drawShips } from './view-ships.ts';
import { Beams, Shots } from './view-shots.ts';

/** World units that a screen shows: width times height, whatever its shape. */
const SHOWN_AREA = 134 * 84;
const SPECTATOR_AREA = 170 * 106;
/** CSS pixels per unit from which on a spectator is shown the whole arena. */
const WHOLE_FROM = 4.8;
/** CSS pixels beyond the wall that may show, so that no instrument or thumb covers a ship in a corner. */
const MARGINS = { keys: [130, 120], portrait: [56, 210], landscape: [170, 48], watching: [10, 10] } as const;
/** Where arrows keep clear of instruments. */
const INSETS: Readonly<Record<keyof typeof MARGINS, Insets>> = {
  keys: { top: 96, right: 26, bottom: 118, left: 26 },
  portrait: { top: 200, right: 24, bottom: 250, left: 24 },
  landscape: { top: 60, right: 150, bottom: 30, left: 160 },
  watching: { top: 0, right: 0, bottom: 0, left: 0 },
};
/** Of a display with 60 frames a second. */
const FRAME_MS = 1000 / 60;
/** The camera looks this many seconds ahead of the own ship. */
const LOOK_AHEAD = 0.32;
const BOUNDS = { left: -HALF_WIDTH, top: -HALF_HEIGHT, right: HALF_WIDTH, bottom: HALF_HEIGHT };

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
  readonly #marks = new Marks();
  readonly #happenings: Happenings;
  readonly #layers = new Layers();
  readonly #pace = new Pace();
  readonly #steps: readonly Layer[];
  readonly #world: readonly Layer[];
  readonly #screen: readonly Layer[];
  #sample!: Sample<ArenaView>;
  #nowMs = 0;
  #dtMs = 0;
  #shown!: ViewSettings;
  #placed = false;
  #flew = false;
  #refit = true;
  #layout: GaugeLayout = gaugeLayout(0, 0, false);

  constructor(
    canvas: HTMLCanvasElement,
    source: MatchSource<ArenaView, ArenaFrame>,
    settings: () => ViewSettings,
    sound: SoundPlayer,
    bare = false,
  ) {
    this.#surface = new Surface(canvas);
    this.#source = source;
    this.#settings = settings;
    this.#happenings = new Happenings(this.#effects, this.#shake, sound, this.#marks);
    this.#steps = this.#stepLayers();
    this.#world = this.#worldLayers();
    this.#screen = bare ? [this.#dustLayer()] : [this.#dustLayer(), ...this.#screenLayers()];
  }

  add(event: MatchEvent): void {
    this.#happenings.add(event);
    if (event.name === 'emoted') this.#marks.emoted(event);
    if (event.name === 'roundStarted') this.#effects.clear();
  }

  close(): void {
    this.#surface.close();
  }

  /** Where the own ship stood on the screen in the last frame, in CSS pixels; unchanged while there is none. */
  placeOwn(out: { fromX: number; fromY: number }): void {
    const { own } = this.scene;
    if (!own) return;
    out.fromX = this.#camera.screenX(own.x);
    out.fromY = this.#camera.screenY(own.y);
  }

  /** False until the source has something to show. */
  frame(nowMs: number, dtMs: number): boolean {
    this.#shown = this.#settings();
    this.#savePower(dtMs, this.#shown.reducedMotion);
    // Remembered over the frames in which there is nothing to show yet.
    this.#refit = this.#surface.begin(world.deep) || this.#refit;
    const sample = this.#surface.empty ? undefined : this.#source.sample(nowMs);
    if (!sample) return false;
    this.#sample = sample;
    this.#nowMs = nowMs;
    this.#dtMs = dtMs;
    this.#layers.run(this.#steps, this.#restScreen);
    this.#restWorld();
    this.#layers.run(this.#world, this.#restWorld);
    this.#restScreen();
    this.#layers.run(this.#screen, this.#restScreen);
    return true;
  }

  /** Less motion also means half the frames (see `FrameLoop`), no finer pixels than the page's, fewer sparks. */
  #savePower(dtMs: number, wanted: boolean): void {
    this.#pace.add(dtMs, wanted ? LOW_POWER_MS : FRAME_MS);
    this.#surface.quality = this.#pace.quality;
    this.#surface.ratioMax = wanted ? 1 : PIXEL_RATIO_MAX;
    this.#effects.calm = wanted;
  }

  readonly #restScreen = (): void => this.#surface.rest();

  readonly #restWorld = (): void => {
    this.#surface.rest();
    this.#camera.apply(this.#surface.context, this.#surface.ratio);
  };

  #stepLayers(): readonly Layer[] {
    const { scene } = this;
    return [
      { name: 'scene', run: () => compose(this.#sample, this.#source.seat, scene) },
      { name: 'own shots', run: () => scene.own && this.#shots.notice(scene.own) },
      { name: 'events', run: () => this.#happenings.step(scene) },
      { name: 'effects', run: () => this.#effects.step(scene, this.#dtMs) },
      { name: 'marks', run: () => this.#marks.step(scene, this.#dtMs) },
      { name: 'camera', run: () => this.#moveCamera(this.#dtMs) },
      { name: 'backdrop', run: () => this.#drawBackdrop() },
    ];
  }

  /** In world units. */
  #worldLayers(): readonly Layer[] {
    const [camera, scene] = [this.#camera, this.scene];
    const { context } = this.#surface;
    return [
      { name: 'floor', run: () => this.#backdrop.drawFloor(context, camera) },
      { name: 'pickups', run: () => drawPickups(context, camera, scene, this.#nowMs) },
      { name: 'rocks', run: () => this.#rocks.draw(context, camera, scene, this.#surface.ratio) },
      { name: 'beams', run: () => this.#beams.draw(context, scene) },
      { name: 'shots', run: () => this.#shots.draw(context, camera, scene) },
      { name: 'ships', run: () => drawShips(context, camera, scene, this.#nowMs) },
      { name: 'sparks', run: () => this.#effects.draw(context) },
    ];
  }

  /** In CSS pixels. */
  #screenLayers(): readonly Layer[] {
    const [camera, scene] = [this.#camera, this.scene];
    const { context } = this.#surface;
    const nameOf = (seat: number): string => this.#source.nameOf(seat);
    return [
      { name: 'names', run: () => drawNames(context, camera, scene, nameOf) },
      { name: 'emotes and hits', run: () => this.#marks.draw(context, camera, scene) },
      { name: 'arrows', run: () => drawArrows(context, camera, scene, INSETS[this.#room()]) },
      { name: 'gauges', run: () => drawGauges(context, scene, this.#layout) },
      { name: 'chart', run: () => drawChart(context, camera, scene, this.#layout) },
    ];
  }

  #dustLayer(): Layer {
    const run = (): void => {
      const own = this.scene.own;
      if (!this.#shown.reducedMotion)
        this.#backdrop.drawDust(this.#surface.context, this.#camera, own?.vx ?? 0, own?.vy ?? 0);
    };
    return { name: 'dust', run };
  }

  #moveCamera(dtMs: number): void {
    const [surface, camera, scene] = [this.#surface, this.#camera, this.scene];
    this.#shake.step(dtMs, this.#shown.reducedMotion);
    camera.resize(surface.width, surface.height);
    // Who just got a ship is where it is, however far that is from what was watched until now.
    const snap = this.#refit || !this.#placed || (scene.own !== undefined && !this.#flew);
    this.#placed = true;
    this.#flew = scene.own !== undefined;
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
    this.#layout = gaugeLayout(surface.width, surface.height, this.#shown.touch && this.#source.seat !== 0);
  }

  #drawBackdrop(): void {
    if (this.#refit) this.#backdrop.fit(this.#surface, this.#camera.scale);
    this.#refit = false;
    this.#backdrop.drawPlate(this.#surface.context, this.#camera);
  }

  #room(): keyof typeof MARGINS {
    if (!this.scene.own) return 'watching';
    if (!this.#shown.touch) return 'keys';
    return this.#surface.height > this.#surface.width ? 'portrait' : 'landscape';
  }
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
