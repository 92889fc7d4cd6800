import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8Encode } from '@rubato/schema';
import { LIMITS } from '../limits.ts';
import { canonicalBytes, canonicalJson } from './canonical.ts';
import { parseJson } from './parse.ts';

const parse = (text: string, limits = {}): unknown => parseJson(utf8Encode(text), 'it', limits);
const codeOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'accepted';
};

describe('canonical JSON', () => {
  it('gives the text of RFC 8785, section 3.2.2', () => {
    const source = String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
      "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`;
    expect(canonicalJson(parse(source))).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('sorts names as RFC 8785, section 3.2.3 does: by UTF-16 units', () => {
    const source = String.raw`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`;
    expect(Object.values(JSON.parse(canonicalJson(parse(source))) as object).slice(1)).toEqual([
      'Carriage Return',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  // RFC 8785, appendix B: IEEE 754 bits and the text.
  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the double %s as %s', (bits, text) => {
    const double = new DataView(Uint8Array.from(bits.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)).buffer);
    expect(canonicalJson(double.getFloat64(0))).toBe(text);
  });

  it('has no form for what JSON can’t say', () => {
    for (const value of [Number.NaN, Infinity, '\ud800', undefined, () => 1, 1n])
      expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  it('is read back as the same value, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        fc.pre(!/"(__proto__|constructor|prototype)":/.test(JSON.stringify(value)));
        let bytes: Uint8Array;
        try {
          bytes = canonicalBytes(plain);
        } catch {
          return;
        }
        expect(parseJson(bytes, 'it')).toEqual(plain);
        expect(canonicalBytes(parseJson(bytes, 'it'))).toEqual(bytes);
      }),
      { numRuns: 200, seed: 11 },
    );
  });
});

describe('JSON of strangers', () => {
  it.each([
    ['json-syntax', '{"a":1,}'],
    ['json-syntax', '[1 2]'],
    ['json-syntax', '{"a" 1}'],
    ['json-syntax', '{a:1}'],
    ['json-syntax', '01'],
    ['json-syntax', '+1'],
    ['json-syntax', '.5'],
    ['json-syntax', '"\\x"'],
    ['json-syntax', '"\\'],
    ['json-syntax', '"a'],
    ['json-syntax', '"\u0001"'],
    ['json-syntax', 'nul'],
    ['json-syntax', ''],
    ['json-syntax', '1 1'],
    ['json-syntax', 'NaN'],
    ['json-number', '1e999'],
    ['json-number', '[-1e400]'],
    ['json-twice', '{"a":1,"a":1}'],
    ['json-twice', '{"a":1,"\\u0061":1}'],
    ['json-special-name', '{"__proto__":{"admin":true}}'],
    ['json-special-name', '{"a":[{"constructor":1}]}'],
    ['json-special-name', '{"prototype":1}'],
    ['json-special-name', '{"\\u005f_proto__":1}'],
  ])('is refused as %s: %s', (code, text) => {
    expect(codeOf(() => parse(text))).toBe(code);
  });

  it('nests 64 deep and no deeper', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(codeOf(() => parse(nested(64)))).toBe('accepted');
    expect(codeOf(() => parse(nested(65)))).toBe('json-depth');
    expect(codeOf(() => parse('{"a":'.repeat(5_000_000)))).toBe('json-depth');
  });

  it('has as many values as a document may have and no more', () => {
    const list = (count: number): string => `[${'0,'.repeat(count - 2)}0]`;
    expect(codeOf(() => parse(list(100), { nodes: 100 }))).toBe('accepted');
    expect(codeOf(() => parse(list(101), { nodes: 100 }))).toBe('json-nodes');
    expect(codeOf(() => parse(list(LIMITS.jsonNodes + 1)))).toBe('json-nodes');
  });

  it('is UTF-8', () => {
    expect(codeOf(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22), 'it'))).toBe('json-syntax');
    expect(codeOf(() => parseJson(Uint8Array.of(0x22, 0xc0, 0x80, 0x22), 'it'))).toBe('json-syntax');
  });

  it('may hold a text of megabytes', () => {
    const long = 'ä'.repeat(2_000_000);
    expect(parse(JSON.stringify(`${long}"${long}`))).toBe(`${long}"${long}`);
  });
});
