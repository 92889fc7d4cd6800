/**
 * A draft that lives on the server. Each change is kept in this browser at once, and sent when the hand rests:
 *
 *   saved ── change ──► saving ── answer ──► saved
 *                         │  └── no answer ──► here ── again, later and later ──► saving
 *                         └── refused: the turn is closed ──► closed
 *
 * What the browser keeps is dropped when the server has it: what is found there after a reload was never sent.
 */
import { signal, type ReadonlySignal } from '@preact/signals';
import { ApiError } from '@rubato/client';
import { draftOf, ordersOf, type Draft } from '../draft.ts';
import { dropDraft, hasDraft, keepDraft, keptDraft, type DraftKeeper, type DraftPlace } from '../draft-store.ts';
import { ordersFromText, ordersText } from '../order-json.ts';

/** `here`: in this browser alone, as the server doesn't answer. */
export type DraftState = 'saved' | 'saving' | 'here' | 'refused' | 'closed';

/** After the last change. */
export const REST_MS = 700;
/** Between two attempts while the server doesn't answer. */
export const AGAIN_MS = { first: 2_000, most: 30_000 } as const;

export interface DraftSyncParts {
  readonly place: DraftPlace;
  /** What the server has; undefined for nothing. */
  readonly given: string | undefined;
  readonly save: (orders: string) => Promise<unknown>;
  /** Runs a task later; the result cancels it. */
  readonly after: (delayMs: number, task: () => void) => () => void;
}

export class DraftSync implements DraftKeeper {
  readonly #parts: DraftSyncParts;
  readonly #state = signal<DraftState>('saved');
  #saved: string;
  #draft: Draft | undefined;
  #cancel: (() => void) | undefined;
  #sending = false;
  #waitMs: number = AGAIN_MS.first;

  constructor(parts: DraftSyncParts) {
    this.#parts = parts;
    this.#saved = parts.given ?? '[]';
  }

  get state(): ReadonlySignal<DraftState> {
    return this.#state;
  }

  load(): Draft {
    const { place, given } = this.#parts;
    if (this.#draft) return this.#draft;
    if (hasDraft(place)) return keptDraft(place);
    return given === undefined ? {} : draftOf(ordersFromText(given));
  }

  keep(draft: Draft): void {
    if (this.#state.peek() === 'closed') return;
    this.#draft = draft;
    if (this.#pending() === undefined) return this.#rest();
    keepDraft(this.#parts.place, draft);
    if (this.#state.peek() !== 'here') this.#state.value = 'saving';
    this.#later(REST_MS);
  }

  /** Sends what waits, now: the server may answer again, or the page goes away. */
  flush(): void {
    if (this.#pending() !== undefined) void this.#send();
  }

  /** Nothing is sent any more: the page shows something else. What was not sent stays in the browser. */
  stop(): void {
    this.#cancel?.();
    this.#state.value = 'closed';
  }

  /** The turn is over: what was not sent comes too late. */
  end(): void {
    this.stop();
    dropDraft(this.#parts.place);
  }

  /** Whether orders equal the draft as it is now. */
  equals(orders: string | undefined, draft: Draft): boolean {
    return orders !== undefined && ordersText(ordersOf(draftOf(ordersFromText(orders)))) === textOf(draft);
  }

  /** Not saved yet; undefined when all is. */
  #pending(): string | undefined {
    if (!this.#draft) return undefined;
    const text = textOf(this.#draft);
    return text === this.#saved ? undefined : text;
  }

  #later(delayMs: number): void {
    this.#cancel?.();
    this.#cancel = this.#parts.after(delayMs, () => void this.#send());
  }

  async #send(): Promise<void> {
    const text = this.#pending();
    if (text === undefined || this.#sending || this.#state.peek() === 'closed') return;
    this.#cancel?.();
    this.#sending = true;
    try {
      await this.#parts.save(text);
      this.#saved = text;
      this.#waitMs = AGAIN_MS.first;
      if (this.#pending() === undefined) this.#rest();
      else this.#later(REST_MS);
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#sending = false;
    }
  }

  #rest(): void {
    this.#cancel?.();
    dropDraft(this.#parts.place);
    this.#state.value = 'saved';
  }

  #failed(error: unknown): void {
    if (this.#state.peek() === 'closed') return;
    if (error instanceof ApiError && (error.code === 'conflict' || error.code === 'not-found')) {
      this.#state.value = 'closed';
      return;
    }
    const refused = error instanceof ApiError && error.code === 'bad-value';
    this.#state.value = refused ? 'refused' : 'here';
    // The same draft would be refused again; the next change is sent.
    if (refused) return;
    this.#later(Math.max(this.#waitMs, (error as Partial<ApiError>).retryAfterMs ?? 0));
    this.#waitMs = Math.min(AGAIN_MS.most, this.#waitMs * 2);
  }
}

const textOf = (draft: Draft): string => ordersText(ordersOf(draft));
