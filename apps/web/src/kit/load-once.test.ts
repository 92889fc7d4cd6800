import { expect, it } from 'vitest';
import { loadOnce } from './load-once.ts';

it('loads once for all, and again only after a failure, of which all who waited hear', async () => {
  const answers = [Promise.reject(new Error('no network')), Promise.resolve('here'), Promise.resolve('twice')];
  const load = loadOnce(() => answers.shift()!);
  const both = await Promise.allSettled([load(), load()]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await Promise.all([load(), load()])).toEqual(['here', 'here']);
  expect(await load()).toBe('here');
});
