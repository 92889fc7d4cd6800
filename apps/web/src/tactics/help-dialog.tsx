/** What the battle is about, how a plan is made by hand, and the keys for all of it. */
import type { ComponentChildren } from 'preact';
import { Dialog } from '../kit/dialog.tsx';
import { PLAN_KEYS } from './plan-keys.ts';

export interface HelpProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly briefing: string;
  /** A word more on this kind of game. */
  readonly children?: ComponentChildren;
}

export function HelpDialog({ open, onClose, briefing, children }: HelpProps) {
  return (
    <Dialog title="How it goes" open={open} onClose={onClose}>
      <div class="stack">
        <p>{briefing}</p>
        <p class="small soft">
          Press a ship to choose it, then a place for its course; drag the ring to change it. Scroll or pinch to come
          closer, drag to turn, with Shift or two fingers to move. {children}
        </p>
        <table class="help-table">
          <tbody>
            {PLAN_KEYS.map(([, shown, does, words]) => (
              <tr key={does}>
                <td>
                  <kbd>{shown}</kbd>
                </td>
                <td>{words}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Dialog>
  );
}
