import { utf8Encode } from '@rubato/schema';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parcelOf } from '../parcel.ts';
import { FolderStore } from '../store/folder-store.ts';
import { StoreCourier } from '../store/store-courier.ts';
import { courierContract } from '../testing/contract.ts';
import { playWholeMatch } from '../testing/whole-match.ts';

describe('a shared folder', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'rubato-folder-'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const courierIn = (folder: string, player: string) =>
    new StoreCourier(new FolderStore(join(root, folder)), { player, pollMs: 10 });

  courierContract((player) => courierIn('contract', player));

  it('carries a whole match, with duplicates, losses, reordering and everyone dying in between', async () => {
    const courierOf = (player: string) => courierIn('match', player);
    expect((await playWholeMatch({ mode: 'peer', seed: 2, rate: 0.05, courierOf })).crashes).toBeGreaterThan(0);
    expect(
      readdirSync(join(root, 'match'), { recursive: true }).filter((name) => String(name).endsWith('.part')),
    ).toEqual([]);
  }, 60_000);

  it('reads nothing through a link, nothing that was changed, and writes nowhere else', async () => {
    const [ada, ben] = [courierIn('hostile', 'ada'), courierIn('hostile', 'ben')];
    const parcel = parcelOf({ match: 'ab'.repeat(32), turn: 1, player: 'ada', kind: 'order' }, utf8Encode('mine'));
    await ada.put(parcel);
    const path = join(root, 'hostile/parcels', parcel.key);
    writeFileSync(path, 'changed');
    await expect(ben.fetch(parcel.key)).rejects.toMatchObject({ code: 'damaged' });
    writeFileSync(join(root, 'elsewhere'), 'mine');
    rmSync(path);
    symlinkSync(join(root, 'elsewhere'), path);
    expect(await ben.list()).toEqual([]);
    await expect(ben.fetch(parcel.key)).rejects.toMatchObject({ code: 'damaged' });
    await ada.put(parcel);
    expect(await ben.fetch(parcel.key)).toEqual(utf8Encode('mine'));
    expect(readdirSync(dirname(path))).toHaveLength(1);
    await expect(new FolderStore(root).put('parcels/../../x', parcel.bytes)).rejects.toMatchObject({ code: 'refused' });
  });
});
