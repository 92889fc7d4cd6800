/** Headers of every answer: what a page from here may do, and who may read the answer. */
import type { FastifyInstance } from 'fastify';

/** Half a year: long enough to protect, short enough to undo (RFC 6797). */
const HSTS_SECONDS = 15_552_000;

/**
 * Nothing from elsewhere but sockets: another region's server is reached from this page too. No inline script, no
 * `eval`: the web build carries its codecs as files.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self' blob:",
  "manifest-src 'self'",
  "worker-src 'self' blob:",
  "connect-src 'self' ws: wss: https:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ALWAYS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export function addSecurityHeaders(app: FastifyInstance, tls: boolean): void {
  const headers = tls ? { ...ALWAYS, 'strict-transport-security': `max-age=${HSTS_SECONDS}` } : ALWAYS;
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}
