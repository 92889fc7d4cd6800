import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Button } from './button.tsx';

export interface DialogProps {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly footer?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A modal; the platform's own element holds the focus inside and closes on Escape. */
export function Dialog({ title, open, onClose, footer, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  const wanted = useRef(open);
  wanted.current = open;
  useEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    else if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby={id}
      // Also told, a moment later, when the page itself closed it: by then another one may be open in its place.
      onClose={() => {
        if (wanted.current) onClose();
      }}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      {open ? (
        <>
          <header>
            <h2 id={id}>{title}</h2>
            <Button tone="quiet" icon="close" aria-label="Close" onClick={onClose} />
          </header>
          <div class="body">{children}</div>
          {footer ? <footer>{footer}</footer> : null}
        </>
      ) : null}
    </dialog>
  );
}
