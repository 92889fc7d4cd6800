import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PACK_FROM, takesGzip } from './packed-answers.ts';
import { LiveServer } from './testing/live-server.ts';

let live: LiveServer;
let token: string;
const SAID = 60;
beforeAll(async () => {
  live = await new LiveServer({ chatLimits: { messageMs: 0, charactersMs: 0 } }).start();
  ({ sessionToken: token } = await live.guest());
  const characterId = await live.character(token);
  await live.call('selectCharacter', { token, input: { characterId } });
  const sentMs = Date.now();
  const insert = `insert into chat_message (channel, seq, id, sender_id, sender_account_id, sender_name, body, sent_ms)
    values ('global', ?, ?, ?, 'somebody', 'Anna Archer', ?, ?)`;
  await live.running.services.database.batch([
    { sql: `insert into chat_channel (id, last_seq) values ('global', ${SAID})` },
    ...Array.from({ length: SAID }, (_, at) => ({
      sql: insert,
      values: [at + 1, `0199c8a0-0000-7000-8000-0000000000${at + 10}`, characterId, WORDS[at % WORDS.length]!, sentMs],
    })),
  ]);
});
afterAll(() => live.stop());

const WORDS = [
  'anybody for the crypt? we need a healer',
  'selling 3 ash pelts, 40 gold each, at the crossroads',
  'the tidebound are at shard 11 again',
  'back in five minutes',
];

/** As a program asks that says itself what it takes. */
function get(path: string, headers: Readonly<Record<string, string>>) {
  return new Promise<{ headers: Readonly<Record<string, unknown>>; body: Buffer }>((resolve, reject) => {
    const asked = request(`${live.running.url}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });
    asked.on('error', reject).on('response', (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(parts) }));
    });
    asked.end();
  });
}

it('packs a long answer to a read for whoever takes it, and says so', async () => {
  const path = `/api/chat/global?limit=${SAID}`;
  const plain = await get(path, {});
  const packed = await get(path, { 'accept-encoding': 'br;q=1.0, gzip;q=0.8' });
  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-length': String(packed.body.length) });
  expect(plain.headers['content-encoding']).toBeUndefined();
  for (const { headers } of [plain, packed]) expect(String(headers['vary'])).toContain('accept-encoding');
  expect(gunzipSync(packed.body)).toEqual(plain.body);
  expect((JSON.parse(String(plain.body)) as { messages: object[] }).messages).toHaveLength(SAID);
  expect(plain.body.length / packed.body.length).toBeGreaterThan(4);
});

it('leaves short answers and those to writes as they are', async () => {
  const short = await get('/api/status', { 'accept-encoding': 'gzip' });
  expect(short.body.length).toBeLessThan(PACK_FROM);
  expect(short.headers['content-encoding']).toBeUndefined();
  const refused = await get('/api/chat/party', { 'accept-encoding': 'gzip' });
  expect(JSON.parse(String(refused.body))).toMatchObject({ error: 'not-found' });
});

it.each([
  ['gzip', true],
  ['deflate, GZIP;q=0.5', true],
  ['gzip;q=0', false],
  ['br', false],
  ['x-gzip', false],
  ['', false],
  [undefined, false],
])('takes %j for %j', (header, takes) => expect(takesGzip(header)).toBe(takes));
