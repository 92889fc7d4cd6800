import { utf8Encode } from '@rubato/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AzuriteServer, haveAzurite, startAzurite } from '../../../../tools/provision/azurite-server.ts';
import { AzureStore } from '../store/azure-store.ts';
import { StoreCourier } from '../store/store-courier.ts';
import { courierContract } from '../testing/contract.ts';
import { playWholeMatch } from '../testing/whole-match.ts';

describe.skipIf(!haveAzurite)('Azure Blob Storage (Azurite)', () => {
  let server: AzuriteServer;
  let container: string;
  const storeAt = (at: string) => new AzureStore({ container: at, access: server });
  beforeAll(async () => {
    server = await startAzurite();
    container = await server.freshContainer();
  }, 60_000);
  afterAll(() => server.stop());

  courierContract((player) => new StoreCourier(storeAt(container), { player, pollMs: 10 }));

  it('carries a whole match, with duplicates, losses, reordering and everyone dying in between', async () => {
    const at = await server.freshContainer();
    const courierOf = (player: string) => new StoreCourier(storeAt(at), { player });
    expect((await playWholeMatch({ mode: 'escrow', seed: 3, rate: 0.03, courierOf })).crashes).toBeGreaterThan(0);
  }, 120_000);

  it('gives links that expire, to one file, for reading only; forged ones open nothing', async () => {
    const at = await server.freshContainer();
    const store = storeAt(at);
    const nowMs = Date.now();
    await store.put('parcels/x', utf8Encode('hello'));
    const link = store.link('parcels/x', { startMs: nowMs - 60_000, endMs: nowMs + 60_000 });
    expect(await (await fetch(link)).text()).toBe('hello');
    const status = async (url: string, init?: RequestInit) => (await fetch(url, init)).status;
    expect(await status(link.replace(/\?.*/, ''))).toBeGreaterThanOrEqual(400);
    expect(await status(link.replace(/sig=[^&]+/, 'sig=AAAA'))).toBe(403);
    expect(await status(link.replace('/x?', '/y?'))).toBe(403);
    expect(await status(link, { method: 'PUT', body: 'no', headers: { 'x-ms-blob-type': 'BlockBlob' } })).toBe(403);
    expect(await status(store.link('parcels/x', { startMs: nowMs - 90_000, endMs: nowMs - 30_000 }))).toBe(403);
  });

  it('a player with a signature alone can play, and make no links; a wrong key is refused as such', async () => {
    const at = await server.freshContainer();
    const nowMs = Date.now();
    const sas = storeAt(at).sas({ permissions: 'rcwl', startMs: nowMs - 60_000, endMs: nowMs + 60_000 });
    const guest = new AzureStore({ container: at, access: { sas: `?${sas}` } });
    await guest.put('parcels/x', utf8Encode('hello'));
    expect(await guest.list('parcels/')).toEqual(['parcels/x']);
    expect(() => guest.link('parcels/x', { startMs: 0, endMs: 1 })).toThrow(expect.objectContaining({ code: 'auth' }));
    const wrong = new AzureStore({ container: at, access: { account: server.account, key: 'AAAA' } });
    await expect(wrong.put('parcels/x', utf8Encode('no'))).rejects.toMatchObject({ code: 'auth' });
    await expect(guest.get('parcels/x', 4)).rejects.toMatchObject({ code: 'too-large' });
  });
});
