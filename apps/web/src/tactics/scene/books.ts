/** What is drawn anew each time: lines, fills and beads, written into buffers that are made once. Beyond their size nothing is drawn. */
import {
  BufferAttribute,
  BufferGeometry,
  Color,
  DoubleSide,
  DynamicDrawUsage,
  InstancedMesh,
  LineBasicMaterial,
  LineSegments,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  OctahedronGeometry,
  type Object3D,
} from 'three';

export const LINES_MAX = 24_000;
export const FILLS_MAX = 4_000;
export const BEADS_MAX = 1_600;

/** Corners with colours, as one draw. */
class Corners {
  readonly geometry = new BufferGeometry();
  readonly #places: BufferAttribute;
  readonly #inks: BufferAttribute;
  readonly #most: number;
  used = 0;

  constructor(most: number) {
    this.#most = most;
    this.#places = new BufferAttribute(new Float32Array(most * 3), 3).setUsage(DynamicDrawUsage) as BufferAttribute;
    this.#inks = new BufferAttribute(new Float32Array(most * 4), 4).setUsage(DynamicDrawUsage) as BufferAttribute;
    this.geometry.setAttribute('position', this.#places);
    this.geometry.setAttribute('color', this.#inks);
  }

  hasRoom(corners: number): boolean {
    return this.used + corners <= this.#most;
  }

  add(x: number, y: number, z: number, ink: Color, alpha: number): void {
    const [places, inks] = [this.#places.array, this.#inks.array];
    const [at, paint] = [this.used * 3, this.used * 4];
    places[at] = x;
    places[at + 1] = y;
    places[at + 2] = z;
    inks[paint] = ink.r;
    inks[paint + 1] = ink.g;
    inks[paint + 2] = ink.b;
    inks[paint + 3] = alpha;
    this.used += 1;
  }

  close(): void {
    this.geometry.setDrawRange(0, this.used);
    this.#places.needsUpdate = true;
    this.#inks.needsUpdate = true;
  }
}

const RING_SIDES = 96;
const TURN = Math.PI * 2;

export class Books {
  readonly objects: readonly Object3D[];
  readonly #lines = new Corners(LINES_MAX * 2);
  readonly #fills = new Corners(FILLS_MAX * 3);
  readonly #beads: InstancedMesh;
  readonly #matrix = new Matrix4();
  readonly #ink = new Color();
  #beadCount = 0;

  constructor() {
    const lines = new LineSegments(
      this.#lines.geometry,
      new LineBasicMaterial({ vertexColors: true, transparent: true, depthWrite: false }),
    );
    const fills = new Mesh(
      this.#fills.geometry,
      new MeshBasicMaterial({ vertexColors: true, transparent: true, depthWrite: false, side: DoubleSide }),
    );
    this.#beads = new InstancedMesh(new OctahedronGeometry(1, 0), new MeshBasicMaterial(), BEADS_MAX);
    this.objects = [fills, lines, this.#beads];
    for (const object of this.objects) object.frustumCulled = false;
  }

  open(): void {
    this.#lines.used = 0;
    this.#fills.used = 0;
    this.#beadCount = 0;
  }

  close(): void {
    this.#lines.close();
    this.#fills.close();
    this.#beads.count = this.#beadCount;
    this.#beads.instanceMatrix.needsUpdate = true;
    if (this.#beads.instanceColor) this.#beads.instanceColor.needsUpdate = true;
  }

  dispose(): void {
    this.#lines.geometry.dispose();
    this.#fills.geometry.dispose();
    this.#beads.geometry.dispose();
    this.#beads.dispose();
  }

  line(ax: number, ay: number, az: number, bx: number, by: number, bz: number, ink: Color, alpha: number): void {
    this.fade(ax, ay, az, alpha, bx, by, bz, alpha, ink);
  }

  /** A line that is stronger at one end. */
  fade(ax: number, ay: number, az: number, a: number, bx: number, by: number, bz: number, b: number, ink: Color): void {
    if (!this.#lines.hasRoom(2)) return;
    this.#lines.add(ax, ay, az, ink, a);
    this.#lines.add(bx, by, bz, ink, b);
  }

  fill(
    ax: number,
    ay: number,
    az: number,
    bx: number,
    by: number,
    bz: number,
    cx: number,
    cy: number,
    cz: number,
    ink: Color,
    alpha: number,
  ): void {
    if (!this.#fills.hasRoom(3)) return;
    this.#fills.add(ax, ay, az, ink, alpha);
    this.#fills.add(bx, by, bz, ink, alpha * 0.25);
    this.#fills.add(cx, cy, cz, ink, alpha * 0.25);
  }

  /** Level, around a place. @param every 1 for a closed line; 2 leaves each second piece out, and so on. */
  ring(x: number, y: number, z: number, radius: number, ink: Color, alpha: number, every = 1): void {
    for (let i = 0; i < RING_SIDES; i += every) {
      const [a, b] = [(i / RING_SIDES) * TURN, ((i + 1) / RING_SIDES) * TURN];
      this.line(
        x + Math.cos(a) * radius,
        y,
        z + Math.sin(a) * radius,
        x + Math.cos(b) * radius,
        y,
        z + Math.sin(b) * radius,
        ink,
        alpha,
      );
    }
  }

  /** Upright, facing along z turned by `bearing`. */
  hoop(x: number, y: number, z: number, radius: number, bearing: number, ink: Color, alpha: number): void {
    const [sx, sz] = [Math.cos(bearing), Math.sin(bearing)];
    for (let i = 0; i < RING_SIDES; i++) {
      const [a, b] = [(i / RING_SIDES) * TURN, ((i + 1) / RING_SIDES) * TURN];
      this.line(
        x + Math.cos(a) * radius * sx,
        y + Math.sin(a) * radius,
        z + Math.cos(a) * radius * sz,
        x + Math.cos(b) * radius * sx,
        y + Math.sin(b) * radius,
        z + Math.cos(b) * radius * sz,
        ink,
        alpha,
      );
    }
  }

  bead(x: number, y: number, z: number, size: number, ink: Color, dim = 1): void {
    if (this.#beadCount >= BEADS_MAX) return;
    this.#matrix.makeScale(size, size, size).setPosition(x, y, z);
    this.#beads.setMatrixAt(this.#beadCount, this.#matrix);
    this.#beads.setColorAt(this.#beadCount, this.#ink.copy(ink).multiplyScalar(dim));
    this.#beadCount += 1;
  }
}
