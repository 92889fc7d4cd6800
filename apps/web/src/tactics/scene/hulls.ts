/** The shapes of ships, lofted from cross-sections, and of rocks. Nose along +z, as the rules have it; length about 2. */
import { BufferGeometry, Float32BufferAttribute, IcosahedronGeometry } from 'three';
import type { ShipClassName } from '@rubato/tactics';

/** A cross-section: place along the hull, half width, half height. */
type Section = readonly [z: number, wide: number, high: number];
interface Loft {
  readonly sections: readonly Section[];
  readonly x?: number;
  readonly y?: number;
}

const lofts: Readonly<Record<ShipClassName, readonly Loft[]>> = {
  scout: [
    {
      sections: [
        [1.1, 0.02, 0.02],
        [0.3, 0.16, 0.12],
        [-0.6, 0.24, 0.14],
        [-0.85, 0.1, 0.08],
      ],
    },
    {
      sections: [
        [0.1, 0.3, 0.02],
        [-0.5, 0.62, 0.03],
        [-0.8, 0.66, 0.02],
      ],
    },
  ],
  frigate: [
    {
      sections: [
        [1.15, 0.04, 0.04],
        [0.6, 0.16, 0.14],
        [-0.5, 0.24, 0.2],
        [-0.95, 0.15, 0.14],
      ],
    },
    {
      sections: [
        [0.2, 0.02, 0.02],
        [-0.3, 0.1, 0.1],
        [-0.95, 0.08, 0.08],
      ],
      x: 0.42,
    },
    {
      sections: [
        [0.2, 0.02, 0.02],
        [-0.3, 0.1, 0.1],
        [-0.95, 0.08, 0.08],
      ],
      x: -0.42,
    },
    {
      sections: [
        [-0.2, 0.44, 0.03],
        [-0.7, 0.44, 0.03],
      ],
    },
  ],
  destroyer: [
    {
      sections: [
        [1.2, 0.03, 0.03],
        [0.2, 0.26, 0.13],
        [-0.7, 0.42, 0.2],
        [-0.95, 0.36, 0.16],
      ],
    },
    {
      sections: [
        [0.1, 0.08, 0.06],
        [-0.2, 0.12, 0.14],
        [-0.6, 0.12, 0.12],
      ],
      y: 0.22,
    },
    {
      sections: [
        [0.5, 0.02, 0.02],
        [0.2, 0.08, 0.07],
        [-0.5, 0.08, 0.07],
      ],
      x: 0.42,
    },
    {
      sections: [
        [0.5, 0.02, 0.02],
        [0.2, 0.08, 0.07],
        [-0.5, 0.08, 0.07],
      ],
      x: -0.42,
    },
  ],
  cruiser: [
    {
      sections: [
        [1.2, 0.06, 0.05],
        [0.9, 0.14, 0.1],
        [0.2, 0.2, 0.18],
        [-0.6, 0.28, 0.22],
        [-1, 0.18, 0.16],
      ],
    },
    {
      sections: [
        [0.7, 0.04, 0.04],
        [0.4, 0.12, 0.12],
        [-0.7, 0.14, 0.14],
        [-1.05, 0.08, 0.08],
      ],
      x: 0.5,
    },
    {
      sections: [
        [0.7, 0.04, 0.04],
        [0.4, 0.12, 0.12],
        [-0.7, 0.14, 0.14],
        [-1.05, 0.08, 0.08],
      ],
      x: -0.5,
    },
    {
      sections: [
        [0.1, 0.5, 0.05],
        [-0.5, 0.5, 0.05],
      ],
    },
    {
      sections: [
        [0, 0.06, 0.05],
        [-0.15, 0.1, 0.14],
        [-0.5, 0.1, 0.1],
      ],
      y: 0.28,
    },
  ],
  freighter: [
    {
      sections: [
        [1, 0.1, 0.08],
        [0.8, 0.24, 0.2],
        [0.55, 0.24, 0.2],
        [0.5, 0.1, 0.1],
      ],
    },
    {
      sections: [
        [0.45, 0.38, 0.3],
        [0, 0.38, 0.3],
      ],
    },
    {
      sections: [
        [-0.06, 0.38, 0.3],
        [-0.5, 0.38, 0.3],
      ],
    },
    {
      sections: [
        [-0.55, 0.1, 0.1],
        [-0.6, 0.3, 0.24],
        [-0.9, 0.26, 0.2],
        [-1.05, 0.12, 0.1],
      ],
    },
    {
      sections: [
        [0.6, 0.06, 0.06],
        [-0.7, 0.06, 0.06],
      ],
    },
  ],
};

const SIDES = 8;

export function hullGeometry(kind: ShipClassName): BufferGeometry {
  const corners: number[] = [];
  for (const loft of lofts[kind]) addLoft(corners, loft);
  return flat(corners);
}

function addLoft(corners: number[], { sections, x = 0, y = 0 }: Loft): void {
  const point = ([z, wide, high]: Section, side: number): [number, number, number] => {
    const angle = ((side + 0.5) / SIDES) * Math.PI * 2;
    return [x + Math.cos(angle) * wide * 1.08, y + Math.sin(angle) * high * 1.08, z];
  };
  for (let i = 0; i + 1 < sections.length; i++) {
    const [front, back] = [sections[i] as Section, sections[i + 1] as Section];
    for (let side = 0; side < SIDES; side++) {
      const [a, b, c, d] = [point(front, side), point(front, side + 1), point(back, side), point(back, side + 1)];
      corners.push(...a, ...c, ...b, ...b, ...c, ...d);
    }
  }
  const [first, last] = [sections[0] as Section, sections.at(-1) as Section];
  for (let side = 0; side < SIDES; side++) {
    corners.push(x, y, first[0], ...point(first, side), ...point(first, side + 1));
    corners.push(x, y, last[0], ...point(last, side + 1), ...point(last, side));
  }
}

/** So many different rocks; each is turned its own way besides. */
export const ROCK_LOOKS = 4;

/** A ball of radius 1 with dents, always the same for a look. */
export function rockGeometry(look: number): BufferGeometry {
  const ball = new IcosahedronGeometry(1, 7);
  const place = ball.getAttribute('position');
  for (let i = 0; i < place.count; i++) {
    const [x, y, z] = [place.getX(i), place.getY(i), place.getZ(i)];
    const size =
      0.9 +
      0.09 * wave(x, y, z, look, 2.1) +
      0.045 * wave(z, x, y, look + 7, 4.7) +
      0.02 * wave(y, z, x, look + 13, 9.1);
    place.setXYZ(i, x * size, y * size, z * size);
  }
  ball.computeVertexNormals();
  return ball;
}

const wave = (x: number, y: number, z: number, look: number, pitch: number): number =>
  Math.sin(x * pitch + look * 1.7) + Math.sin(y * pitch * 1.13 + look * 2.9) * Math.cos(z * pitch * 0.87 + look);

function flat(corners: readonly number[]): BufferGeometry {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(corners, 3));
  geometry.computeVertexNormals();
  return geometry;
}
