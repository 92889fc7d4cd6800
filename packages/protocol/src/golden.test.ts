import { describe, expect, it } from 'vitest';
import { BitWriter, fromHex, hex } from '@rubato/schema';
import { decodeClient, decodeServer, encodeInput, encodeMessage, encodeSnapshot } from './index.ts';
import { clientSamples, fullSnapshot, idleInput, input, serverSamples, snapshot, tagger } from './testing/samples.ts';

/**
 * The bytes of protocol version 1. They never change: what needs other bytes needs another version.
 */
const golden: Readonly<Record<string, string>> = {
  'hello of a guest': '011100a0980b6b83632b0389718101',
  'hello that resumes':
    '0112002000a0980b6b83632b038971817910d642f7b656e6d6588b9bb1bb310b0000000081828486888a8c8e90929496989a9c9ea0a2a4a6a8aaacaeb0b2b4b6b8babcbe00',
  'join of any room': '0201002cc2e4cadcc200',
  'join that creates':
    '0202002dc2e4cadcc20a72312d486848668626a1f536bc5a29ab6b192b73a3930b639b20c39e88dc5b9d1bd99c88ce4c1f',
  ping: '04393000002a00',
  leave: '0501',
  ack: '060102002a01000004000000',
  'welcome of a new session':
    '410100c65adc8cdd8d59102c4c6c8cacccec0c2d4d6d8dadcded0d2e4e6e8eaeceee0e2f4f6f8fafcfef0f0000000010e22c50c1f63616c606000400800700010153070000a60e0000',
  joined:
    '420100010200825c0c146172656e6101004018989818199999191a9a9a1a1b9b9b1b1c9c9c9cb03031b1b13132b2b232333318989818199999191a9a9a1a1b9b9b1b1c9c9c9cb03031b1b13132b2b23233330181000ba1373a90188108adb7e1550f910000001024446484a4c4e40425456585a5c5e50526466686a6c6e60627476787a7c7e707010000000100006000000080614f44eeadce8d6c4e4467a60f',
  pong: '443930000000000000809db340',
  refused: '45010089dcdb5b5b8b591d1bdb44995d995c1ec85c59181d48da1c085dd85a991b',
  left: '460101c8b0277297e6e6562627a223d307',
  notice: '47010808000000',
  input:
    '030102002c010000a04eaa0204af020307a0a1a2a3a4a5a6020900a9020103b0b1b20ab102aa02000075677f258392f54290c191331956244c',
  'idle input': '030102002c010000a04eaa0204000000b0642af8b855464e0cbe4961553d33c9',
  snapshot: '430125a09c010274ac0204c0c1c2c3c4',
  'full snapshot':
    '43012ea09c01df03f0a20413ffb401030a0901050200000202d0d100f0a204010000000a010c6f75742d6f662d72616e67650123456789abcdefc0c1c2c3c4',
};

const writer = new BitWriter();

describe('bytes of protocol version 1', () => {
  for (const [name, sample] of Object.entries({ ...clientSamples, ...serverSamples })) {
    it(`are as ever for ${name}`, () => {
      expect(hex(encodeMessage(writer, sample))).toBe(golden[name]);
      const decode = name in clientSamples ? decodeClient : decodeServer;
      expect(decode(fromHex(golden[name] as string))).toEqual(sample);
    });
  }

  for (const [name, sample] of Object.entries({ input, 'idle input': idleInput })) {
    it(`are as ever for ${name}`, () => {
      expect(hex(encodeInput(writer, sample, tagger))).toBe(golden[name]);
      expect(decodeClient(fromHex(golden[name] as string))).toEqual(sample);
    });
  }

  for (const [name, sample] of Object.entries({ snapshot, 'full snapshot': fullSnapshot })) {
    it(`are as ever for ${name}`, () => {
      expect(hex(encodeSnapshot(writer, sample))).toBe(golden[name]);
      expect(decodeServer(fromHex(golden[name] as string))).toEqual(sample);
    });
  }
});
