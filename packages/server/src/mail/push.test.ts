/** A push service of our own, over TLS, and a browser that decrypts what it gets (RFC 8188, RFC 8291). */
import { execFileSync } from 'node:child_process';
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isInner, newPushKeys, webPushSender } from './push.ts';

interface Taken {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

const directory = mkdtempSync(join(tmpdir(), 'rubato-push-'));
const taken: Taken[] = [];
let server: Server;
let origin: string;
let agent: Agent;
beforeAll(async () => {
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...curve, ...names], { stdio: 'ignore' });
  server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      taken.push({ headers: request.headers, body: Buffer.concat(parts) });
      response.writeHead(request.url === '/gone' ? 410 : 201).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  agent = new Agent({ ca: readFileSync(cert) });
});
afterAll(async () => {
  agent.destroy();
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true, force: true });
});

function browser() {
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  const auth = randomBytes(16);
  const derive = (secret: Buffer, salt: Buffer, info: Buffer | string, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, info, length));
  return {
    subscription: { p256dh: ecdh.getPublicKey('base64url'), auth: auth.toString('base64url') },
    /** Of one record: salt 16 · record size 4 · length of the sender's key 1 · key 65 · ciphertext and tag. */
    read: (body: Buffer): string => {
      const [salt, sender, sealed] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)];
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), sender]);
      const secret = derive(ecdh.computeSecret(sender), auth, info, 32);
      const key = derive(secret, salt, 'Content-Encoding: aes128gcm\0', 16);
      const nonce = derive(secret, salt, 'Content-Encoding: nonce\0', 12);
      const decipher = createDecipheriv('aes-128-gcm', key, nonce);
      decipher.setAuthTag(sealed.subarray(-16));
      const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
      return plain.subarray(0, plain.lastIndexOf(2)).toString();
    },
  };
}

const message = (endpoint: string, keys: { p256dh: string; auth: string }, payload = '{}') => ({
  subscription: { endpoint, ...keys },
  payload,
  ttlSeconds: 60,
  topic: 'abc',
});

it('is read by the browser that it is for, and signed by the server that it subscribed to', async () => {
  const keys = newPushKeys();
  const [ours, other] = [browser(), browser()];
  const send = webPushSender(keys, 'https://play.example', agent);
  const payload = JSON.stringify({ title: 'Dein Zug: Gürtel ☄', link: '/tactics/x' });
  expect(await send(message(`${origin}/ours`, ours.subscription, payload))).toBe(201);
  const { headers, body } = taken.at(-1)!;
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
    aud: origin,
    sub: 'https://play.example',
  });
});

it('says what the push service said', async () => {
  const send = webPushSender(newPushKeys(), 'https://play.example', agent);
  expect(await send(message(`${origin}/gone`, browser().subscription))).toBe(410);
});

it('goes to no inner address, whatever a name stands for', async () => {
  const { port } = new URL(origin);
  const before = taken.length;
  const send = webPushSender(newPushKeys(), 'https://play.example');
  await expect(send(message(`https://localhost:${port}/`, browser().subscription))).rejects.toThrow(
    /no public address/,
  );
  expect(taken).toHaveLength(before);
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
