/** Names that stand in the picture: a few elements that are moved, never made, while it runs. */
import { rowShifts } from './label-rows.ts';
import type { Stage } from './stage.ts';

/** Names shown at once. */
export const LABELS_MAX = 40;
/** Pixels that a name stands below its ship. */
const BELOW = 24;

interface Spot {
  text: string;
  colour: string;
  x: number;
  y: number;
  z: number;
  /** What a press on it means; 0 nothing. */
  id: number;
  dim: boolean;
  readonly screen: { x: number; y: number };
  shown: boolean;
}

export class Labels {
  readonly #elements: HTMLElement[] = [];
  readonly #spots: Spot[] = [];
  readonly #home: HTMLElement;
  #used = 0;

  constructor(home: HTMLElement) {
    this.#home = home;
  }

  open(): void {
    this.#used = 0;
  }

  put(text: string, colour: string, x: number, y: number, z: number, id = 0, dim = false): void {
    if (this.#used >= LABELS_MAX) return;
    const spot = (this.#spots[this.#used] ??= {
      text: '',
      colour: '',
      x: 0,
      y: 0,
      z: 0,
      id: 0,
      dim: false,
      screen: { x: 0, y: 0 },
      shown: false,
    });
    this.#used += 1;
    spot.text = text;
    spot.colour = colour;
    spot.x = x;
    spot.y = y;
    spot.z = z;
    spot.id = id;
    spot.dim = dim;
  }

  close(stage: Stage): void {
    const used = this.#spots.slice(0, this.#used);
    for (const spot of used) spot.shown = stage.project(spot.x, spot.y, spot.z, spot.screen);
    const seen = used.filter(({ shown }) => shown);
    const shifts = rowShifts(seen.map(({ screen: { x, y }, text }) => ({ x, y, letters: text.length })));
    for (const [i, spot] of used.entries())
      this.#show(this.#elements[i] ?? this.#make(), spot, shifts[seen.indexOf(spot)] ?? 0);
    for (let i = this.#used; i < this.#elements.length; i++) (this.#elements[i] as HTMLElement).hidden = true;
  }

  #make(): HTMLElement {
    const element = document.createElement('span');
    this.#home.append(element);
    this.#elements.push(element);
    return element;
  }

  #show(element: HTMLElement, { text, colour, dim, screen, shown }: Spot, shift: number): void {
    element.hidden = !shown;
    if (!shown) return;
    if (element.textContent !== text) element.textContent = text;
    element.style.color = colour;
    element.style.opacity = dim ? '0.72' : '1';
    element.style.transform = `translate(${screen.x.toFixed(1)}px, ${(screen.y + BELOW + shift).toFixed(1)}px) translateX(-50%)`;
  }

  /** What stands nearest to a point of the canvas, within so many pixels; 0 nothing. */
  at(x: number, y: number, within: number): number {
    let found = 0;
    let least = within;
    for (let i = 0; i < this.#used; i++) {
      const { id, shown, screen } = this.#spots[i] as Spot;
      const away = Math.hypot(screen.x - x, screen.y - y);
      if (id === 0 || !shown || away >= least) continue;
      least = away;
      found = id;
    }
    return found;
  }
}
