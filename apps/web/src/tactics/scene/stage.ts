/** The plate: renderer, rocks, stars and everything that is drawn anew. It paints when something changed, not otherwise. */
import {
  BufferGeometry,
  Color,
  Euler,
  Float32BufferAttribute,
  InstancedMesh,
  Matrix4,
  Plane,
  Points,
  PointsMaterial,
  Quaternion,
  Raycaster,
  Scene,
  Vector2,
  Vector3,
  WebGLRenderer,
  type ShaderMaterial,
} from 'three';
import { Books } from './books.ts';
import { engraved } from './engraved.ts';
import { Fleet } from './fleet.ts';
import { ROCK_LOOKS, rockGeometry } from './hulls.ts';
import { inks, PLATE } from './inks.ts';
import { Orbit } from './orbit.ts';

export interface Rock {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly radius: number;
  readonly look: number;
}

/** More pixels per point cost more than they show. */
const PIXEL_RATIO_MAX = 2;
/** A pause of the page is no leap of the camera. */
const FRAME_MAX_S = 0.1;
const STARS = 900;

/** Draws one picture; true asks for the next. */
export type Painter = (seconds: number) => boolean;

export class Stage {
  readonly books = new Books();
  readonly ships = new Fleet(false);
  readonly ghosts = new Fleet(true);
  readonly orbit = new Orbit();
  paint: Painter = () => false;
  /** After each picture, for what stands over it. */
  painted: () => void = () => {};
  glide = true;
  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #rockLook: ShaderMaterial;
  #rocks: InstancedMesh[] = [];
  #width = 1;
  #height = 1;
  #frame = 0;
  #lastMs = 0;
  readonly #spot = new Vector3();
  readonly #ray = new Raycaster();
  readonly #pointer = new Vector2();
  readonly #plane = new Plane(new Vector3(0, 1, 0), 0);

  /** Throws where the browser draws no WebGL. @param still keeps what was drawn readable. */
  constructor(canvas: HTMLCanvasElement, still = false) {
    this.#renderer = new WebGLRenderer({
      canvas,
      antialias: true,
      preserveDrawingBuffer: still,
      powerPreference: 'default',
    });
    this.#renderer.setPixelRatio(still ? 1 : Math.min(PIXEL_RATIO_MAX, globalThis.devicePixelRatio || 1));
    this.#scene.background = new Color(PLATE);
    this.#rockLook = engraved({ density: 0.42, across: false, body: 0.05, opacity: 1 });
    this.#scene.add(stars(), ...this.books.objects, ...this.ships.objects, ...this.ghosts.objects);
  }

  get width(): number {
    return this.#width;
  }
  get height(): number {
    return this.#height;
  }

  resize(width: number, height: number): void {
    this.#width = Math.max(1, width);
    this.#height = Math.max(1, height);
    this.#renderer.setSize(this.#width, this.#height, false);
    const { camera } = this.orbit;
    camera.aspect = this.#width / this.#height;
    camera.updateProjectionMatrix();
    this.wake();
  }

  setRocks(rocks: Iterable<Rock>): void {
    for (const mesh of this.#rocks) {
      this.#scene.remove(mesh);
      mesh.geometry.dispose();
      mesh.dispose();
    }
    const all = [...rocks];
    this.#rocks = Array.from({ length: ROCK_LOOKS }, (_, look) =>
      rockMesh(
        all.filter((rock) => rock.look % ROCK_LOOKS === look),
        look,
        this.#rockLook,
      ),
    );
    this.#scene.add(...this.#rocks);
    this.wake();
  }

  /** Asks for a picture at the next frame. */
  wake(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame((nowMs) => this.#run(nowMs));
  }

  #run(nowMs: number): void {
    this.#frame = 0;
    const seconds = Math.min(FRAME_MAX_S, this.#lastMs === 0 ? 1 / 60 : (nowMs - this.#lastMs) / 1000);
    const more = this.draw(seconds);
    this.#lastMs = more ? nowMs : 0;
    if (more) this.wake();
  }

  /** Draws now. */
  draw(seconds: number): boolean {
    this.books.open();
    this.ships.open();
    this.ghosts.open();
    const busy = this.paint(seconds);
    const moving = this.orbit.update(seconds, this.glide);
    this.books.close();
    this.ships.close();
    this.ghosts.close();
    const { uReach } = this.#rockLook.uniforms;
    if (uReach) uReach.value = this.orbit.reach;
    this.#renderer.render(this.#scene, this.orbit.camera);
    this.painted();
    return busy || moving;
  }

  /** Where a place of space is on the canvas, in CSS pixels; false when it is behind. */
  project(x: number, y: number, z: number, out: { x: number; y: number }): boolean {
    this.#spot.set(x, y, z).project(this.orbit.camera);
    out.x = ((this.#spot.x + 1) / 2) * this.#width;
    out.y = ((1 - this.#spot.y) / 2) * this.#height;
    return this.#spot.z < 1;
  }

  /** The place under a point of the canvas at a height; undefined where the look misses it. */
  placeAt(x: number, y: number, height: number): Vector3 | undefined {
    this.#pointer.set((x / this.#width) * 2 - 1, 1 - (y / this.#height) * 2);
    this.#ray.setFromCamera(this.#pointer, this.orbit.camera);
    this.#plane.constant = -height;
    return this.#ray.ray.intersectPlane(this.#plane, new Vector3()) ?? undefined;
  }

  /** How large a thing must be drawn to be seen from here. */
  sizeAt(x: number, y: number, z: number, own: number, least: number): number {
    const away = this.orbit.camera.position.distanceTo(this.#spot.set(x, y, z));
    return Math.max(own, away * least);
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = -1;
    this.setRocks([]);
    cancelAnimationFrame(this.#frame);
    this.books.dispose();
    this.ships.dispose();
    this.ghosts.dispose();
    this.#rockLook.dispose();
    this.#renderer.dispose();
    this.#renderer.forceContextLoss();
  }
}

function rockMesh(rocks: readonly Rock[], look: number, material: ShaderMaterial): InstancedMesh {
  const mesh = new InstancedMesh(rockGeometry(look), material, Math.max(1, rocks.length));
  const [matrix, turn, tilt] = [new Matrix4(), new Quaternion(), new Euler()];
  rocks.forEach(({ x, y, z, radius, look: seed }, i) => {
    turn.setFromEuler(tilt.set(seed * 0.7, seed * 1.3, seed * 2.1));
    matrix.compose(new Vector3(x, y, z), turn, new Vector3(radius, radius, radius));
    mesh.setMatrixAt(i, matrix);
    mesh.setColorAt(i, inks.rock);
  });
  if (rocks.length === 0) mesh.setColorAt(0, inks.rock);
  mesh.count = rocks.length;
  mesh.frustumCulled = false;
  return mesh;
}

/** Evenly strewn over the sky by the golden angle, some brighter. */
function stars(): Points {
  const places: number[] = [];
  const colours: number[] = [];
  for (let i = 0; i < STARS; i++) {
    const y = 1 - (2 * (i + 0.5)) / STARS;
    const around = i * 2.399963 + 2.2 * Math.sin(i * 12.9898);
    const flat = Math.sqrt(1 - y * y);
    places.push(Math.cos(around) * flat * 4800, y * 4800, Math.sin(around) * flat * 4800);
    const light = 0.1 + 0.5 * Math.abs(Math.sin(i * 78.233)) ** 4;
    colours.push(light * 0.8, light, light * 0.95);
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(places, 3));
  geometry.setAttribute('color', new Float32BufferAttribute(colours, 3));
  return new Points(
    geometry,
    new PointsMaterial({ vertexColors: true, size: 1.6, sizeAttenuation: false, depthWrite: false }),
  );
}
