import Fastify from 'fastify';
import { expect, test } from 'vitest';
import {
  apiRoutes,
  authRoutes,
  characterRoutes,
  defineRoute,
  serviceErrors,
  type ServiceRoute,
} from '@rubato/protocol';
import { structCodec, text } from '@rubato/schema';
import { addSecurityHeaders } from '../http/headers.ts';
import { addDocs } from './add-docs.ts';
import { curlOf, docsPage } from './docs-page.ts';
import { exampleOf } from './example.ts';
import { openApiOf } from './openapi.ts';

const table: Readonly<Record<string, ServiceRoute>> = { ...authRoutes, ...characterRoutes };

interface Operation {
  readonly operationId?: string;
  readonly summary: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: object }>>;
  readonly security?: unknown;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}
interface Schema {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
}
interface Description {
  readonly openapi: string;
  readonly info: Readonly<Record<string, string>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

const description = openApiOf(table) as unknown as Description;
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test('the description has the structure that OpenAPI 3.1 asks for', () => {
  expect(description.openapi).toMatch(/^3\.1\.\d+$/);
  expect(description.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
  const ids = operations.map(({ operation }) => operation.operationId).filter((id) => id !== undefined);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { path, method, operation } of operations) {
    expect(path).toMatch(/^\//);
    expect(['get', 'post', 'put', 'delete']).toContain(method);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect(declared.map(({ name }) => name)).toEqual(inPath);
    expect(declared.every(({ required }) => required)).toBe(true);
    for (const [status, { description: words, content }] of Object.entries(operation.responses)) {
      expect(status).toMatch(/^[1-5]\d\d$/);
      expect([words.length > 0, Object.keys(content)]).toEqual([true, ['application/json']]);
    }
  }
});

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(description).matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1]!);
  expect(references.length).toBeGreaterThan(0);
  for (const reference of new Set(references)) {
    const found = reference
      .split('/')
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], description);
    expect([reference, typeof found]).toEqual([reference, 'object']);
  }
});

test('every declared route is described, with its session and all its refusals', () => {
  for (const [name, route] of Object.entries(table)) {
    const operation = description.paths[route.path]![route.method.toLowerCase()]!;
    expect([operation.operationId, operation.security !== undefined]).toEqual([name, route.caller !== 'anyone']);
    for (const code of route.errors)
      expect(operation.responses[serviceErrors[code].status]!.description).toContain(`\`${code}\``);
  }
  const { schema } = description.paths['/api/auth/login']!['post']!.requestBody!.content['application/json']!;
  expect([schema.required, Object.keys(schema.properties)]).toEqual([
    ['username', 'password'],
    ['username', 'password'],
  ]);
});

/** What clients of the document call. */
const PROMISED = `POST /api/auth/login
  POST /api/auth/register
  POST /api/auth/logout
  GET /api/characters
  POST /api/characters
  POST /api/characters/select
  DELETE /api/characters/{id}
  GET /api/world/state
  GET /api/world/shards
  GET /api/world/events
  GET /api/party/{id}
  POST /api/party/create
  POST /api/party/invite
  POST /api/party/leave
  GET /api/status`.split(/\n\s*/);

test('the fifteen routes that clients were promised are at their paths', () => {
  expect(PROMISED).toHaveLength(15);
  const { paths } = openApiOf(apiRoutes) as unknown as Description;
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described).toEqual(expect.arrayContaining(PROMISED));
});

test('the page shows each route with a call that its own check accepts', () => {
  const page = docsPage(table, 'http://x');
  for (const [name, route] of Object.entries(table)) {
    expect(page).toContain(`<section id="${name}">`);
    expect(structCodec(route.body).fromJson(exampleOf(route.body))).toMatchObject({ ok: true });
  }
  expect(curlOf(authRoutes.revoke, 'http://x')).toBe(
    "curl -X DELETE http://x/api/auth/sessions/ID \\\n  -H 'Authorization: Bearer TOKEN'",
  );
});

test('what a declaration or a caller says cannot become markup', () => {
  const odd = defineRoute('GET /api/odd', { group: '<b>', meaning: '<script>1</script>', reply: { x: text(1) } });
  const page = docsPage({ odd }, 'http://"><script>2</script>');
  expect(page).not.toMatch(/<script|<b>/);
});

test('description and page are served, and the page lives by the security headers', async () => {
  const app = Fastify();
  addSecurityHeaders(app, false);
  addDocs(app, table);
  const page = await app.inject('/docs/api');
  expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.body).not.toMatch(/<script|style="|<style| on\w+=|(src|href)="(https?:)?\/\//);
  const style = await app.inject('/docs/api.css');
  expect([style.statusCode, style.headers['content-type']]).toEqual([200, 'text/css; charset=utf-8']);
  expect((await app.inject('/openapi.json')).json()).toEqual(JSON.parse(JSON.stringify(description)));
  await app.close();
});
