/** The OpenAPI 3.1 description of declared routes (https://spec.openapis.org/oas/v3.1.1), for programs; people read `docs-page.ts`. */
import { routes as publicRoutes, serviceErrors, type ServiceErrorCode, type ServiceRoute } from '@rubato/protocol';
import { jsonSchemaOf, type Field, type Fields, type JsonSchema } from '@rubato/schema';
import { VERSION } from '../server-facts.ts';
import { IDEMPOTENCY_KEY, type RouteTable } from './service-routes.ts';

/** What any route may answer, whatever it declares. */
const ALWAYS: readonly ServiceErrorCode[] = ['bad-request', 'too-many', 'failed', 'overloaded'];

type Json = { readonly [key: string]: unknown };

/** Every refusal that a route may answer, in the order of the table. */
export function errorsOf(route: ServiceRoute): ServiceErrorCode[] {
  const codes = new Set<ServiceErrorCode>([...ALWAYS, ...route.errors]);
  if (route.caller !== 'anyone') codes.add('not-logged-in');
  if (route.caller === 'character') codes.add('not-allowed');
  if (Object.keys(route.body).length > 0) codes.add('too-large');
  if (route.keyed) codes.add('key-reused');
  return (Object.keys(serviceErrors) as ServiceErrorCode[]).filter((code) => codes.has(code));
}

export function openApiOf(table: RouteTable): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const { method, path, meaning, answers } of Object.values(publicRoutes))
    (paths[path] ??= {})[method.toLowerCase()] = publicOperation(meaning, answers);
  for (const [name, route] of Object.entries(table))
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(name, route);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Rubato',
      version: VERSION,
      description: 'Accounts, characters and what surrounds the matches. Amounts and times are integers.',
    },
    paths,
    components: {
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer', description: 'The session token of a login.' },
      },
      schemas: { Refusal: refusal() },
    },
  };
}

function publicOperation(meaning: string, answers: Readonly<Record<number, string>>): Json {
  const content = { 'application/json': { schema: { type: 'object' } } };
  return {
    tags: ['server'],
    summary: meaning,
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, name]) => [status, { description: name, content }]),
    ),
  };
}

function operation(name: string, route: ServiceRoute): Json {
  const takesBody = Object.keys(route.body).length > 0;
  return {
    operationId: name,
    tags: [route.group],
    summary: route.meaning,
    ...(route.caller === 'anyone' ? {} : { security: [{ session: [] }] }),
    parameters: [
      ...parameters('path', route.params),
      ...parameters('query', route.query),
      ...(route.keyed ? [idempotencyKey()] : []),
    ],
    ...(takesBody ? { requestBody: { required: true, content: json(schemaOf(route.body)) } } : {}),
    responses: {
      200: { description: 'Done.', content: json(schemaOf(route.reply)) },
      ...refusals(errorsOf(route)),
    },
  };
}

function parameters(where: 'path' | 'query', fields: Fields): Json[] {
  return Object.entries(fields).map(([name, field]) => ({
    name,
    in: where,
    required: where === 'path' || field.kind !== 'optional',
    schema: ofField(name, field),
  }));
}

function idempotencyKey(): Json {
  return {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'New for each new request. The same request under the same key is done once, and answered as it was then.',
    schema: { type: 'string', pattern: IDEMPOTENCY_KEY.source },
  };
}

function ofField(name: string, field: Field): unknown {
  return (schemaOf({ [name]: field })['properties'] as Json)[name];
}

/** OpenAPI 3.1 speaks this dialect anyway. */
function schemaOf(fields: Fields): JsonSchema {
  const { $schema: _dialect, ...schema } = jsonSchemaOf(fields);
  return schema as JsonSchema;
}

/** One answer for each status: several codes may share it. */
function refusals(codes: readonly ServiceErrorCode[]): Record<string, Json> {
  const byStatus: Record<string, Json> = {};
  for (const status of new Set(codes.map((code) => serviceErrors[code].status))) {
    const sharing = codes.filter((code) => serviceErrors[code].status === status);
    byStatus[status] = {
      description: sharing.map((code) => `\`${code}\`: ${serviceErrors[code].meaning}`).join('\n\n'),
      content: json({
        allOf: [{ $ref: '#/components/schemas/Refusal' }, { properties: { error: { enum: sharing } } }],
      }),
    };
  }
  return byStatus;
}

function refusal(): Json {
  return {
    type: 'object',
    properties: {
      error: { enum: Object.keys(serviceErrors) },
      message: { type: 'string', description: 'What happened, to what, and what to do next.' },
      retryAfterMs: { type: 'integer', minimum: 0, description: 'Milliseconds until it may work.' },
    },
    required: ['error', 'message'],
  };
}

function json(schema: unknown): Json {
  return { 'application/json': { schema } };
}
