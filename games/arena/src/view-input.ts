/** What the player does at the page, told to the controls. */
import type { KeySet, MatchSource, ViewSettings } from '@rubato/web';
import { useEffect } from 'preact/hooks';
import type { ArenaFrame, ArenaView } from './state.ts';
import type { Controls } from './view-controls.ts';

type ArenaSource = MatchSource<ArenaView, ArenaFrame>;

export function useKeys(keys: KeySet | undefined, controls: Controls, source: ArenaSource): void {
  useEffect(() => {
    if (!keys) return undefined;
    const down = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || belongsToPage(event)) return;
      if (controls.press(event.code, event.repeat)) event.preventDefault();
    };
    const up = (event: KeyboardEvent): void => controls.release(event.code);
    // A hidden page draws no frames, so what is held is let go here and now.
    const rest = (): void => {
      controls.rest();
      source.setFrame(controls.frame());
    };
    addEventListener('keydown', down);
    addEventListener('keyup', up);
    addEventListener('blur', rest);
    document.addEventListener('visibilitychange', rest);
    return () => {
      removeEventListener('keydown', down);
      removeEventListener('keyup', up);
      removeEventListener('blur', rest);
      document.removeEventListener('visibilitychange', rest);
    };
  }, [keys, controls, source]);
}

/** Typing, and pressing a focused button, stays with the page. */
function belongsToPage(event: KeyboardEvent): boolean {
  const target = event.target as Element | null;
  if (target?.closest('input, select, textarea, dialog')) return true;
  return (event.code === 'Space' || event.code === 'Enter') && target?.closest('button, a') instanceof Element;
}

/** Aims with the mouse while that is wanted: left fires, right beams. */
export function useMouse(
  keys: KeySet | undefined,
  controls: Controls,
  canvas: { readonly current: HTMLCanvasElement | null },
  settings: () => ViewSettings,
): void {
  useEffect(() => {
    const picture = canvas.current;
    if (keys !== 'solo' || !picture) return undefined;
    const { mouse } = controls;
    const move = (event: PointerEvent): void => {
      mouse.over = settings().mouseAim && event.pointerType === 'mouse';
      mouse.x = event.offsetX;
      mouse.y = event.offsetY;
    };
    const press = (event: PointerEvent): void => {
      move(event);
      mouse.fire = mouse.over && (event.buttons & 1) !== 0;
      mouse.beam = mouse.over && (event.buttons & 2) !== 0;
    };
    const leave = (): void => {
      mouse.over = mouse.fire = mouse.beam = false;
    };
    const menu = (event: Event): void => {
      if (settings().mouseAim) event.preventDefault();
    };
    // A second button down while one is held comes as a move.
    const listeners = {
      pointermove: press,
      pointerdown: press,
      pointerup: press,
      pointerleave: leave,
      contextmenu: menu,
    };
    for (const [name, listener] of Object.entries(listeners)) picture.addEventListener(name, listener as EventListener);
    return () => {
      leave();
      for (const [name, listener] of Object.entries(listeners))
        picture.removeEventListener(name, listener as EventListener);
    };
  }, [keys, controls, canvas, settings]);
}
