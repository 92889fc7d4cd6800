/** All ships of one picture: a draw for each class, solid or as ghosts. */
import { Color, InstancedMesh, Matrix4, Quaternion, Vector3, type Object3D, type ShaderMaterial } from 'three';
import { MAX_SHIPS, SHIP_CLASSES, type ShipClassName } from '@rubato/tactics';
import { engraved } from './engraved.ts';
import { hullGeometry } from './hulls.ts';

export class Fleet {
  readonly objects: readonly Object3D[];
  readonly #meshes: Readonly<Record<ShipClassName, InstancedMesh>>;
  readonly #material: ShaderMaterial;
  readonly #place = new Vector3();
  readonly #turn = new Quaternion();
  readonly #size = new Vector3();
  readonly #matrix = new Matrix4();

  constructor(ghost: boolean) {
    this.#material = engraved({ density: 7, across: true, body: ghost ? 0.4 : 0.16, opacity: ghost ? 0.5 : 1 });
    const meshes = SHIP_CLASSES.map((kind) => {
      const mesh = new InstancedMesh(hullGeometry(kind), this.#material, MAX_SHIPS * 2);
      mesh.setColorAt(0, new Color());
      mesh.frustumCulled = false;
      return [kind, mesh] as const;
    });
    this.#meshes = Object.fromEntries(meshes) as unknown as Record<ShipClassName, InstancedMesh>;
    this.objects = meshes.map(([, mesh]) => mesh);
  }

  open(): void {
    for (const kind of SHIP_CLASSES) this.#meshes[kind].count = 0;
  }

  close(): void {
    for (const kind of SHIP_CLASSES) {
      const mesh = this.#meshes[kind];
      mesh.instanceMatrix.needsUpdate = true;
      if (mesh.instanceColor) mesh.instanceColor.needsUpdate = true;
    }
  }

  add(
    kind: ShipClassName,
    x: number,
    y: number,
    z: number,
    qx: number,
    qy: number,
    qz: number,
    qw: number,
    size: number,
    ink: Color,
  ): void {
    const mesh = this.#meshes[kind];
    if (mesh.count >= MAX_SHIPS * 2) return;
    this.#matrix.compose(this.#place.set(x, y, z), this.#turn.set(qx, qy, qz, qw), this.#size.setScalar(size));
    mesh.setMatrixAt(mesh.count, this.#matrix);
    mesh.setColorAt(mesh.count, ink);
    mesh.count += 1;
  }

  dispose(): void {
    for (const kind of SHIP_CLASSES) {
      this.#meshes[kind].geometry.dispose();
      this.#meshes[kind].dispose();
    }
    this.#material.dispose();
  }
}
