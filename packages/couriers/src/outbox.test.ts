import { utf8Encode } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import type { Courier } from './courier.ts';
import { CourierError } from './courier-error.ts';
import { MAX_OUTBOX, Outbox } from './outbox.ts';
import { parcelOf } from './parcel.ts';

const parcel = (text: string, turn = 1) =>
  parcelOf({ match: 'ab'.repeat(32), turn, player: 'ada', kind: 'order' }, utf8Encode(text));

/** Takes everything but what goes to those who can't be reached. */
function courier(reach: 'all' | 'each', unreachable: readonly string[]) {
  const sent: string[] = [];
  const put: Courier['put'] = async (_parcel, to) => {
    if (unreachable.includes(to)) throw new CourierError('network', 'nobody answers');
    sent.push(to);
  };
  return { sent, courier: { reach, put } as Courier };
}

describe('an outbox', () => {
  it('keeps one recipient’s failure from nobody else, and tries again later and later', async () => {
    const outbox = new Outbox();
    outbox.add(parcel('x'), ['ben', 'cho', 'dov']);
    const { sent, courier: mail } = courier('each', ['ben']);
    const flushed = await outbox.flush(mail, 0);
    expect(flushed).toMatchObject({ sent: 2, failures: [{ to: 'ben', code: 'network' }] });
    expect(sent).toEqual(['cho', 'dov']);
    expect((await outbox.flush(mail, 4999)).failures).toHaveLength(0);
    expect((await outbox.flush(mail, 5000)).failures).toHaveLength(1);
    expect((await outbox.flush(mail, 14_999)).failures).toHaveLength(0);
    expect((await outbox.flush(mail, 15_000)).failures).toHaveLength(1);
    for (let tries = 0; tries < 40; tries++) await outbox.flush(mail, 1e9, { all: true });
    expect((await outbox.flush(mail, 1e9 + 3_600_000)).failures).toHaveLength(1);
    const again = new Outbox(outbox.saved());
    expect(await again.flush(courier('each', []).courier, 0, { all: true })).toEqual({ sent: 1, failures: [] });
    expect(again.size).toBe(0);
  });

  it('puts once where one put reaches all, and holds nothing twice', async () => {
    const outbox = new Outbox();
    for (let times = 0; times < 3; times++) outbox.add(parcel('x'), ['ben', 'cho']);
    const { sent, courier: folder } = courier('all', []);
    expect(await outbox.flush(folder, 0)).toMatchObject({ sent: 2 });
    expect(sent).toHaveLength(1);
  });

  it('is full at its limit, and says so before it takes anything', () => {
    const outbox = new Outbox();
    const everyone = Array.from({ length: MAX_OUTBOX }, (_, i) => `p${i}`);
    outbox.add(parcel('x'), everyone);
    expect(() => outbox.add(parcel('y'), ['ben'])).toThrow(expect.objectContaining({ code: 'too-large' }));
    expect(outbox.size).toBe(MAX_OUTBOX);
  });
});
