import { describe, expect, it } from 'vitest';
import { BitWriter, DecodeError } from '@rubato/schema';
import {
  clientMessages,
  decodeClient,
  decodeServer,
  encodeMessage,
  encodeSnapshot,
  limits,
  serverMessages,
} from './index.ts';
import { lz4Compress } from './lz4.ts';
import { packPayload, unpackEnvelope, unpackPayload } from './envelope.ts';
import { clientSamples, serverSamples, snapshot } from './testing/samples.ts';
import type { Hello, Joined } from './index.ts';

const writer = new BitWriter();
const joined = serverSamples['joined'] as Joined;
const crowd: Joined = {
  ...joined,
  seats: Array.from({ length: limits.seatsPerRoom }, (_, place) => ({
    seat: place + 1,
    held: 'player',
    name: 'Player',
  })),
};

describe('messages', () => {
  it('each have a code of their own', () => {
    const codes = [...Object.values(clientMessages), ...Object.values(serverMessages)].map(({ code }) => code);
    expect(new Set([...codes, 3, 67, 127]).size).toBe(codes.length + 3);
  });

  it('are refused in the wrong direction, empty, unknown or with bytes left over', () => {
    for (const sample of Object.values(clientSamples))
      expect(() => decodeServer(encodeMessage(writer, sample))).toThrow(DecodeError);
    for (const sample of Object.values(serverSamples))
      expect(() => decodeClient(encodeMessage(writer, sample))).toThrow(DecodeError);
    for (const bytes of [[], [0], [200], [127], [5, 1, 0]])
      expect(() => decodeClient(Uint8Array.from(bytes))).toThrow(DecodeError);
  });

  it('refuse values that do not fit their fields', () => {
    expect(() => encodeMessage(writer, { type: 'leave', room: 256 })).toThrow(TypeError);
    expect(() =>
      encodeMessage(writer, { type: 'hello', versions: [1], client: 'x'.repeat(limits.clientNameBytes + 1) }),
    ).toThrow(TypeError);
  });

  it('fit a hello with everything in it into what a stranger may send', () => {
    const largest: Hello = {
      type: 'hello',
      versions: Array.from({ length: limits.versionsOffered }, (_, index) => index),
      client: 'c'.repeat(limits.clientNameBytes),
      token: 't'.repeat(limits.tokenBytes),
      resume: { session: 's'.repeat(limits.idBytes), attempt: 1, proof: new Uint8Array(32) },
    };
    writer.reset();
    clientMessages.hello.codec.write(writer, { ...largest });
    expect(writer.byteLength + 1).toBeLessThanOrEqual(limits.helloBytes);
  });
});

describe('long messages', () => {
  it('travel in an envelope when that is smaller', () => {
    const bytes = encodeMessage(writer, crowd);
    expect(bytes[0]).toBe(127);
    expect(decodeServer(bytes)).toEqual(crowd);
    expect(encodeMessage(writer, joined)[0]).toBe(66);
  });

  it('are refused in an envelope that unpacks to too much, to something else, or to an envelope', () => {
    const envelope = (content: Uint8Array, size = content.length): Uint8Array => {
      const block = lz4Compress(content) as Uint8Array;
      return Uint8Array.from([127, 0x80 | (size & 127), 0x80 | ((size >> 7) & 127), size >> 14, ...block]);
    };
    const full = new Uint8Array(limits.clientInflatedBytes);
    expect(unpackEnvelope(envelope(full), limits.clientInflatedBytes)).toEqual(full);
    const beyond = new Uint8Array(limits.clientInflatedBytes + 1);
    expect(() => unpackEnvelope(envelope(beyond), limits.clientInflatedBytes)).toThrow(DecodeError);
    expect(() => unpackEnvelope(envelope(full, full.length - 1), limits.clientInflatedBytes)).toThrow(DecodeError);
    expect(() => unpackEnvelope(envelope(new Uint8Array(20_000).fill(127)), limits.clientInflatedBytes)).toThrow(
      'inside',
    );
  });

  it('leave payloads below 512 bytes and noise as they are', () => {
    expect(packPayload(new Uint8Array(limits.compressFromBytes - 1))).toBeUndefined();
    const packed = packPayload(new Uint8Array(limits.compressFromBytes)) as Uint8Array;
    expect(packed.length).toBeLessThan(20);
    const sent = decodeServer(encodeSnapshot(writer, { ...snapshot, compressed: true, payload: packed }));
    expect(unpackPayload(sent as typeof snapshot)).toEqual(new Uint8Array(limits.compressFromBytes));
    expect(unpackPayload(snapshot)).toBe(snapshot.payload);
  });
});
