/** The built web app: its files, and its one page for every address that is no file (single-page routing). */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Where the build puts files whose names change with their content. */
const HASHED = /[\\/]assets[\\/][^\\/]+$/;
const FOR_EVER = 'public, max-age=31536000, immutable';
/** Kept, but asked for again each time: an answer of 304 costs a few bytes. */
const ASK_AGAIN = 'no-cache';

export function addWebFiles(app: FastifyInstance, directory: string | undefined): void {
  const root = directory === undefined ? undefined : resolve(directory);
  const served = root !== undefined && existsSync(resolve(root, 'index.html'));
  if (served) {
    app.register(fastifyStatic, {
      root,
      wildcard: true,
      cacheControl: false,
      dotfiles: 'ignore',
      // The build lays what is packed beside what isn't.
      preCompressed: true,
      setHeaders: (response, path) => {
        response.setHeader('cache-control', HASHED.test(path) ? FOR_EVER : ASK_AGAIN);
        response.setHeader('vary', 'accept-encoding');
      },
    });
  }
  app.setNotFoundHandler((request, reply) =>
    served && wantsPage(request) ? reply.sendFile('index.html') : notFound(request, reply),
  );
}

/** A person who followed a link, not a program or a page that misses a file. */
function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  const path = url.split('?')[0]!;
  const isRead = method === 'GET' || method === 'HEAD';
  return (
    isRead && !path.startsWith('/api/') && !/\.[a-z0-9]+$/i.test(path) && (headers.accept ?? '').includes('text/html')
  );
}

function notFound({ method, url }: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .code(404)
    .header('cache-control', 'no-store')
    .send({ error: 'not-found', message: `there is no ${method} ${url.split('?')[0]} here` });
}
