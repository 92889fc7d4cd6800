/** The bus could not be reached; the message says where and why. */
export class BusUnreachable extends Error {
  override readonly name = 'BusUnreachable';
}
