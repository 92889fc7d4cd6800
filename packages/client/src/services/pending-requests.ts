/** Requests that wait for their answers: so many at the server, the others in line, none for ever. */
import type { Clock } from '@rubato/ports';
import { ApiError } from '../api.ts';

interface Pending {
  readonly id: string;
  readonly text: string;
  readonly type: string;
  readonly resolve: (data: unknown) => void;
  readonly reject: (error: ApiError) => void;
  readonly cancel: () => void;
}

export interface PendingOptions {
  readonly clock: Clock;
  /** Under way at once. */
  readonly most: number;
  readonly timeoutMs: number;
  readonly send: (text: string) => void;
}

/** Requests in line behind those under way; one more is refused with `too-many`. */
export const MOST_IN_LINE = 256;

export class PendingRequests {
  readonly #options: PendingOptions;
  readonly #underWay = new Map<string, Pending>();
  readonly #inLine = new Map<string, Pending>();
  /** Under way at once, as the server says. */
  most: number;

  constructor(options: PendingOptions) {
    this.#options = options;
    this.most = options.most;
  }

  get size(): number {
    return this.#underWay.size + this.#inLine.size;
  }

  /** Resolves with the answer's data; rejects with ApiError. */
  add(request: { readonly id: string; readonly type: string; readonly text: string }): Promise<unknown> {
    const { id, type } = request;
    if (this.#underWay.has(id) || this.#inLine.has(id))
      return Promise.reject(new ApiError('conflict', 0, `a request with the id ${id} is under way already`));
    if (this.#inLine.size >= MOST_IN_LINE)
      return Promise.reject(
        new ApiError('too-many', 0, `${MOST_IN_LINE} requests wait already; this one was not sent`),
      );
    return new Promise((resolve, reject) => {
      const late = () =>
        this.#settle(id)?.reject(
          new ApiError('network', 0, `${type} was not answered in time; whether it was done is not known`),
        );
      const cancel = this.#options.clock.after(this.#options.timeoutMs, late);
      this.#inLine.set(id, { ...request, resolve, reject, cancel });
      this.#advance();
    });
  }

  resolve(id: string, data: unknown): void {
    this.#settle(id)?.resolve(data);
  }

  reject(id: string, error: ApiError): boolean {
    const pending = this.#settle(id);
    pending?.reject(error);
    return pending !== undefined;
  }

  /** None of them will be answered any more. */
  rejectAll(why: string): void {
    const sent = Array.from(this.#underWay.values());
    const unsent = Array.from(this.#inLine.values());
    this.#underWay.clear();
    this.#inLine.clear();
    for (const { cancel, reject, type } of sent) {
      cancel();
      reject(new ApiError('network', 0, `${why}; whether ${type} was done is not known`));
    }
    for (const { cancel, reject, type } of unsent) {
      cancel();
      reject(new ApiError('network', 0, `${why}; ${type} was not sent`));
    }
  }

  #settle(id: string): Pending | undefined {
    const pending = this.#underWay.get(id) ?? this.#inLine.get(id);
    if (pending === undefined) return undefined;
    pending.cancel();
    this.#underWay.delete(id);
    this.#inLine.delete(id);
    this.#advance();
    return pending;
  }

  #advance(): void {
    for (const [id, pending] of this.#inLine) {
      if (this.#underWay.size >= this.most) return;
      this.#inLine.delete(id);
      this.#underWay.set(id, pending);
      this.#options.send(pending.text);
    }
  }
}
