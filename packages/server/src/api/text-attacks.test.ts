/** SQL, markup and prototypes in every text of every route: whatever is declared later is attacked as well. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiRoutes, serviceErrors, type ApiRouteName, type ServiceRoute } from '@rubato/protocol';
import type { Field, Fields } from '@rubato/schema';
import { onBothDatabases } from '../../../../tools/provision/both-databases.ts';
import { exampleOf } from './example.ts';
import { Answers } from './testing/answers.ts';
import { LiveServer } from './testing/live-server.ts';

const EVIL = [
  `'; drop table account; --`,
  `' or '1'='1`,
  `x'); delete from session where ('1'='1`,
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '\u202eevil\u2066',
  '%00%27',
  '../../etc/passwd',
];

/** Evil texts tried in each text of a route. */
const PER_TEXT = 3;

const names = Object.keys(apiRoutes) as ApiRouteName[];
/** These would end the session that the attack needs. */
const ending = new Set<ApiRouteName>(['logout', 'revokeOthers']);

onBothDatabases((databaseUrl) => {
  let live: LiveServer;
  beforeAll(async () => {
    live = await new LiveServer({ config: { database: await databaseUrl() } }).start();
  });
  afterAll(() => live.stop());

  async function player(): Promise<string> {
    const { sessionToken: token } = await live.register();
    await live.call('selectCharacter', { token, input: { characterId: await live.character(token) } });
    return token;
  }

  /** Tables and how many rows they have, for those that nobody may touch. */
  async function rows(): Promise<Readonly<Record<string, unknown>>> {
    const sql = `select (select count(*) from session) as sessions, (select count(*) from character) as characters,
      (select count(*) from holder) as holders, (select count(*) from item) as items`;
    return (await live.running.services.database.query(sql)).rows[0]!;
  }

  test('comes back as text or is refused, and changes nothing that it names', { timeout: 60_000 }, async () => {
    const token = await player();
    const before = await rows();
    const answers = new Answers();
    let attacked = 0;
    const attack = async (name: ApiRouteName) => {
      const route: ServiceRoute = apiRoutes[name];
      if (ending.has(name) || route.caller === 'anyone') return;
      for (const [evil, input] of evilInputs(route)) {
        const query = new URLSearchParams();
        for (const field of Object.keys(route.query)) query.set(field, String(input[field]));
        const asked = query.size === 0 ? '' : `?${query}`;
        const { status, headers, body } = await answers.call(live, name, { token, input, query: asked });
        attacked++;
        // Ours to fail is 500: whatever a caller writes is theirs.
        expect([name, evil, status === 500 ? body : 'answered']).toEqual([name, evil, 'answered']);
        expect([headers.get('content-type'), headers.get('x-content-type-options')]).toEqual([
          'application/json; charset=utf-8',
          'nosniff',
        ]);
      }
    };
    await Promise.all(names.map(attack));
    expect(attacked).toBeGreaterThan(EVIL.length * 10);
    expect(await rows()).toMatchObject(before);
  });

  test('names that reach for prototypes are refused at any depth of any body', async () => {
    const token = await player();
    const attack = async (name: ApiRouteName) => {
      const route: ServiceRoute = apiRoutes[name];
      if (Object.keys(route.body).length === 0) return;
      const example = JSON.stringify(exampleOf(route.body)).slice(1);
      const input = exampleOf(route.params);
      for (const key of ['__proto__', 'constructor', 'prototype'])
        for (const evil of [`"${key}":{"admin":true}`, `"x":[{"y":{"${key}":1}}]`]) {
          const { status, body } = await live.call(name, { token, input, body: `{${evil},${example}` });
          expect([name, key, status, body.error]).toEqual([
            name,
            key,
            serviceErrors['bad-request'].status,
            'bad-request',
          ]);
        }
    };
    await Promise.all(names.map(attack));
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

/** For each text of the route some inputs in which it alone is evil, another part of the list for each, and one all evil. */
function evilInputs(route: ServiceRoute): (readonly [string, Record<string, unknown>])[] {
  const fields = { ...route.params, ...route.query, ...route.body };
  const texts = Object.keys(fields).filter((name) => holdsText(fields[name]!));
  const single = texts.flatMap((name, at) =>
    Array.from({ length: PER_TEXT }, (_, more) => {
      const evil = EVIL[(at * PER_TEXT + more) % EVIL.length]!;
      return [evil, { ...exampleOf(fields), [name]: evilValue(fields[name]!, evil) }] as const;
    }),
  );
  return texts.length > 1 ? [...single, [EVIL[0]!, evilStruct(fields, EVIL[0]!)]] : single;
}

function holdsText(field: Field): boolean {
  if (field.kind === 'optional' || field.kind === 'list') return holdsText(field.of);
  if (field.kind === 'struct') return Object.values(field.fields).some(holdsText);
  return field.kind === 'text' || field.kind === 'oneOf';
}

function evilStruct(fields: Fields, evil: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, evilValue(field, evil)]));
}

function evilValue(field: Field, evil: string): unknown {
  if (field.kind === 'optional') return evilValue(field.of, evil);
  if (field.kind === 'list') return [evilValue(field.of, evil)];
  if (field.kind === 'struct') return evilStruct(field.fields, evil);
  return field.kind === 'text' || field.kind === 'oneOf' ? evil : Object.values(exampleOf({ field }))[0];
}
