// What every courier must do, whatever carries it.

import { hex, sha256, utf8Encode } from '@rubato/schema';
import { expect, it } from 'vitest';
import type { Courier } from '../courier.ts';
import { parcelOf } from '../parcel.ts';

const MATCH = hex(sha256(utf8Encode('contract')));

export function courierContract(open: (player: string) => Promise<Courier> | Courier): void {
  const parcel = (text: string, turn = 1, match = MATCH) =>
    parcelOf({ match, turn, player: 'ada', kind: 'commit' }, utf8Encode(text));

  it('brings what was sent, once, until it is acknowledged', async () => {
    const [ada, ben] = [await open('ada'), await open('ben')];
    const [one, two] = [parcel('one'), parcel('two'.repeat(50_000), 12)];
    for (const each of [one, two, one]) await ada.put(each, 'ben');
    await settled(ben, [one.key, two.key]);
    expect(await ben.fetch(two.key)).toEqual(two.bytes);
    expect(await ada.list(MATCH)).toEqual([]);
    // A mail that was sent twice may come after the first was acknowledged: then it is acknowledged again.
    for (let quiet = 0; quiet < 3;) {
      await ben.acknowledge(one.key);
      await ben.acknowledge(one.key);
      const listed = await ben.list(MATCH);
      quiet = listed.includes(one.key) ? 0 : quiet + 1;
      if (quiet > 0) expect(listed).toEqual([two.key]);
      await ben.wait(100);
    }
    // Sent again by somebody who crashed before they knew: a mailbox shows it again, which is harmless; a store doesn't.
    await ada.put(one, 'ben');
    expect(await ben.fetch(two.key)).toEqual(two.bytes);
    for (const each of [ada, ben]) await each.close();
  });

  it('keeps matches apart, and lists them all for who asks for all', async () => {
    const [ada, ben] = [await open('ada'), await open('ben')];
    const other = hex(sha256(utf8Encode('another match')));
    const { key, bytes } = parcel('elsewhere', 3, other);
    await ada.put({ key, bytes }, 'ben');
    await settled(ben, [key], other);
    expect(await ben.list()).toContain(key);
    expect(await ben.list(MATCH)).not.toContain(key);
    for (const each of [ada, ben]) await each.close();
  });

  it('says that what isn’t there is missing, and takes no strange names', async () => {
    const ben = await open('ben');
    await expect(ben.fetch(parcel('never sent').key)).rejects.toMatchObject({ code: 'missing' });
    await expect(ben.fetch('../../etc/passwd')).rejects.toMatchObject({ code: 'missing' });
    await ben.close();
  });
}

/** Mail takes a moment. */
async function settled(courier: Courier, keys: readonly string[], match = MATCH): Promise<void> {
  const sorted = [...keys].sort();
  for (let tries = 0; tries < 200; tries++) {
    if (JSON.stringify(await courier.list(match)) === JSON.stringify(sorted)) return;
    await courier.wait(100);
  }
  expect(await courier.list(match)).toEqual(sorted);
}
