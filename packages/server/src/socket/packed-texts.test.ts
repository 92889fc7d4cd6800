import { expect, test } from 'vitest';
import { limits, unpackEnvelope, writeMessage } from '@rubato/protocol';
import { memoryChannelPair } from '@rubato/ports/doubles';
import { PackedTexts } from './packed-texts.ts';
import { Stage } from './testing/stage.ts';

const players = Array.from({ length: 30 }, (_, at) => ({
  characterId: `0199c8a0-${1000 + at * 37}-7000-8000-${String(at * 7919 * 104729).padStart(12, '0')}`,
  name: `Wanderer ${at}`,
  faction: ['tidebound', 'sunforged', 'wanderers'][at % 3]!,
  level: 1 + (at % 9),
  position: { x: at * 1.5, y: 0, z: -at },
  lastSeenMs: 1_760_000_000_000 + at * 311,
}));
const crowd = { to: 'world', type: 'LOCATION_UPDATE', data: { locationId: 'crossroads', players } } as const;
const short = { to: 'world', type: 'CHAT_SLOW', data: { channel: 'global', slowMs: 0 } } as const;

/** A socket that keeps what it hears as it came. */
async function socketOn(stage: Stage, compression?: 'lz4') {
  const { client, server } = memoryChannelPair(stage.clock);
  const heard: (string | Uint8Array)[] = [];
  // Bytes are the channel's, and gone after this turn.
  client.listen({ message: (message) => void heard.push(message.slice()), closed: () => {} });
  stage.gateway.accept(server);
  const data = compression === undefined ? { token: 'anna' } : { token: 'anna', compression };
  client.send(JSON.stringify({ type: 'AUTH_REQUEST', version: 1, id: 'a', timestamp: 0, data }));
  await stage.run();
  heard.length = 0;
  return heard;
}

test('what is long comes packed to whoever asked for it, and as text to all others', async () => {
  const stage = await new Stage().start();
  const [packs, plain] = [await socketOn(stage, 'lz4'), await socketOn(stage)];
  stage.deliver([crowd, short]);
  await stage.run();
  const [envelope, tooShort] = packs as [Uint8Array, string];
  expect(new TextDecoder().decode(unpackEnvelope(envelope, limits.serverMessageBytes))).toBe(plain[0]);
  expect((plain[0] as string).length / envelope.length).toBeGreaterThan(2);
  expect([typeof plain[0], tooShort]).toEqual(['string', plain[1]]);
});

test('what many hear is packed once; what would be no smaller stays as it is', () => {
  const packed = new PackedTexts();
  const text = writeMessage('LOCATION_UPDATE', 'notice', crowd.data, { id: 's', timestamp: 0 });
  expect(packed.formOf(text)).toBeInstanceOf(Uint8Array);
  expect(packed.formOf(text)).toBe(packed.formOf(`${text}`));
  const letters = Array.from({ length: limits.compressFromBytes }, (_, at) => String.fromCharCode(0x4e00 + at * 31));
  for (const plain of [letters.join(''), 'x'.repeat(limits.compressFromBytes - 1)])
    expect(packed.formOf(plain)).toBe(plain);
});

test('bytes from a client are no message, whatever it asked for', async () => {
  const stage = await new Stage().start();
  const socket = stage.socket();
  socket.send('AUTH_REQUEST', { token: 'anna', compression: 'lz4' });
  await stage.run();
  socket.text(new PackedTexts().formOf('x'.repeat(4096)) as Uint8Array);
  await stage.run();
  expect(socket.heard.at(-1)).toMatchObject({ type: 'INVALID_MESSAGE', data: { message: 'expected JSON text' } });
});
