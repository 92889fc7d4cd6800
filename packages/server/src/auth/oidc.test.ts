import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IdentityRefused, IssuerUnavailable, OidcVerifier } from './oidc.ts';

type Key = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

const AUDIENCE = 'rubato-client';

let server: Server;
let issuer: string;
let keys: JWK[];
let asked: string[];
/** The path that is never answered. */
let silent: string | undefined;
let document: (base: string) => unknown;

async function addKey(kid: string, alg = 'ES256'): Promise<Key> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  keys.push({ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' });
  return privateKey;
}

function token(
  key: Key | Uint8Array,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  const nowS = Math.floor(Date.now() / 1000);
  const all = { iss: issuer, aud: AUDIENCE, sub: 'person-1', iat: nowS, exp: nowS + 300, ...claims };
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new SignJWT(given).setProtectedHeader({ alg: 'ES256', kid: 'one', ...header }).sign(key);
}

beforeEach(async () => {
  keys = [];
  asked = [];
  silent = undefined;
  document = (base) => ({ issuer: base, jwks_uri: `${base}/keys` });
  server = createServer((request, response) => {
    asked.push(request.url!);
    if (request.url === silent) return;
    const body =
      request.url === '/keys'
        ? { keys }
        : request.url === '/.well-known/openid-configuration'
          ? document(issuer)
          : undefined;
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const verifier = () => new OidcVerifier([{ issuer, audience: AUDIENCE }]);

describe('tokens of an external issuer', () => {
  it.each(['ES256', 'RS256', 'EdDSA'])('are taken when the issuer signed them for us with %s', async (alg) => {
    const key = await addKey('one', alg);
    expect(await verifier().verify(issuer, await token(key, {}, { alg }))).toEqual({ issuer, subject: 'person-1' });
  });

  it('have keys that are asked for once, and again when a new one appears', async () => {
    const key = await addKey('one');
    const checks = verifier();
    for (let time = 0; time < 3; time++) await checks.verify(issuer, await token(key));
    expect(asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it.each([
    ['for somebody else', { aud: 'another' }],
    ['of another issuer', { iss: 'https://evil.example' }],
    ['too old', { exp: Math.floor(Date.now() / 1000) - 60 }],
    ['not valid yet', { nbf: Math.floor(Date.now() / 1000) + 600 }],
    ['without an end', { exp: undefined }],
    ['that name nobody', { sub: undefined }],
    ['with an empty name', { sub: '' }],
    ['with an endless name', { sub: 'x'.repeat(256) }],
  ])('are refused: %s', async (_, claims) => {
    const key = await addKey('one');
    await expect(verifier().verify(issuer, await token(key, claims))).rejects.toBeInstanceOf(IdentityRefused);
  });

  it('may be half a minute too old, as clocks differ, and no more', async () => {
    const key = await addKey('one');
    const expired = async (seconds: number) => token(key, { exp: Math.floor(Date.now() / 1000) - seconds });
    expect(await verifier().verify(issuer, await expired(20))).toMatchObject({ subject: 'person-1' });
    await expect(verifier().verify(issuer, await expired(32))).rejects.toBeInstanceOf(IdentityRefused);
  });

  it('are refused when another key signed them, or none', async () => {
    await addKey('one');
    const { privateKey } = await generateKeyPair('ES256');
    await expect(verifier().verify(issuer, await token(privateKey))).rejects.toBeInstanceOf(IdentityRefused);
    const unsigned = `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify({ iss: issuer, aud: AUDIENCE, sub: 'x' }))}.`;
    for (const text of [unsigned, '', 'a.b.c', 'x'.repeat(20_000)])
      await expect(verifier().verify(issuer, text)).rejects.toBeInstanceOf(IdentityRefused);
  });

  it('are refused when signed with the public key as if it were a secret', async () => {
    await addKey('one', 'RS256');
    const secret = new TextEncoder().encode(JSON.stringify(keys[0]));
    await expect(verifier().verify(issuer, await token(secret, {}, { alg: 'HS256' }))).rejects.toBeInstanceOf(
      IdentityRefused,
    );
  });

  it('are refused from an issuer that nobody configured, without asking it', async () => {
    const key = await addKey('one');
    const other = new OidcVerifier([{ issuer: 'https://id.example', audience: AUDIENCE }]);
    await expect(other.verify(issuer, await token(key))).rejects.toBeInstanceOf(IdentityRefused);
    expect(asked).toEqual([]);
  });
});

describe('a token beyond its limits', () => {
  it('is refused: 16,384 characters, before anybody is asked; a subject of 255', async () => {
    const key = await addKey('one');
    const long = await token(key, { more: 'x'.repeat(16_384) });
    await expect(verifier().verify(issuer, long)).rejects.toThrow('too long');
    expect(asked).toEqual([]);
    const named = async (sub: string) => verifier().verify(issuer, await token(key, { sub }));
    expect((await named('s'.repeat(255))).subject).toHaveLength(255);
    await expect(named('s'.repeat(256))).rejects.toThrow('names nobody');
  });
});

describe('an issuer', () => {
  it('that is away or speaks nonsense is unavailable, and asked again next time', async () => {
    const key = await addKey('one');
    const checks = verifier();
    const good = document;
    for (const bad of ['not json', `"${'x'.repeat(70_000)}"`, { issuer: 'https://evil.example' }, {}]) {
      document = () => bad;
      await expect(checks.verify(issuer, await token(key))).rejects.toBeInstanceOf(IssuerUnavailable);
    }
    document = good;
    expect(await checks.verify(issuer, await token(key))).toMatchObject({ subject: 'person-1' });
  });

  it.each(['/.well-known/openid-configuration', '/keys'])(
    'that never answers what is asked of %s is unavailable when its time is over',
    async (path) => {
      const key = await addKey('one');
      const checks = new OidcVerifier([{ issuer, audience: AUDIENCE }], { fetchMs: 300 });
      silent = path;
      await expect(checks.verify(issuer, await token(key))).rejects.toBeInstanceOf(IssuerUnavailable);
      expect(asked.at(-1)).toBe(path);
    },
    // Less than the time that an issuer has by default.
    4000,
  );

  it('is https, and so are its keys', async () => {
    expect(() => new OidcVerifier([{ issuer: 'http://id.example', audience: AUDIENCE }])).toThrow(/not https/);
    const key = await addKey('one');
    document = (base) => ({ issuer: base, jwks_uri: 'http://id.example/keys' });
    await expect(verifier().verify(issuer, await token(key))).rejects.toThrow(/not https/);
  });
});
