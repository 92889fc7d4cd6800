import type { Code } from '../codes.ts';
import type { Doc } from '../json/canonical.ts';

/** Two letters that one player signed and of which there may be one: proof for everyone who has the genesis. */
export interface Equivocation {
  readonly kind: 'equivocation';
  readonly player: string;
  readonly turn: number;
  readonly letters: readonly [Doc, Doc];
}

/** What became of a letter. */
export type Answer =
  | {
      readonly ok: true;
      /** `duplicate`: known already, nothing happened. `replaced`: an earlier sheet of this turn no longer counts. `kept`: counted once the letters before it are there. */
      readonly what: 'accepted' | 'duplicate' | 'replaced' | 'kept';
    }
  | {
      readonly ok: false;
      readonly code: Code;
      readonly message: string;
      readonly player?: string;
      /** Which of the sheet's orders, from 0. */
      readonly order?: number;
      /** The game's own word for it. */
      readonly reason?: string;
    };

export const accepted: Answer = { ok: true, what: 'accepted' };

export const refused = (
  code: Code,
  message: string,
  more: { readonly player?: string; readonly order?: number; readonly reason?: string } = {},
): Answer => ({ ok: false, code, message, ...more });
