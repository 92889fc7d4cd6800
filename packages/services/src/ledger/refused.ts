import type { ServiceErrorCode } from '@rubato/protocol';

/** Why a call changes nothing: a code of the one table, and a sentence for people. */
export interface Refusal {
  readonly code: ServiceErrorCode;
  readonly message: string;
}

export const refusal = (code: ServiceErrorCode, message: string): Refusal => ({ code, message });

/** A call was refused; nothing was changed. */
export class Refused extends Error implements Refusal {
  override readonly name = 'Refused';
  readonly code: ServiceErrorCode;

  constructor(code: ServiceErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
