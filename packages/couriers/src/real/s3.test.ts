import { utf8Encode } from '@rubato/schema';
import { AwsClient } from 'aws4fetch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveSwift, startSwift, type SwiftServer } from '../../../../tools/provision/swift-server.ts';
import { S3Store } from '../store/s3-store.ts';
import { StoreCourier } from '../store/store-courier.ts';
import { courierContract } from '../testing/contract.ts';
import { playWholeMatch } from '../testing/whole-match.ts';

describe.skipIf(!haveSwift)('S3 (OpenStack Swift)', () => {
  let server: SwiftServer;
  const storeAt = (bucket: string) => new S3Store({ ...server, bucket });
  beforeAll(async () => {
    server = await startSwift();
    const client = new AwsClient({ ...server, service: 's3' });
    for (const bucket of ['contract', 'match', 'links'])
      await client.fetch(`${server.endpoint}/${bucket}`, { method: 'PUT' });
  }, 60_000);
  afterAll(() => server.stop());

  courierContract((player) => new StoreCourier(storeAt('contract'), { player, pollMs: 10 }));

  it('carries a whole match, with duplicates, losses, reordering and everyone dying in between', async () => {
    const courierOf = (player: string) => new StoreCourier(storeAt('match'), { player });
    expect((await playWholeMatch({ mode: 'peer', seed: 5, rate: 0.02, courierOf })).crashes).toBeGreaterThan(0);
  }, 120_000);

  it('gives links that expire; forged ones open nothing', async () => {
    const store = storeAt('links');
    await store.put('parcels/x', utf8Encode('hello'));
    const link = await store.link('parcels/x', 'GET', 600);
    expect(await (await fetch(link)).text()).toBe('hello');
    const put = await store.link('parcels/y', 'PUT', 600);
    expect((await fetch(put, { method: 'PUT', body: 'sent' })).status).toBe(200);
    expect(await store.get('parcels/y', 10)).toEqual(utf8Encode('sent'));
    const status = async (url: string) => (await fetch(url)).status;
    expect(await status(link.replace(/X-Amz-Signature=[0-9a-f]{8}/, 'X-Amz-Signature=00000000'))).toBe(403);
    expect(await status(link.replace('/x?', '/y?'))).toBe(403);
    expect(await status(link.replace(/\?.*/, ''))).toBeGreaterThanOrEqual(400);
    expect(await status(await store.link('parcels/x', 'GET', 60, new Date(Date.now() - 3_600_000)))).toBe(403);
    await expect(store.link('parcels/x', 'GET', 8 * 86_400)).rejects.toThrow(RangeError);
  });

  it('a wrong secret is refused as such, and a large file before it is read', async () => {
    const wrong = new S3Store({ ...server, bucket: 'links', secretAccessKey: 'wrong' });
    await expect(wrong.list('')).rejects.toMatchObject({ code: 'auth' });
    await storeAt('links').put('parcels/large', new Uint8Array(100_000));
    await expect(storeAt('links').get('parcels/large', 99_999)).rejects.toMatchObject({ code: 'too-large' });
  });
});
