/** The API's own description: for programs at `/openapi.json`, for people at `/docs/api`. Public, the same for everybody. */
import type { FastifyInstance } from 'fastify';
import { DOCS_PATH, DOCS_STYLE, DOCS_STYLE_PATH, docsPage } from './docs-page.ts';
import { openApiOf } from './openapi.ts';
import type { RouteTable } from './service-routes.ts';

export const OPENAPI_PATH = '/openapi.json';

export function addDocs(app: FastifyInstance, table: RouteTable): void {
  // Put together for whoever asks first: most servers are never asked.
  let openApi: string | undefined;
  app.get(OPENAPI_PATH, (_request, reply) =>
    reply
      .headers({ 'access-control-allow-origin': '*', 'cache-control': 'no-cache' })
      .type('application/json')
      .send((openApi ??= JSON.stringify(openApiOf(table)))),
  );
  app.get(DOCS_PATH, (request, reply) =>
    reply
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(docsPage(table, `${request.protocol}://${request.host}`)),
  );
  app.get(DOCS_STYLE_PATH, (_request, reply) =>
    reply.header('cache-control', 'no-cache').type('text/css; charset=utf-8').send(DOCS_STYLE),
  );
}
