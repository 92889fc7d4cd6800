import { expect, test } from 'vitest';
import { createApi } from './api.ts';

test('calls go to the next server when one does not answer; the call that found it so is not repeated', async () => {
  const asked: string[] = [];
  const answers = { status: 200, headers: { 'content-type': 'application/json' } };
  const api = createApi({
    baseUrl: ['http://one', 'http://two'],
    token: 'token',
    fetch: async (input) => {
      const { origin } = new URL(String(input));
      asked.push(origin);
      if (origin === 'http://one') throw new TypeError('refused');
      return new Response('{"characters":[]}', answers);
    },
  });
  const codes = await Promise.all(
    [api.characters(), api.characters()].map((call) => call.catch((error: { code: string }) => error.code)),
  );
  expect(codes).toEqual(['network', 'network']);
  expect(await api.characters()).toEqual({ characters: [] });
  expect(asked).toEqual(['http://one', 'http://one', 'http://two']);
  expect(() => createApi({ baseUrl: [] })).toThrow('at least one');
});
