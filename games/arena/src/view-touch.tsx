/** Thumbs: a stick wherever the left thumb comes down, three buttons under the right one. */
import type { ReadonlySignal } from '@rubato/web';
import { useRef, useState } from 'preact/hooks';
import type { Board } from './view-board.ts';
import type { Controls } from './view-controls.ts';
import { EMOTES } from './view-keys.ts';
import './view-touch.css';

/** CSS pixels from rest to the end of the stick's way. */
const STICK_REACH = 58;

export function Touch({
  controls,
  board,
}: {
  readonly controls: Controls;
  readonly board: ReadonlySignal<Board | undefined>;
}) {
  return (
    <div class="arena-touch">
      <Stick controls={controls} />
      <div class="arena-triggers">
        <Trigger
          name="Boost"
          kind="boost"
          ready={board.value?.boostReady ?? true}
          onHold={(held) => held && controls.boost()}
        />
        <Trigger
          name="Beam"
          kind="beam"
          ready={board.value?.beamReady ?? true}
          onHold={(held) => (controls.thumbs.beam = held)}
        />
        <Trigger name="Fire" kind="fire" ready onHold={(held) => (controls.thumbs.fire = held)} />
        <Emotes controls={controls} />
      </div>
    </div>
  );
}

/** One button, and the words when it was pressed; a word said closes them again. */
function Emotes({ controls }: { readonly controls: Controls }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class="arena-trigger say"
        aria-label="Say something"
        aria-expanded={open ? 'true' : 'false'}
        onClick={() => setOpen(!open)}
      >
        …
      </button>
      {open ? (
        <div class="arena-says">
          {EMOTES.map((kind) => (
            <button
              key={kind}
              type="button"
              class="score"
              onClick={() => {
                controls.say(kind);
                setOpen(false);
              }}
            >
              {kind}!
            </button>
          ))}
        </div>
      ) : null}
    </>
  );
}

function Stick({ controls }: { readonly controls: Controls }) {
  const base = useRef<HTMLDivElement>(null);
  const knob = useRef<HTMLDivElement>(null);
  const origin = useRef({ x: 0, y: 0, pointer: -1 });

  const place = (dx: number, dy: number): void => {
    const length = Math.sqrt(dx * dx + dy * dy);
    const share = length > STICK_REACH ? STICK_REACH / length : 1;
    controls.thumbs.stickX = (dx * share) / STICK_REACH;
    controls.thumbs.stickY = (dy * share) / STICK_REACH;
    if (knob.current) knob.current.style.transform = `translate(${dx * share}px, ${dy * share}px)`;
  };
  const down = (event: PointerEvent & { readonly currentTarget: HTMLElement }): void => {
    if (origin.current.pointer !== -1) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    origin.current = { x: event.clientX, y: event.clientY, pointer: event.pointerId };
    if (base.current) {
      base.current.style.left = `${event.clientX - box.left}px`;
      base.current.style.top = `${event.clientY - box.top}px`;
      base.current.dataset['held'] = '';
    }
    controls.thumbs.held = true;
    place(0, 0);
  };
  const move = (event: PointerEvent): void => {
    if (event.pointerId === origin.current.pointer)
      place(event.clientX - origin.current.x, event.clientY - origin.current.y);
  };
  const up = (event: PointerEvent): void => {
    if (event.pointerId !== origin.current.pointer) return;
    origin.current.pointer = -1;
    controls.thumbs.held = false;
    if (base.current) {
      delete base.current.dataset['held'];
      base.current.style.left = base.current.style.top = '';
    }
    place(0, 0);
  };

  return (
    <div
      class="arena-stick-zone"
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      aria-hidden="true"
    >
      <div class="arena-stick" ref={base}>
        <div class="arena-knob" ref={knob} />
      </div>
    </div>
  );
}

function Trigger({
  name,
  kind,
  ready,
  onHold,
}: {
  readonly name: string;
  readonly kind: string;
  readonly ready: boolean;
  readonly onHold: (held: boolean) => void;
}) {
  const hold = (held: boolean) => (event: PointerEvent & { readonly currentTarget: HTMLElement }) => {
    event.preventDefault();
    if (held) {
      event.currentTarget.setPointerCapture(event.pointerId);
      event.currentTarget.dataset['held'] = '';
    } else {
      delete event.currentTarget.dataset['held'];
    }
    onHold(held);
  };
  return (
    <button
      type="button"
      class={`arena-trigger ${kind} ${ready ? '' : 'spent'}`}
      onPointerDown={hold(true)}
      onPointerUp={hold(false)}
      onPointerCancel={hold(false)}
      onContextMenu={(event) => event.preventDefault()}
    >
      {name}
    </button>
  );
}
