/**
 * `network`: nobody answered, or the service failed; trying again may help. `auth`: it knows who is asking, and refuses.
 * `refused`: it will not take this. `missing`: not there (yet). `damaged`: not the bytes that were sent. `too-large`: beyond a limit.
 */
export type CourierErrorCode = 'network' | 'auth' | 'refused' | 'missing' | 'damaged' | 'too-large';

export class CourierError extends Error {
  readonly code: CourierErrorCode;
  constructor(code: CourierErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CourierError';
    this.code = code;
  }
}
