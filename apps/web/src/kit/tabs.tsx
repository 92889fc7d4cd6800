import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';

export interface Tab {
  readonly name: string;
  readonly label: string;
  readonly content: ComponentChildren;
}

/** One panel at a time; arrow keys move between tabs (WAI-ARIA tabs pattern, automatic activation). */
export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) {
  const id = useId();
  const [chosen, choose] = useState(tabs[0]?.name ?? '');
  const at = Math.max(
    0,
    tabs.findIndex((tab) => tab.name === chosen),
  );
  const step = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void => {
    const move = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (move === 0) return;
    event.preventDefault();
    const next = (at + move + tabs.length) % tabs.length;
    choose(tabs[next]?.name ?? '');
    (event.currentTarget.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div class="stack">
      <div class="choice" role="tablist" aria-label={label} onKeyDown={step} style={{ justifySelf: 'start' }}>
        {tabs.map((tab, index) => (
          <button
            key={tab.name}
            id={`${id}-${tab.name}`}
            type="button"
            role="tab"
            aria-selected={index === at ? 'true' : 'false'}
            aria-controls={`${id}-panel`}
            tabIndex={index === at ? 0 : -1}
            onClick={() => choose(tab.name)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${tabs[at]?.name ?? ''}`}>
        {tabs[at]?.content}
      </div>
    </div>
  );
}
