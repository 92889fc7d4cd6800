import { describe, expect, it } from 'vitest';
import { refusalOf, type EntryRefused } from './open-match.ts';

const refused = (reason: string, message: string): unknown => refusalOf(Object.assign(new Error(message), { reason }));

describe('what keeps somebody out of a match', () => {
  it('says what happened once, and what to do next', () => {
    expect(refused('unknown-room', 'no such room, or it has ended; check the code')).toMatchObject({
      message: 'There is no such room',
      advice: expect.stringContaining('Check the code'),
    });
    expect(refused('shut', 'the server shuts down')).toMatchObject({ message: 'The server shuts down' });
  });

  it('is tried again only where that may help', () => {
    const final = ['unknown-room', 'bad-settings', 'room-full', 'not-connected', 'shut'].map(
      (reason) => (refused(reason, 'no') as EntryRefused).final,
    );
    expect(final).toEqual([true, true, false, false, false]);
  });

  it('is no refusal when it is a defect', () => {
    const defect = new TypeError('x is undefined');
    expect(refusalOf(defect)).toBe(defect);
    expect(refusalOf(undefined)).toBeUndefined();
  });
});
