import { describe, expect, it } from 'vitest';
import { call, callJson } from '../testing/call.ts';

describe('the declaration of a game', () => {
  it('says what a game takes and shows', async () => {
    const { code, out } = await call(['describe', 'arena']);
    expect(code).toBe(0);
    expect(out).toContain('commands  boost(), ready(), emote(kind)');
    expect(out).toMatch(/^state +ships, shots/m);
  });

  it('gives each part as JSON Schema, with what is neutral and what is the default', async () => {
    const { code, value } = await callJson(['describe', 'arena']);
    expect(code).toBe(0);
    expect(value).toMatchObject({
      game: 'arena',
      version: 1,
      frame: {
        schema: { properties: { thrust: { type: 'number', minimum: 0, maximum: 1 } } },
        neutral: { thrust: 0, fire: false },
      },
      commands: { emote: { required: ['kind'] } },
      events: { destroyed: { type: 'object' } },
      state: { properties: { ships: {} } },
    });
  });

  it('knows the games of every tempo, and names them for whoever asks for another', async () => {
    for (const game of ['realm', 'tactics']) expect((await callJson(['describe', game])).value).toMatchObject({ game });
    const { code, err } = await call(['describe', 'chess']);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('this build has arena, realm') as string });
  });
});
