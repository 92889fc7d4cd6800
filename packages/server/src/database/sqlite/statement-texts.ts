/**
 * Statements on their way to the thread: a text travels once and has a number from then on, as there are few texts and
 * each is longer than what it is given. Both sides count alike, because messages arrive in order.
 */
import type { SqlValue, Statement } from '@rubato/ports';

/** Texts that have a number; later ones travel in full each time. */
export const NUMBERED_TEXTS = 2000;

export interface SentStatement {
  readonly number: number | undefined;
  /** With a new number, or without one. */
  readonly sql: string | undefined;
  readonly values: readonly SqlValue[] | undefined;
  readonly expect: number | undefined;
}

export class TextSender {
  readonly #numbers = new Map<string, number>();

  shorten({ sql, values, expect }: Statement): SentStatement {
    const known = this.#numbers.get(sql);
    if (known !== undefined) return { number: known, sql: undefined, values, expect };
    const number = this.#numbers.size < NUMBERED_TEXTS ? this.#numbers.size : undefined;
    if (number !== undefined) this.#numbers.set(sql, number);
    return { number, sql, values, expect };
  }
}

export class TextReceiver {
  readonly #texts: string[] = [];

  restore({ number, sql = this.#texts[number!]!, values, expect }: SentStatement): Statement {
    if (number === this.#texts.length) this.#texts.push(sql);
    return { sql, ...(values && { values }), ...(expect !== undefined && { expect }) };
  }
}
