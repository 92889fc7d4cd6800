import { describe, expect, it } from 'vitest';
import { BitWriter, fromHex, hex } from '@rubato/schema';
import { decodeClient, decodeServer, encodeInput, encodeMessage, encodeSnapshot } from './index.ts';
import { clientSamples, fullSnapshot, idleInput, input, serverSamples, snapshot, tagger } from './testing/samples.ts';

/**
 * The bytes of protocol version 1. They never change: what needs other bytes needs another version.
 */
const golden: Readonly<Record<string, string>> = {};

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
