import { describe, expect, it } from 'vitest';
import { DecodeError, HmacKey } from '@rubato/schema';
import {
  formatJsonClient,
  formatJsonServer,
  jsonProtocolSchema,
  limits,
  parseJsonClient,
  parseJsonServer,
  signJson,
  verifyJson,
} from './index.ts';
import type { JsonClientMessage, JsonServerMessage } from './index.ts';
import { clientSamples, roomKey, serverSamples, tagger } from './testing/samples.ts';

const input: JsonClientMessage = {
  type: 'input',
  seq: 7,
  ackTick: 90,
  frame: { dx: 1, aim: 0.5 },
  frames: [{ dx: 1 }, { dx: 2 }],
  orders: [{ seq: 1, name: 'fire', args: { at: [1, 2] } }],
};

const state: JsonServerMessage = {
  type: 'state',
  room: 1,
  epoch: 1,
  tick: 90,
  serverTick: 90,
  full: false,
  ackSeq: 7,
  gap: false,
  hash: '0123456789abcdef',
  state: { ships: { '257': { x: 3 } } },
  events: [{ seq: 1, tick: 89, cause: 0, index: 0, name: 'hit', data: { by: 2 } }],
  outcomes: [{ seq: 1, status: 'rejected', reason: 'too-far' }],
};

const openServer: JsonServerMessage[] = [
  state,
  { type: 'left', room: 1, reason: 'ended', text: '', result: { winner: 2 } },
  { ...(serverSamples['joined'] as object), settings: { rounds: 3 } } as JsonServerMessage,
];

describe('the JSON form', () => {
  it('gives back every message', () => {
    const server = Object.values(serverSamples).filter(({ type }) => type !== 'joined' && type !== 'left');
    for (const message of [...Object.values(clientSamples), input] as JsonClientMessage[]) {
      expect(parseJsonClient(formatJsonClient(message))).toEqual({ message });
    }
    for (const message of [...server, ...openServer] as JsonServerMessage[]) {
      expect(parseJsonServer(formatJsonServer(message))).toEqual(message);
    }
  });

  it('writes bytes as base64 and leaves out what is absent or empty', () => {
    expect(JSON.parse(formatJsonClient({ type: 'input', frames: [], orders: [] }))).toEqual({ type: 'input' });
    const welcome = JSON.parse(formatJsonServer(serverSamples['welcome of a new session'] as JsonServerMessage)) as {
      key: string;
    };
    expect(welcome.key).toBe('YGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn8=');
  });

  it('lets a script leave out what has a default', () => {
    const parse = (text: string): unknown => parseJsonClient(text).message;
    expect(parse('{"type":"hello"}')).toEqual({ type: 'hello', versions: [1], client: '' });
    expect(parse('{"type":"join","game":"arena"}')).toEqual({
      type: 'join',
      request: 0,
      mode: 'joinOrCreate',
      game: 'arena',
      private: false,
    });
    expect(parse('{"type":"input","frame":{"dx":1}}')).toEqual({
      type: 'input',
      frame: { dx: 1 },
      frames: [],
      orders: [],
    });
  });

  it('takes integral floats as integers, as game engines write them', () => {
    expect(parseJsonClient('{"type":"leave","room":1.0}').message).toEqual({ type: 'leave', room: 1 });
  });

  it.each([
    ['not JSON', '{', 'not JSON'],
    ['no object', '5', 'unknown type'],
    ['null', 'null', 'unknown type'],
    ['a list', '[]', 'unknown type'],
    ['no type', '{}', 'unknown type'],
    ['an unknown type', '{"type":"shout"}', 'unknown type "shout"'],
    ['a type of the prototype', '{"type":"constructor"}', 'unknown type'],
    ['a server’s type', '{"type":"welcome"}', 'unknown type'],
    ['an unknown member', '{"type":"leave","room":1,"rom":2}', 'leave: unknown member "rom"'],
    ['a member of the prototype', '{"type":"leave","room":1,"__proto__":{"x":1}}', 'unknown member "__proto__"'],
    ['a missing member', '{"type":"leave"}', 'leave.room'],
    ['a member out of range', '{"type":"leave","room":256}', 'leave.room'],
    ['a fraction', '{"type":"leave","room":1.5}', 'leave.room'],
    ['a member of another kind', '{"type":"leave","room":"1"}', 'leave.room'],
    [
      'a bad order',
      '{"type":"input","orders":[{"seq":1,"name":"x","args":{}},{"seq":-1,"name":"x","args":{}}]}',
      'input.orders[1].seq',
    ],
    ['an order without arguments', '{"type":"input","orders":[{"seq":1,"name":"x"}]}', 'input.orders[0].args: missing'],
    ['orders that are no list', '{"type":"input","orders":{}}', 'input.orders: expected a list'],
    ['an order that is no object', '{"type":"input","orders":[null]}', 'input.orders[0]: expected an object'],
    [
      'too many frames',
      JSON.stringify({ type: 'input', frames: new Array(limits.framesPerInput + 1).fill(0) }),
      'input.frames: 17 items',
    ],
    ['a tag of another length', '{"body":"{}","tag":"00"}', 'a tag of 1 bytes'],
  ])('refuses %s and says where', (_what, text, reason) => {
    const refuse = (): unknown => parseJsonClient(text);
    expect(refuse).toThrow(DecodeError);
    expect(refuse).toThrow(reason);
  });

  it('describes every message by a JSON Schema', () => {
    const { client, server } = jsonProtocolSchema() as { client: Schema[]; server: Schema[] };
    expect(client.map(({ title }) => title)).toEqual(['hello', 'join', 'input', 'ping', 'leave', 'ack']);
    expect(server.map(({ title }) => title)).toEqual([
      'welcome',
      'joined',
      'state',
      'pong',
      'refused',
      'left',
      'notice',
    ]);
    const schema = client.find(({ title }) => title === 'input');
    expect(schema?.required).toEqual(['type']);
    expect(schema?.properties['orders']).toMatchObject({ maxItems: 16, items: { required: ['seq', 'name', 'args'] } });
    expect(client.find(({ title }) => title === 'join')?.required).toEqual(['type']);
  });
});

interface Schema {
  readonly title: string;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, object>>;
}

describe('a signed JSON message', () => {
  it('is believed when its tag fits the very text', () => {
    const { message, signed } = parseJsonClient(signJson(formatJsonClient(input), tagger));
    expect(message).toEqual(input);
    expect(signed !== undefined && verifyJson(signed, new HmacKey(roomKey))).toBe(true);
  });

  it('is not believed with another key or one character changed', () => {
    const text = signJson(formatJsonClient(input), tagger);
    const other = parseJsonClient(text).signed;
    expect(other !== undefined && verifyJson(other, new HmacKey(new Uint8Array(32)))).toBe(false);
    const changed = parseJsonClient(text.replace('\\"dx\\":1', '\\"dx\\":9')).signed;
    expect(changed !== undefined && verifyJson(changed, tagger)).toBe(false);
  });
});
