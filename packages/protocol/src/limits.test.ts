import { existsSync, readFileSync } from 'node:fs';
import { BitWriter, DecodeError, structCodec } from '@rubato/schema';
import type { Field, Fields } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import {
  clientMessages,
  decodeClient,
  decodeServer,
  encodeMessage,
  limits,
  limitTable,
  parseJsonClient,
  serverMessages,
} from './index.ts';
import type { DeclaredMessage, LimitName } from './index.ts';
import { socketLimitTable } from './socket/socket-limits.ts';
import { clientSamples, serverSamples } from './testing/samples.ts';

const writer = new BitWriter();

/** Limits of single fields: what is longer than the field is neither written nor read, so its sender is closed with 4000. */
const FIELDS: readonly (readonly [limit: LimitName, sample: string, path: string])[] = [
  ['versionsOffered', 'hello of a guest', 'versions'],
  ['clientNameBytes', 'hello of a guest', 'client'],
  ['tokenBytes', 'hello that resumes', 'token'],
  ['idBytes', 'hello that resumes', 'resume.session'],
  ['idBytes', 'join that creates', 'game'],
  ['idBytes', 'join that creates', 'room'],
  ['idBytes', 'join that creates', 'region'],
  ['codeBytes', 'join that creates', 'code'],
  ['nameBytes', 'join that creates', 'name'],
  ['settingsBytes', 'join that creates', 'settings'],
  ['idBytes', 'welcome of a new session', 'session'],
  ['idBytes', 'joined', 'roomId'],
  ['codeBytes', 'joined', 'code'],
  ['settingsBytes', 'joined', 'settings'],
  ['reasonBytes', 'refused', 'reason'],
  ['textBytes', 'refused', 'text'],
  ['textBytes', 'left', 'text'],
  ['resultBytes', 'left', 'result'],
  ['resultBytes', 'notice', 'text'],
];

const samples: Readonly<Record<string, DeclaredMessage>> = { ...clientSamples, ...serverSamples };
const messages: Readonly<Record<string, { readonly code: number; readonly fields: Fields }>> = {
  ...clientMessages,
  ...serverMessages,
};

/** The same message with `size` characters or elements at the path. */
function filled(sample: object, [name, ...rest]: readonly string[], size: number): object {
  const held = (sample as Record<string, unknown>)[name!];
  const full = Array.isArray(held) ? Array.from({ length: size }, (_, at) => at) : 'x'.repeat(size);
  return { ...sample, [name!]: rest.length === 0 ? full : filled(held as object, rest, size) };
}

/** The same fields with room for one more at the path: a peer that does not keep to the limit. */
function roomier(fields: Fields, [name, ...rest]: readonly string[]): Fields {
  return { ...fields, [name!]: roomierField(fields[name!]!, rest) };
}

function roomierField(field: Field, path: readonly string[]): Field {
  if (field.kind === 'optional') return { ...field, of: roomierField(field.of, path) } as Field;
  if (field.kind === 'struct') return { ...field, fields: roomier(field.fields, path) };
  if (field.kind === 'text') return { ...field, maxBytes: field.maxBytes + 1 };
  if (field.kind === 'list') return { ...field, max: field.max + 1 };
  throw new TypeError(`${field.kind} has no length`);
}

describe('a field with a limit', () => {
  it.each(FIELDS)('%s: %s, %s is read at it, and one beyond it is neither written nor read', (limit, sample, path) => {
    const plain = samples[sample]!;
    const at = path.split('.');
    const decode = sample in clientSamples ? decodeClient : decodeServer;
    const longest = filled(plain, at, limits[limit]) as DeclaredMessage;
    expect(decode(encodeMessage(writer, longest))).toEqual(longest);
    const beyond = filled(plain, at, limits[limit] + 1) as DeclaredMessage;
    expect(() => encodeMessage(writer, beyond)).toThrow(TypeError);
    const { code, fields } = messages[plain.type]!;
    const bits = new BitWriter();
    bits.u8(code);
    structCodec(roomier(fields, at)).write(bits, beyond as never);
    expect(() => decode(bits.toBytes())).toThrow(DecodeError);
    if (sample in clientSamples && !('resume' in plain))
      expect(() => parseJsonClient(JSON.stringify(beyond))).toThrow(DecodeError);
  });
});

const FIELD = 'packages/protocol/src/limits.test.ts: is read at it, and one beyond it is neither written nor read';
const codec = (title: string) => `packages/protocol/src/codec.test.ts: ${title}`;
const input = 'packages/protocol/src/input.test.ts: is read at each limit and refused one beyond';
const session = (title: string) => `packages/host/src/session.test.ts: ${title}`;
const room = (title: string) => `packages/host/src/room.test.ts: ${title}`;
const frames = (title: string) => `packages/host/src/frame-queue.test.ts: ${title}`;
const wire = (title: string) => `packages/host/src/wire-limits.test.ts: ${title}`;

/** Which test reaches each limit and sees its answer; a new limit has no place here until it has one. */
const REACHED: Readonly<Record<LimitName, string>> = {
  helloBytes: session('larger than allowed before a welcome ends the connection'),
  messagesHeld: 'packages/host/src/identity.test.ts: while a token is looked up few and small messages are kept',
  clientMessageBytes:
    'packages/server/src/websocket/ws-channel.test.ts: when a message is longer than a client may send',
  clientInflatedBytes: codec('are refused in an envelope that unpacks to too much'),
  serverMessageBytes:
    'packages/client/src/web-socket-channel.test.ts: closes when more arrives than it keeps for a listener that never comes',
  compressFromBytes: codec('leave payloads below 512 bytes and noise as they are'),
  messagesPerSecond: wire(
    'as many messages a second as it may for as long as it likes, and one more too often ends it',
  ),
  messageBurst: session('faster than the budget close the connection'),
  framesPerInput: input,
  framesBytes: input,
  ordersPerInput: input,
  orderBytes: input,
  ordersWaiting:
    'packages/host/src/order-queue.test.ts: takes no more when full and takes the repeat once there is room',
  leadMs: frames('refuses frames beyond the horizon, so that a client cannot fill memory'),
  inputWindow: session('far behind the newest are stale'),
  frameHoldMs: frames('holds the last frame for a quarter of a second, then is neutral'),
  badSignatures: session('with a forged tag change nothing, are counted, and in the end close the connection'),
  eventsKept: wire('end in one gap and a keyframe, with which it is in step again'),
  eventsKeptMs: 'packages/host/src/event-lane.test.ts: gives up with one gap when the oldest waits too long',
  eventBytes: wire('that may become too long is refused when the server starts'),
  outcomesPerSnapshot: 'packages/protocol/src/snapshot.test.ts: is read at each limit and refused one beyond',
  snapshotsKept:
    'packages/host/src/snapshot-ring.test.ts: keeps as many as the protocol names when nobody says what is needed',
  queueCoalesceBytes: room('get nothing while their queue is long, then one fresh snapshot, and stay in step'),
  queueCloseBytes: room('that never drain are closed'),
  queueCloseMs: room('that stay slow for too long are closed'),
  helloTimeoutMs: session('that never comes ends the connection'),
  idleTimeoutMs: session('is closed for silence'),
  pingIntervalMs: 'packages/client/src/server-connection.test.ts: pings at once and then at every interval',
  resumeMs: session('gives its seat up when it stays away too long'),
  roomsPerSession: session('holds a limited number of places'),
  versionsOffered: FIELD,
  clientNameBytes: FIELD,
  tokenBytes: FIELD,
  idBytes: FIELD,
  codeBytes: FIELD,
  nameBytes: FIELD,
  settingsBytes: FIELD,
  reasonBytes: wire('a reason of a refusal is shortened to whole characters that the wire takes'),
  textBytes: wire('a game’s refusal of settings is shortened to whole characters that the wire takes'),
  resultBytes: wire('bytes is told to players: %s; the server hears of either'),
  seatsPerRoom: wire('more seats than a room may have are refused'),
  closeReasonBytes: 'packages/protocol/src/version.test.ts: keeps a refusal short enough for the reason of a close',
  jsonStateHz: 'packages/host/src/json-form.test.ts: is sent ten times a second, however fast the room is',
};

describe('the table of limits', () => {
  it.each(Object.entries(REACHED))('%s is reached by a test', (limit, where) => {
    const [file, title] = where.split(': ') as [string, string];
    const path = new URL(`../../../${file}`, import.meta.url);
    expect(existsSync(path), file).toBe(true);
    expect(readFileSync(path, 'utf8'), `${limit}: ${file} has no such test`).toContain(title);
  });

  it('has a test for each of its limits, and no test for one that is gone', () => {
    expect(Object.keys(REACHED).sort()).toEqual(Object.keys(limitTable).sort());
  });

  it('of the services’ socket: each is named in the tests that reach them', () => {
    const tests = readFileSync(new URL('../../server/src/socket/gateway-limits.test.ts', import.meta.url), 'utf8');
    expect(Object.keys(socketLimitTable).filter((name) => !tests.includes(name))).toEqual([]);
  });
});
