/** Text on a canvas, in the kit's faces. */
import { token } from '../token.ts';

/** Kept and used again by whoever draws every frame: what follows from it is worked out once. */
export interface TextStyle {
  /** CSS pixels. */
  readonly size: number;
  readonly weight?: 400 | 600;
  readonly face?: 'sans' | 'score' | 'mono';
  readonly align?: CanvasTextAlign;
  readonly baseline?: CanvasTextBaseline;
}

const fonts = new WeakMap<TextStyle, string>();

export function text(
  context: CanvasRenderingContext2D,
  words: string,
  x: number,
  y: number,
  ink: string,
  style: TextStyle,
): void {
  context.font = fontOf(style);
  context.textAlign = style.align ?? 'left';
  context.textBaseline = style.baseline ?? 'alphabetic';
  context.fillStyle = ink;
  context.fillText(words, x, y);
}

function fontOf(style: TextStyle): string {
  let font = fonts.get(style);
  if (font === undefined) {
    const face = style.face ?? 'sans';
    font = `${face === 'score' ? 'italic ' : ''}${style.weight ?? 400} ${style.size}px ${token(face)}`;
    fonts.set(style, font);
  }
  return font;
}
