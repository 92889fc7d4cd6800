/** How solid things look: cut in lines that follow their height, thicker where the light falls. */
import { Color, DoubleSide, ShaderMaterial, Vector3 } from 'three';
import { PLATE } from './inks.ts';

const VERTEX = /* glsl */ `
varying vec3 vNormalWorld;
varying vec3 vPlace;
varying vec3 vInk;
varying vec3 vEye;
void main() {
  mat4 place = modelMatrix * instanceMatrix;
  vec4 world = place * vec4(position, 1.0);
  vNormalWorld = normalize(mat3(place) * normal);
  vPlace = uAcross > 0.5 ? position * uDensity : world.xyz * uDensity;
  vInk = instanceColor;
  vEye = normalize(cameraPosition - world.xyz);
  gl_Position = projectionMatrix * viewMatrix * world;
}`;

const FRAGMENT = /* glsl */ `
varying vec3 vNormalWorld;
varying vec3 vPlace;
varying vec3 vInk;
varying vec3 vEye;
void main() {
  vec3 normal = normalize(vNormalWorld);
  float facing = dot(normal, vEye);
  float lit = clamp(dot(normal, uSun) * 0.62 + 0.3, 0.0, 1.0);
  float along = uAcross > 0.5 ? vPlace.z : vPlace.y + 0.25 * sin(vPlace.x * 0.35);
  float blur = fwidth(along);
  float off = abs(fract(along) - 0.5);
  float half_ = mix(0.07, 0.46, lit * lit);
  float cut = 1.0 - smoothstep(half_ - blur, half_ + blur, off);
  cut = mix(cut, half_ * 2.0, smoothstep(0.3, 0.75, blur));
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
    fragmentShader: `uniform float uAcross; uniform float uBody; uniform float uOpacity; uniform vec3 uSun; uniform vec3 uPlate; ${FRAGMENT}`,
    uniforms: {
      uAcross: { value: across ? 1 : 0 },
      uDensity: { value: density },
      uBody: { value: body },
      uOpacity: { value: opacity },
      uSun: { value: new Vector3(0.55, 0.72, -0.42).normalize() },
      uPlate: { value: new Color(PLATE) },
    },
    transparent: opacity < 1,
    depthWrite: opacity >= 1,
    side: DoubleSide,
  });
}
