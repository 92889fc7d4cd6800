/** Text on a canvas, in the kit's faces. */
import { token } from '../token.ts';

export interface TextStyle {
  readonly ink: string;
  /** CSS pixels. */
  readonly size: number;
  readonly weight?: 400 | 600;
  readonly face?: 'sans' | 'score' | 'mono';
  readonly align?: CanvasTextAlign;
  readonly baseline?: CanvasTextBaseline;
  /** Share of the size put between letters. */
  readonly spacing?: number;
}

export function text(context: CanvasRenderingContext2D, words: string, x: number, y: number, style: TextStyle): void {
  const face = style.face ?? 'sans';
  context.font = `${face === 'score' ? 'italic ' : ''}${style.weight ?? 400} ${style.size}px ${token(face)}`;
  context.textAlign = style.align ?? 'left';
  context.textBaseline = style.baseline ?? 'alphabetic';
  context.letterSpacing = `${(style.spacing ?? 0) * style.size}px`;
  context.fillStyle = style.ink;
  context.fillText(words, x, y);
}
