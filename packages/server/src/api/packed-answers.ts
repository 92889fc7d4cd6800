/**
 * Long answers to reads, in gzip where the client takes it. Answers to writes stay as they are: those of a login hold
 * secrets, and what is packed beside a client's own text tells by its size what it holds (BREACH, CVE-2013-3587).
 */
import type { FastifyInstance } from 'fastify';
import { constants, gzip } from 'node:zlib';

/** Characters below which an answer fits one packet anyway. */
export const PACK_FROM = 1024;
/** Most of what more levels would save, at a third of their time. */
const LEVEL = { level: constants.Z_BEST_SPEED };

export function addPacking(scope: FastifyInstance): void {
  scope.addHook('onSend', (request, reply, payload, done) => {
    if (request.method !== 'GET' || typeof payload !== 'string' || payload.length < PACK_FROM) return done();
    reply.header('vary', varying(reply.getHeader('vary')));
    if (!takesGzip(request.headers['accept-encoding'])) return done();
    gzip(payload, LEVEL, (error, packed) => {
      // What can't be packed goes as it is.
      if (error) return done();
      reply.header('content-encoding', 'gzip');
      reply.removeHeader('content-length');
      done(null, packed);
    });
  });
}

/** @param header as in RFC 9110, 12.5.3: `br;q=1.0, gzip;q=0.8` */
export function takesGzip(header: string | string[] | undefined): boolean {
  const wanted = String(header ?? '')
    .split(',')
    .map((one) => /^\s*([\w*-]+)\s*(?:;\s*q=([\d.]+))?\s*$/i.exec(one))
    .find((one) => one?.[1]?.toLowerCase() === 'gzip');
  return wanted !== undefined && Number(wanted?.[2] ?? 1) > 0;
}

function varying(before: unknown): string {
  return before === undefined ? 'accept-encoding' : `${String(before)}, accept-encoding`;
}
