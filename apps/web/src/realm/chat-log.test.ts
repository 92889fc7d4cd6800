import { describe, expect, it } from 'vitest';
import {
  channelOf,
  count,
  forget,
  hear,
  LINES_KEPT,
  nothingNew,
  read,
  silent,
  slowed,
  without,
  withoutSender,
} from './chat-log.ts';

const line = (n: number, more: object = {}) => {
  return { messageId: `m${n}`, seq: n, sentMs: n, senderId: 'a', senderName: 'Anna', message: `no. ${n}`, ...more };
};
const texts = (lines: readonly { readonly message: string }[]) => lines.map(({ message }) => message);

describe('what was said', () => {
  it('stands once and in its order, whether it was heard or read later', () => {
    const heard = hear(silent, 'global', [line(3)]);
    const both = hear(heard, 'global', [line(1), line(2), line(3)]);
    expect(texts(both.global)).toEqual(['no. 1', 'no. 2', 'no. 3']);
    expect(both.party).toEqual([]);
  });

  it('is forgotten from the oldest on', () => {
    const many = Array.from({ length: LINES_KEPT + 5 }, (_, n) => line(n));
    const { local } = hear(silent, 'local', many);
    expect(local).toHaveLength(LINES_KEPT);
    expect(local[0]!.message).toBe('no. 5');
  });

  it('is left out when a moderator emptied it', () => {
    expect(hear(silent, 'global', [line(1, { message: '' })]).global).toEqual([]);
    const heard = hear(hear(silent, 'global', [line(1), line(2)]), 'party', [line(1)]);
    // Told at once, or found in the history by whoever was away.
    for (const log of [without(heard, 'global', 'm1'), hear(heard, 'global', [line(1, { message: '' })])])
      expect([texts(log.global), texts(log.party)]).toEqual([['no. 2'], ['no. 1']]);
  });

  it('comes slowly where a moderator asked for it, until it is over', () => {
    const slow = slowed(slowed(new Map(), 'global', 60_000), 'location:bell-reef', 5000);
    expect([...slowed(slow, 'global', 0)]).toEqual([['location:bell-reef', 5000]]);
    expect(slow.get('global')).toBe(60_000);
  });

  it('is of its place, and of nobody who is blocked', () => {
    const log = hear(hear(silent, 'local', [line(1)]), 'global', [line(2), line(3, { senderId: 'b' })]);
    expect(forget(log, 'local').local).toEqual([]);
    expect(texts(withoutSender(log, 'a').global)).toEqual(['no. 3']);
  });

  it('belongs to the channel that the server names', () => {
    expect(['global', 'location:bell-reef', 'party:7', 'faction:tidebound', 'whisper:a:b'].map(channelOf)).toEqual([
      'global',
      'local',
      'party',
      'faction',
      'whisper',
    ]);
    expect(channelOf('world')).toBeUndefined();
  });

  it('is counted until it is read', () => {
    const two = count(count(nothingNew, 'party'), 'party');
    expect(two).toMatchObject({ party: 2, global: 0 });
    expect(read(two, 'party')).toEqual(nothingNew);
  });
});
