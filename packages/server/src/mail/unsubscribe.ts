/** The link in each mail: a POST ends them, as mail programs send it (RFC 8058); a GET, which scanners send too, only asks. */
import type { FastifyInstance } from 'fastify';
import type { Addresses } from '@rubato/services';
import { UNSUBSCRIBE_PATH } from './mail.ts';

const TOKEN = /^[0-9a-f]{32}$/;
const FORM_BYTES = 1024;
const QUESTION = '<form method="post"><button>No more mails to this address</button></form>';

export function addUnsubscribe(app: FastifyInstance, addresses: Pick<Addresses, 'unsubscribe'>): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // What the form says is always the same: that it came is enough.
    const options = { parseAs: 'string', bodyLimit: FORM_BYTES } as const;
    scope.addContentTypeParser(
      /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/,
      options,
      async () => undefined,
    );
    scope.get(`${UNSUBSCRIBE_PATH}:token`, async (_request, reply) => {
      // The page's own policy forbids every form.
      reply.header('content-security-policy', "default-src 'none'; form-action 'self'; frame-ancestors 'none'");
      return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page(QUESTION));
    });
    scope.post(`${UNSUBSCRIBE_PATH}:token`, async (request, reply) => {
      const { token } = request.params as { readonly token: string };
      if (TOKEN.test(token)) await addresses.unsubscribe(token);
      // The same for a token that was used: nobody learns which there are.
      const done = '<p>No more mails go to this address. In your account you can have them again.</p>';
      return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page(done));
    });
  });
}

const page = (body: string): string =>
  `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Mails</title><body>${body}</body></html>`;
