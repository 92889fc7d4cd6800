import { describe, expect, it, vi } from 'vitest';
import { BitWriter, DecodeError, hex, structCodec, u8 } from '@rubato/schema';
import { decodeFrames, encodeFrames } from './frames.ts';
import {
  decodeClient,
  decodeServer,
  encodeInput,
  encodeMessage,
  encodeSnapshot,
  formatJsonClient,
  formatJsonServer,
  parseJsonClient,
  parseJsonServer,
  verifyInput,
} from './index.ts';
import type { DeclaredMessage, Input, JsonClientMessage, JsonServerMessage, Snapshot } from './index.ts';
import { mutate, SeededRandom } from './testing/fuzzing.ts';
import { clientSamples, fullSnapshot, idleInput, input, serverSamples, snapshot, tagger } from './testing/samples.ts';
import { times } from '../../../tools/provision/soak.ts';

vi.setConfig({ testTimeout: 600_000 });
/** Damaged messages of each type. */
const MUTATIONS = times(10_000, 200_000);
/** Messages of nothing but noise. */
const RAW = times(10_000, 1_000_000);
const writer = new BitWriter();

interface Answers {
  valid: number;
  refused: number;
}

/** Feeds damaged copies of the messages to a decoder that may answer only with a value or `DecodeError`. */
function fuzz(name: string, messages: readonly Uint8Array[], decode: (bytes: Uint8Array) => void): Answers {
  const random = new SeededRandom(name);
  const answers = { valid: 0, refused: 0 };
  for (let round = 0; round < MUTATIONS; round++) {
    const damaged = mutate(random, messages[round % messages.length] as Uint8Array);
    try {
      decode(damaged);
      answers.valid++;
    } catch (error) {
      if (!(error instanceof DecodeError))
        throw new Error(`${name}, round ${round}: ${String(error)}`, { cause: error });
      answers.refused++;
    }
  }
  expect(answers.valid + answers.refused).toBe(MUTATIONS);
  expect(answers.refused).toBeGreaterThan(100);
  return answers;
}

/** What was read is a value: it can be written, and what was written reads as the same. */
function stable(bytes: Uint8Array, again: (bytes: Uint8Array) => Uint8Array): void {
  if (hex(again(bytes)) !== hex(bytes)) throw new Error(`reads differently when written again: ${hex(bytes)}`);
}

function byType(samples: Readonly<Record<string, DeclaredMessage>>): Map<string, DeclaredMessage[]> {
  const grouped = new Map<string, DeclaredMessage[]>();
  for (const sample of Object.values(samples)) grouped.set(sample.type, [...(grouped.get(sample.type) ?? []), sample]);
  return grouped;
}

describe(`${MUTATIONS} damaged messages are read as a valid one or refused`, () => {
  for (const [decode, samples] of [
    [decodeClient, clientSamples],
    [decodeServer, serverSamples],
  ] as const) {
    for (const [type, group] of byType(samples)) {
      it(`of type ${type}`, () => {
        fuzz(
          type,
          group.map((sample) => encodeMessage(writer, sample)),
          (bytes) => {
            const value = decode(bytes);
            // What was read is a value: it can be written again, and reads the same.
            if (value.type !== 'input' && value.type !== 'snapshot')
              expect(decode(encodeMessage(writer, value))).toEqual(value);
          },
        );
      });
    }
  }

  it('of type input, none of which is believed', () => {
    const messages = [input, idleInput].map((value) => encodeInput(writer, value, tagger));
    const untouched = new Set(messages.map(String));
    let believed = 0;
    fuzz('input', messages, (bytes) => {
      if (!untouched.has(String(bytes)) && verifyInput(bytes, tagger)) believed++;
      const value = decodeClient(bytes);
      if (value.type === 'input')
        stable(encodeInput(writer, value, tagger), (again) =>
          encodeInput(writer, decodeClient(again) as Input, tagger),
        );
    });
    expect(believed).toBe(0);
  });

  it('of type snapshot', () => {
    const messages = [snapshot, fullSnapshot].map((value) => encodeSnapshot(writer, value));
    const answers = fuzz('snapshot', messages, (bytes) => {
      const value = decodeServer(bytes);
      if (value.type === 'snapshot')
        stable(encodeSnapshot(writer, value), (again) => encodeSnapshot(writer, decodeServer(again) as Snapshot));
    });
    expect(answers.valid).toBeGreaterThan(1000);
  });

  it('in an envelope', () => {
    const joined = serverSamples['joined'] as Extract<DeclaredMessage, { type: 'joined' }>;
    const seats = Array.from({ length: 200 }, (_, place) => ({ seat: place, held: 'player' as const, name: 'Player' }));
    fuzz('envelope', [encodeMessage(writer, { ...joined, seats })], (bytes) => void decodeServer(bytes));
  });

  it('as frames of an input', () => {
    const codec = structCodec({ dx: u8, dy: u8 });
    const neutral = { dx: 0, dy: 0 };
    const frames = [1, 1, 2, 3, 3].map((dx, place) => ({ args: { dx, dy: 0 }, seenTick: 100 + place * place }));
    writer.reset();
    encodeFrames(writer, codec, neutral, frames);
    fuzz('frames', [writer.toBytes()], (bytes) => {
      expect(decodeFrames(bytes, codec, neutral, 5)).toHaveLength(5);
    });
  });

  it('as JSON', () => {
    const utf8 = new TextEncoder();
    const { joined: _joined, left: _left, ...server } = serverSamples;
    const texts = [
      ...(Object.values(clientSamples) as JsonClientMessage[]).map(formatJsonClient),
      formatJsonClient({ type: 'input', frame: { dx: 1 }, frames: [], orders: [{ seq: 1, name: 'fire', args: {} }] }),
      ...(Object.values(server) as JsonServerMessage[]).map(formatJsonServer),
    ];
    fuzz(
      'json',
      texts.map((text) => utf8.encode(text)),
      (bytes) => {
        const text = new TextDecoder().decode(bytes);
        const parse = bytes[9] === 0x77 ? parseJsonServer : parseJsonClient;
        parse(text);
      },
    );
  });
});

it(`${RAW} messages of noise are read as a valid one or refused`, () => {
  const random = new SeededRandom('noise');
  const codes = [1, 2, 3, 4, 5, 6, 65, 66, 67, 68, 69, 70, 71, 127];
  for (let round = 0; round < RAW; round++) {
    const noise = Uint8Array.from({ length: random.int(0, 120) }, () => random.u32() & 255);
    if (noise.length > 0 && random.chance(0.9)) noise[0] = codes[random.int(0, codes.length - 1)] as number;
    for (const decode of [decodeClient, decodeServer]) {
      try {
        decode(noise);
      } catch (error) {
        if (!(error instanceof DecodeError)) throw new Error(`round ${round}: ${hex(noise)}`, { cause: error });
      }
    }
    if (verifyInput(noise, tagger)) throw new Error(`round ${round}: noise with a fitting tag: ${hex(noise)}`);
  }
});
