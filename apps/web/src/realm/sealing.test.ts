import { KeyChanged } from '@rubato/client';
import { describe, expect, it, vi } from 'vitest';
import { silent, type Line } from './chat-log.ts';
import { keyStore, memoryShelf } from './key-store.ts';
import { Sealing, sealWords } from './sealing.ts';

/** The server's keys, and browsers that differ in what they keep. */
function stage() {
  const published = new Map<string, string>();
  /** A page in which somebody plays a character; `shelf` is what its browser keeps. */
  const page = async (own: string, shelf = memoryShelf(), fresh = false) => {
    const sealing = new Sealing(async () => keyStore(shelf, true), {
      find: async (id) => published.get(id),
      publish: async (key) => void published.set(own, key),
    });
    await sealing.start(own, fresh);
    return sealing;
  };
  return { published, page };
}

let lines = 0;
function whisper(senderId: string, recipientId: string, message: string): Line {
  lines++;
  return { messageId: `m${lines}`, seq: lines, sentMs: lines, senderId, senderName: senderId, recipientId, message };
}

/** What the page shows of a line. */
async function shown(page: Sealing, line: Line) {
  page.open({ ...silent, whisper: [line] }, undefined);
  return vi.waitFor(() => {
    const opened = page.opened.value.get(line.messageId);
    if (!opened) throw new Error('not opened yet');
    return opened;
  });
}

describe('sealed chat in a browser', () => {
  it('reads what was sealed, also after the page was opened again', async () => {
    const { page } = stage();
    const [annsBrowser, bobsBrowser] = [memoryShelf(), memoryShelf()];
    const [ann, bob] = [await page('ann', annsBrowser, true), await page('bob', bobsBrowser, true)];
    const message = await ann.seal({ kind: 'whisper', characterId: 'bob' }, 'meet me');
    const line = whisper('ann', 'bob', message);
    expect(message).not.toContain('meet me');
    expect(await shown(bob, line)).toEqual({ state: 'read', text: 'meet me' });
    for (const again of [await page('bob', bobsBrowser), await page('ann', annsBrowser)]) {
      expect(again.state.value.state).toBe('ready');
      expect(await shown(again, line)).toEqual({ state: 'read', text: 'meet me' });
    }
  });

  it('leaves the key where it is until somebody moves it here; others are warned, and nothing is sealed before they agree', async () => {
    const { page, published } = stage();
    const ann = await page('ann', memoryShelf(), true);
    await page('bob', memoryShelf(), true);
    const toBob = { kind: 'whisper', characterId: 'bob' } as const;
    const line = whisper('ann', 'bob', await ann.seal(toBob, 'one'));
    const before = published.get('bob');
    const other = await page('bob');
    expect([other.state.value.state, published.get('bob')]).toEqual(['elsewhere', before]);
    expect(await shown(other, line)).toMatchObject({ state: 'shut', why: expect.stringContaining('another browser') });
    await other.moveHere();
    expect(published.get('bob')).not.toBe(before);

    // Ann's page asks the server anew after a while: another page of hers does at once.
    const shelf = memoryShelf();
    const cem = await page('cem', shelf, true);
    await keyStore(shelf, true).keepPin('cem', 'bob', before!);
    const refused = await cem.seal(toBob, 'two').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(KeyChanged);
    const fromBob = whisper('bob', 'cem', await other.seal({ kind: 'whisper', characterId: 'cem' }, 'it is me'));
    expect(await shown(cem, fromBob)).toMatchObject({ state: 'shut', changed: refused });
    expect(cem.changedWords(refused as KeyChanged)).toEqual(await other.words('cem'));
    await cem.trust(refused as KeyChanged);
    expect(await shown(cem, fromBob)).toEqual({ state: 'read', text: 'it is me' });
    expect(await shown(other, whisper('cem', 'bob', await cem.seal(toBob, 'two')))).toMatchObject({ text: 'two' });
  });

  it('notices that its key went elsewhere, and seals nothing with the old one', async () => {
    const { page } = stage();
    const ann = await page('ann', memoryShelf(), true);
    await page('bob', memoryShelf(), true);
    await (await page('ann')).moveHere();
    const refused = await ann.seal({ kind: 'whisper', characterId: 'bob' }, 'one').catch(sealWords);
    expect([refused, ann.state.value.state]).toEqual(['Not sent: another browser holds the key now.', 'elsewhere']);
  });

  it('asks again for the key of whoever sealed by one that it does not know', async () => {
    const { page } = stage();
    const [ann, bob] = [await page('ann', memoryShelf(), true), await page('bob', memoryShelf(), true)];
    const toAnn = { kind: 'whisper', characterId: 'ann' } as const;
    expect(await shown(ann, whisper('bob', 'ann', await bob.seal(toAnn, 'one')))).toMatchObject({ text: 'one' });
    const moved = await page('bob');
    await moved.moveHere();
    const line = whisper('bob', 'ann', await moved.seal(toAnn, 'two'));
    const opened = await shown(ann, line);
    if (opened.state === 'read' || !opened.changed) throw new Error('nobody was warned');
    await ann.trust(opened.changed);
    expect(await shown(ann, line)).toEqual({ state: 'read', text: 'two' });
  });

  it('keeps a conversation locked, and locks it when the other one does', async () => {
    const { page } = stage();
    const shelf = memoryShelf();
    const ann = await page('ann', shelf, true);
    const sealed = whisper('bob', 'ann', '~seal1.w.abc');
    expect([ann.isLocked('whisper/bob', []), ann.isLocked('whisper/bob', [sealed])]).toEqual([false, true]);
    ann.lock('whisper/bob', false);
    expect(ann.isLocked('whisper/bob', [sealed])).toBe(false);
    ann.lock('whisper/cem', true);
    const again = await page('ann', shelf);
    expect([again.isLocked('whisper/cem', []), again.isLocked('whisper/bob', [sealed])]).toEqual([true, false]);
  });
});
