import type { IncomingMessage, Server } from 'node:http';
import type { Registry } from 'prom-client';
import { createHttpServer, type RequestHandler } from './http-server.ts';

/** The operator's own door: `/metrics` for Prometheus, without a login, and the house's API, with one. Loopback and nowhere else. */
export const ADMIN_HOST = '127.0.0.1';

/** @param api answers what begins with `/admin/` */
export function createAdminServer(registry: Registry, api?: RequestHandler): Server {
  const answer = metricsHandler(registry);
  return createHttpServer((request, response) => {
    // A page that a name of its own leads here (DNS rebinding) would send that name.
    const isLocal = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '');
    if (!isLocal) return response.writeHead(403).end('loopback only\n');
    if (isMetrics(request)) return answer(request, response);
    if (api !== undefined && (request.url ?? '').startsWith('/admin/')) return api(request, response);
    return response.writeHead(404).end('only GET /metrics and /admin/api are here\n');
  });
}

export function isMetrics({ method, url }: IncomingMessage): boolean {
  return method === 'GET' && (url ?? '').split('?')[0] === '/metrics';
}

export function metricsHandler(registry: Registry): RequestHandler {
  return (_request, response) => {
    registry.metrics().then(
      (text) =>
        response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(text),
      () => response.writeHead(500).end('the metrics could not be collected\n'),
    );
  };
}
