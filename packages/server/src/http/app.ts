import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { Log } from '@rubato/ports';
import { addApi, type ServerFacts } from './api.ts';
import { addSecurityHeaders } from './headers.ts';
import { addWebFiles } from './web-files.ts';

/** A body above this is answered with 413. */
export const BODY_LIMIT_BYTES = 65_536;
/** A handler that takes longer is answered with 503. */
export const HANDLER_TIMEOUT_MS = 10_000;

export interface AppOptions {
  readonly facts: ServerFacts;
  /** Directory of the built web app; undefined serves the API alone. */
  readonly web: string | undefined;
  readonly proxies: readonly string[];
  readonly tls: boolean;
  readonly log: Log;
  /** Adds the routes of the services; undefined leaves them out. */
  readonly services?: (app: FastifyInstance) => void;
}

/** The HTTP side of a server, not listening yet: give its `routing` to a server of `http-server.ts`. */
export async function buildApp({ facts, web, proxies, tls, log, services }: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    handlerTimeout: HANDLER_TIMEOUT_MS,
    trustProxy: proxies.length > 0 ? [...proxies] : false,
    routerOptions: { maxParamLength: 200 },
    logger: false,
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.log('error', 'a request failed', { method: request.method, url: request.url, error });
    // Our own failures stay in our own log.
    const message = status >= 500 ? 'the server failed; its log says why' : error.message;
    return reply
      .code(status)
      .header('cache-control', 'no-store')
      .send({ error: error.code ?? 'failed', message });
  });
  addSecurityHeaders(app, tls);
  addApi(app, facts);
  services?.(app);
  addWebFiles(app, web);
  await app.ready();
  return app;
}
