/** Tokens of external issuers (Cognito and others): OpenID Connect Discovery 1.0, keys by JWKS (RFC 7517), RS/ES/PS/EdDSA only. */
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';

export interface OidcIssuer {
  /** As its tokens say in `iss`; its document is at `<issuer>/.well-known/openid-configuration`. */
  readonly issuer: string;
  /** Our client id there: a token for somebody else is refused. */
  readonly audience: string;
}

export interface OidcIdentity {
  readonly issuer: string;
  readonly subject: string;
}

/** The token is not to be trusted; the message says why and holds nothing of the token. */
export class IdentityRefused extends Error {
  override readonly name = 'IdentityRefused';
}

/** The issuer can't be asked: try again later. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}

/** Asymmetric ones only: with HS256 the public key would be the secret. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** An issuer that has not answered by then is not available. */
const FETCH_MS = 5000;
const DOCUMENT_BYTES = 65_536;
const TOKEN_CHARACTERS = 16_384;
const SUBJECT_CHARACTERS = 255;
const CLOCK_TOLERANCE_S = 30;

export class OidcVerifier {
  readonly #issuers: ReadonlyMap<string, OidcIssuer>;
  readonly #keys = new Map<string, Promise<JWTVerifyGetKey>>();
  readonly #fetchMs: number;

  /** `fetchMs`: how long an issuer may take for its document, and for its keys. */
  constructor(issuers: readonly OidcIssuer[], { fetchMs = FETCH_MS }: { readonly fetchMs?: number } = {}) {
    this.#fetchMs = fetchMs;
    for (const { issuer } of issuers) requireSafe(new URL(issuer));
    this.#issuers = new Map(issuers.map((one) => [one.issuer, one]));
  }

  /** Whom `idToken` of `issuer` names; rejects with IdentityRefused or IssuerUnavailable. */
  async verify(issuer: string, idToken: string): Promise<OidcIdentity> {
    const known = this.#issuers.get(issuer);
    if (!known) throw new IdentityRefused('this issuer is not configured here');
    if (idToken.length > TOKEN_CHARACTERS) throw new IdentityRefused('the token is too long');
    const keys = await this.#keysOf(issuer);
    try {
      const { payload } = await jwtVerify(idToken, keys, {
        issuer,
        audience: known.audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'iat', 'sub'],
        clockTolerance: CLOCK_TOLERANCE_S,
      });
      const { sub } = payload;
      if (typeof sub !== 'string' || sub === '' || sub.length > SUBJECT_CHARACTERS)
        throw new IdentityRefused('the token names nobody');
      return { issuer, subject: sub };
    } catch (error) {
      throw explained(error);
    }
  }

  #keysOf(issuer: string): Promise<JWTVerifyGetKey> {
    const known = this.#keys.get(issuer);
    if (known) return known;
    const asked = discover(issuer, this.#fetchMs).catch((error: unknown) => {
      // Asked again at the next login.
      this.#keys.delete(issuer);
      throw error;
    });
    this.#keys.set(issuer, asked);
    return asked;
  }
}

/** The keys are fetched when a token names one that is not known yet, at most once in 30 s. */
async function discover(issuer: string, fetchMs: number): Promise<JWTVerifyGetKey> {
  const document = await fetchDocument(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, fetchMs);
  if (document.issuer !== issuer)
    throw new IssuerUnavailable(`the issuer's document names another issuer than ${issuer}; compare the configuration`);
  if (typeof document.jwks_uri !== 'string') throw new IssuerUnavailable(`the document of ${issuer} names no jwks_uri`);
  const keys = new URL(document.jwks_uri);
  requireSafe(keys);
  return createRemoteJWKSet(keys, { timeoutDuration: fetchMs, cooldownDuration: 30_000 });
}

async function fetchDocument(
  url: string,
  fetchMs: number,
): Promise<{ readonly issuer?: unknown; readonly jwks_uri?: unknown }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(fetchMs), redirect: 'error' });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const text = await response.text();
    if (text.length > DOCUMENT_BYTES) throw new Error('the answer is too large');
    return JSON.parse(text) as object;
  } catch (error) {
    throw new IssuerUnavailable(`${url} could not be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Plain http would let anybody on the way be the issuer; on this machine itself there is no way. */
function requireSafe({ protocol, hostname, href }: URL): void {
  const local = hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';
  if (protocol === 'https:' || (protocol === 'http:' && local)) return;
  throw new IssuerUnavailable(`${href} is not https; an issuer must be`);
}

function explained(error: unknown): Error {
  if (error instanceof IdentityRefused) return error;
  const unreachable = [errors.JWKSTimeout, errors.JWKSInvalid].some((kind) => error instanceof kind);
  const ours = error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC';
  if (unreachable || !ours)
    return new IssuerUnavailable(`the issuer's keys could not be read: ${(error as Error).message}`, { cause: error });
  return new IdentityRefused(`the token was refused: ${(error as Error).message}`);
}
