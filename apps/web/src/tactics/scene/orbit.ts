/** A camera on a sphere around what it looks at. It glides to where it is sent, or is there at once where motion is reduced. */
import { PerspectiveCamera, Vector3 } from 'three';

export const ORBIT = { nearest: 30, farthest: 2400, flattest: -1.2, steepest: 1.5 } as const;
/** How much of the way is left after a second. */
const LEFT_AFTER_SECOND = 0.0015;
const STILL = 0.02;

export class Orbit {
  readonly camera = new PerspectiveCamera(42, 1, 2, 9000);
  /** Where it is sent. */
  readonly target = new Vector3();
  yaw = 0.6;
  pitch = 0.72;
  distance = 700;
  readonly #at = new Vector3();
  #yaw = 0.6;
  #pitch = 0.72;
  #distance = 700;

  /** Between the camera and what it looks at, now. */
  get reach(): number {
    return this.#distance;
  }

  turn(yaw: number, pitch: number): void {
    this.yaw += yaw;
    this.pitch = Math.min(ORBIT.steepest, Math.max(ORBIT.flattest, this.pitch + pitch));
  }

  zoom(factor: number): void {
    this.distance = Math.min(ORBIT.farthest, Math.max(ORBIT.nearest, this.distance * factor));
  }

  /** Moves what is looked at along the screen, in pixels of a screen so high. */
  pan(dx: number, dy: number, height: number): void {
    const unit = (2 * this.distance * Math.tan((this.camera.fov * Math.PI) / 360)) / height;
    const [right, ahead] = [dx * unit, dy * unit];
    this.target.x -= Math.cos(this.yaw) * right + Math.sin(this.yaw) * ahead;
    this.target.z -= -Math.sin(this.yaw) * right + Math.cos(this.yaw) * ahead;
  }

  /** Goes on; false once it has arrived. */
  update(seconds: number, glide: boolean): boolean {
    const part = glide ? 1 - LEFT_AFTER_SECOND ** seconds : 1;
    const rest =
      this.#at.distanceTo(this.target) +
      Math.abs(this.#yaw - this.yaw) * 100 +
      Math.abs(this.#pitch - this.pitch) * 100 +
      Math.abs(this.#distance - this.distance);
    this.#at.lerp(this.target, part);
    this.#yaw += (this.yaw - this.#yaw) * part;
    this.#pitch += (this.pitch - this.#pitch) * part;
    this.#distance += (this.distance - this.#distance) * part;
    const flat = Math.cos(this.#pitch) * this.#distance;
    const { x, y, z } = this.#at;
    this.camera.position.set(
      x + Math.sin(this.#yaw) * flat,
      y + Math.sin(this.#pitch) * this.#distance,
      z + Math.cos(this.#yaw) * flat,
    );
    this.camera.lookAt(this.#at);
    return rest > STILL;
  }

  /** As if it had always been here. */
  settle(): void {
    this.update(0, false);
  }
}
