/**
 * Pages and the API. Nothing here rests on cookies, so a foreign page could do nothing in a player's name; it is refused
 * all the same, and may not read answers, unless the operator listed its origin.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refused } from '@rubato/services';
import { originAllowed } from '../websocket/origin.ts';

/** How long a browser may keep the answer to its preflight. */
const PREFLIGHT_SECONDS = 600;

export function guardOrigins(scope: FastifyInstance, origins: readonly string[]): void {
  scope.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers;
    if (origin === undefined) return done();
    reply.header('vary', 'origin');
    if (!originAllowed(origin, request.host, origins))
      return done(new Refused('not-allowed', `pages from ${origin.slice(0, 200)} may not call this server`));
    reply.headers({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'retry-after',
      'cross-origin-resource-policy': 'cross-origin',
    });
    done();
  });
}

/** Answers preflights of one path. */
export function answerPreflight(scope: FastifyInstance, url: string, methods: readonly string[]): void {
  scope.options(url, (_request: FastifyRequest, reply) =>
    reply
      .code(204)
      .headers({
        'access-control-allow-methods': methods.join(', '),
        'access-control-allow-headers': 'authorization, content-type, idempotency-key',
        'access-control-max-age': String(PREFLIGHT_SECONDS),
      })
      .send(),
  );
}
