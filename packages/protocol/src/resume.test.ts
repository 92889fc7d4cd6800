import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { hex } from '@rubato/schema';
import { resumeProof } from './resume.ts';

it('is HMAC-SHA256 over the text that the documentation gives', () => {
  const key = Uint8Array.from({ length: 32 }, (_, index) => index);
  const expected = createHmac('sha256', key).update('rubato resume 1\nkq3v7f\n12').digest('hex');
  expect(hex(resumeProof(key, 'kq3v7f', 12))).toBe(expected);
  expect(hex(resumeProof(key, 'kq3v7f', 13))).not.toBe(expected);
  expect(hex(resumeProof(key, 'kq3v7g', 12))).not.toBe(expected);
});
