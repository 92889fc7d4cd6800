/** How solid things look: cut in lines that follow their height, thicker where the light falls. */
import { Color, DoubleSide, ShaderMaterial, Vector3 } from 'three';
import { PLATE } from './inks.ts';

const VERTEX = /* glsl */ `
varying vec3 vNormalWorld;
varying vec3 vPlace;
varying vec3 vInk;
varying vec3 vEye;
varying float vAway;
void main() {
  mat4 place = modelMatrix * instanceMatrix;
  vec4 world = place * vec4(position, 1.0);
  vNormalWorld = normalize(mat3(place) * normal);
  vPlace = uAcross > 0.5 ? position * uDensity : world.xyz * uDensity;
  vInk = instanceColor;
  vEye = normalize(cameraPosition - world.xyz);
  vAway = distance(cameraPosition, world.xyz);
  gl_Position = projectionMatrix * viewMatrix * world;
}`;

const FRAGMENT = /* glsl */ `
varying vec3 vNormalWorld;
varying vec3 vPlace;
varying vec3 vInk;
varying vec3 vEye;
varying float vAway;
float cutOf(float along, float half_) {
  float blur = fwidth(along);
  float cut = 1.0 - smoothstep(half_ - blur, half_ + blur, abs(fract(along) - 0.5));
  return mix(cut, half_ * 2.0, smoothstep(0.3, 0.75, blur));
}
void main() {
  vec3 normal = normalize(vNormalWorld);
  float facing = dot(normal, vEye);
  float lit = clamp(dot(normal, uSun) * 0.62 + 0.3, 0.0, 1.0);
  float along = uAcross > 0.5 ? vPlace.z : vPlace.y + 0.25 * sin(vPlace.x * 0.35);
  float half_ = mix(0.06, 0.4, lit * lit);
  float near = uAcross > 0.5 ? 0.0 : 1.0 - smoothstep(0.4, 0.72, vAway / uReach);
  half_ *= 1.0 - 0.72 * near;
  // Close by, further lines are cut between the others, so that the hatching stays as fine as it is from afar.
  float octave = max(0.0, log2(0.085 / max(fwidth(along), 1e-5)));
  float finer = exp2(floor(octave));
  float cut = mix(cutOf(along * finer, half_), cutOf(along * finer * 2.0, half_), smoothstep(0.35, 0.65, fract(octave)));
  if (near > 0.5 && cut < 0.4) discard;
  float rim = pow(1.0 - clamp(abs(facing), 0.0, 1.0), 3.0);
  vec3 body = mix(uPlate, vInk, uBody);
  vec3 colour = mix(body, vInk * (0.55 + 0.6 * lit), cut) + vInk * rim * 0.35;
  gl_FragColor = vec4(colour, uOpacity * (uOpacity < 1.0 ? 0.45 + rim : 1.0));
  #include <colorspace_fragment>
}`;

export interface EngravedLook {
  /** Lines per unit. */
  readonly density: number;
  /** Lines run around the body rather than at heights of the world. */
  readonly across: boolean;
  /** How much of its ink the body itself has, 0 to 1. */
  readonly body: number;
  readonly opacity: number;
}

export function engraved({ density, across, body, opacity }: EngravedLook): ShaderMaterial {
  return new ShaderMaterial({
    vertexShader: `uniform float uAcross; uniform float uDensity; ${VERTEX}`,
    fragmentShader: `uniform float uAcross; uniform float uBody; uniform float uReach; uniform float uOpacity; uniform vec3 uSun; uniform vec3 uPlate; ${FRAGMENT}`,
    uniforms: {
      uAcross: { value: across ? 1 : 0 },
      uDensity: { value: density },
      uBody: { value: body },
      uOpacity: { value: opacity },
      /** How far away what is looked at is: what stands before it is seen through. */
      uReach: { value: 1 },
      uSun: { value: new Vector3(0.55, 0.72, -0.42).normalize() },
      uPlate: { value: new Color(PLATE) },
    },
    transparent: opacity < 1,
    depthWrite: opacity >= 1,
    side: DoubleSide,
  });
}
