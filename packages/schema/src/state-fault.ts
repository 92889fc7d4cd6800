// What a rule did to the state that the state can't hold. The machine treats it as a fault of the rule, never as input error.

export type StateFaultCode =
  | 'non-finite' // NaN or an infinity was written to a number
  | 'wrong-type' // a value of another kind than the field's
  | 'stale-row' // the row died; its object was used afterwards
  | 'table-full' // `add` on a table that holds its maximum
  | 'unknown-value' // a string outside of a `oneOf`
  | 'bad-ref' // not an id
  | 'bad-seat' // not a whole number from 0 to 255
  | 'too-long' // text, bytes or list above its maximum
  | 'read-only'; // a write through a view

export class StateFault extends Error {
  override readonly name: string = 'StateFault';
  readonly code: StateFaultCode;
  constructor(code: StateFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** A row object was touched after its row had been removed. Look the row up again by its id instead of keeping the object. */
export class StaleRow extends StateFault {
  override readonly name = 'StaleRow';
  constructor(table: string, id: number) {
    super('stale-row', `${table}: row ${id} is gone; keep its id and look it up with get(), not the row object`);
  }
}
