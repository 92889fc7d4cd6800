/** A push service of our own, over TLS, and browsers that decrypt what it gets (RFC 8188, RFC 8291). */
import { execFileSync } from 'node:child_process';
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';

interface Taken {
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

/** The name by which browsers know it; only its own agent finds it. */
export const PUSH_ORIGIN = 'https://push.example';
const GONE: Readonly<Record<string, number>> = { '/gone': 410, '/unknown': 404 };

export interface PushService {
  readonly port: number;
  readonly taken: readonly Taken[];
  /** Reaches the service by its name. */
  readonly agent: Agent;
  stop(): Promise<void>;
}

/** Takes everything, but at `/gone` and `/unknown`. */
export async function startPushService(): Promise<PushService> {
  const directory = mkdtempSync(join(tmpdir(), 'rubato-push-'));
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert];
  const names = ['-subj', '/CN=push.example', '-addext', 'subjectAltName=DNS:push.example', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...curve, ...names], { stdio: 'ignore' });
  const taken: Taken[] = [];
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const path = request.url ?? '';
      taken.push({ path, headers: request.headers, body: Buffer.concat(parts) });
      response.writeHead(GONE[path] ?? 201).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const ca = readFileSync(cert);
  class LocalAgent extends Agent {
    override createConnection() {
      return connect({ host: '127.0.0.1', port, ca, servername: 'push.example' });
    }
  }
  const agent = new LocalAgent();
  return {
    port,
    taken,
    agent,
    stop: async () => {
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export function pushBrowser() {
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
