import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { LiveServer } from '../api/testing/live-server.ts';
import { tallyTurns } from '../turns/testing/tally.ts';
import { isInner, newPushKeys, webPushSender } from './push.ts';
import { PUSH_ORIGIN, pushBrowser, startPushService, type PushService } from './testing/push-service.ts';

let service: PushService;
beforeAll(async () => void (service = await startPushService()));
afterAll(() => service.stop());

const message = (endpoint: string, keys: { p256dh: string; auth: string }, payload = '{}') => ({
  subscription: { endpoint, ...keys },
  payload,
  ttlSeconds: 60,
  topic: 'abc',
});

it('is read by the browser that it is for, and signed by the server that it subscribed to', async () => {
  const keys = newPushKeys();
  const [ours, other] = [pushBrowser(), pushBrowser()];
  const send = webPushSender(keys, 'https://play.example', service.agent);
  const payload = JSON.stringify({ title: 'Dein Zug: Gürtel ☄', link: '/tactics/x' });
  expect(await send(message(`${PUSH_ORIGIN}/ours`, ours.subscription, payload))).toBe(201);
  const { headers, body } = service.taken.at(-1)!;
  expect(headers).toMatchObject({ ttl: '60', topic: 'abc', 'content-encoding': 'aes128gcm' });
  expect(ours.read(body)).toBe(payload);
  expect(() => other.read(body)).toThrow(/authenticate/);
  const [, token, key] = /^vapid t=([^,]+), k=(.+)$/.exec(String(headers['authorization']))!;
  expect(key).toBe(keys.publicKey);
  const [head, claims, signature] = token!.split('.') as [string, string, string];
  const point = Buffer.from(key!, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((each) => each.toString('base64url')) as [
    string,
    string,
  ];
  const signer = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  const signed = Buffer.from(`${head}.${claims}`);
  const bytes = Buffer.from(signature, 'base64url');
  expect(verify('sha256', signed, { key: signer, dsaEncoding: 'ieee-p1363' }, bytes)).toBe(true);
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    aud: PUSH_ORIGIN,
    sub: 'https://play.example',
  });
});

it('says what the push service said', async () => {
  const send = webPushSender(newPushKeys(), 'https://play.example', service.agent);
  expect(await send(message(`${PUSH_ORIGIN}/gone`, pushBrowser().subscription))).toBe(410);
});

it('goes to no inner address, whatever a name stands for', async () => {
  const { port } = service;
  const before = service.taken.length;
  const send = webPushSender(newPushKeys(), 'https://play.example');
  await expect(send(message(`https://localhost:${port}/`, pushBrowser().subscription))).rejects.toThrow(
    /no public address/,
  );
  expect(service.taken).toHaveLength(before);
  const inner = [
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
  ];
  expect(inner.filter((address) => !isInner(address, 4))).toEqual([]);
  expect(['::1', 'fe80::1', 'fd00::1', '::ffff:127.0.0.1'].filter((address) => !isInner(address, 6))).toEqual([]);
  expect([isInner('93.184.215.14', 4), isInner('2606:4700::1111', 6)]).toEqual([false, false]);
});

it('forgets browsers that are gone, and goes on telling the others of the account', { timeout: 20_000 }, async () => {
  const sendPush = webPushSender(newPushKeys(), 'https://play.example', service.agent);
  const live = await new LiveServer({ turnGames: [tallyTurns], sendPush }).start();
  try {
    const [ann, bob] = [(await live.guest()).sessionToken, (await live.guest()).sessionToken];
    const here = pushBrowser();
    for (const path of ['/here', '/gone', '/unknown']) {
      const { subscription } = path === '/here' ? here : pushBrowser();
      await live.call('subscribePush', { token: ann, input: { endpoint: `${PUSH_ORIGIN}${path}`, ...subscription } });
    }
    const before = service.taken.length;
    const paths = () => service.taken.slice(before).map(({ path }) => path);
    const begin = async (title: string): Promise<string> => {
      const input = { game: 'tally', title, seats: 2, turnMs: 3_600_000 };
      const { body } = await live.call('createTurnGame', { token: ann, input });
      await live.call('joinTurnGame', { token: bob, input: { id: body['id'] } });
      return String(body['id']);
    };
    const id = await begin('Sums');
    await vi.waitFor(() => expect(paths().toSorted()).toEqual(['/gone', '/here', '/unknown']), 8000);
    const told = JSON.parse(
      here.read(service.taken.slice(before).find(({ path }) => path === '/here')!.body),
    ) as object;
    expect(told).toMatchObject({ title: 'Your turn: Sums, turn 1', link: `/tally/${id}` });
    const { database } = live.running.services;
    const kept = async () => (await database.query('select endpoint from push_subscription')).rows;
    await vi.waitFor(async () => expect(await kept()).toEqual([{ endpoint: `${PUSH_ORIGIN}/here` }]), 8000);
    await begin('More');
    await vi.waitFor(() => expect(paths()).toHaveLength(4), 8000);
    expect(paths().at(-1)).toBe('/here');
  } finally {
    await live.stop();
  }
});
