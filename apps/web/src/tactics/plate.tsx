/** The dark plate when there is no battle on it: a few words in its middle. */
import type { ComponentChildren } from 'preact';
import { Beats } from '../kit/beats.tsx';

export const Plate = ({ children }: { readonly children: ComponentChildren }) => (
  <main class="tactics always-dark plate">{children}</main>
);

export function Waiting({ words }: { readonly words: string }) {
  return (
    <div class="waiting" role="status">
      <Beats moving />
      <p class="score">{words}</p>
    </div>
  );
}
