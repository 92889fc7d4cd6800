import { compiledModule, text, u8 } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import { jsonShape } from './json-shape.ts';

const fields = { name: text(16), age: u8 };

describe('a shape as JSON', () => {
  it('reads and writes as declared, without any generated code', () => {
    const before = compiledModule();
    const shape = jsonShape(fields);
    expect(shape.fromJson({ name: 'Anna', age: 7 })).toEqual({ ok: true, value: { name: 'Anna', age: 7 } });
    expect(shape.fromJson({ name: 'Anna', age: 700 }, 'data')).toMatchObject({ ok: false, path: 'data.age' });
    expect(shape.toJson({ name: 'Bert', age: 8 })).toEqual({ name: 'Bert', age: 8 });
    expect(compiledModule()).toBe(before);
  });

  it('is made once', () => {
    expect(jsonShape(fields)).toBe(jsonShape(fields));
  });
});
