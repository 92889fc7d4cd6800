import { expect, test } from 'vitest';
import { Unwind } from './unwind.ts';

test('steps run in reverse order, each after the one before has finished', async () => {
  const ran: number[] = [];
  const unwind = new Unwind();
  for (const step of [1, 2, 3])
    unwind.add(async () => {
      await Promise.resolve();
      ran.push(step);
    });
  await unwind.run();
  await unwind.run();
  expect(ran).toEqual([3, 2, 1]);
});

test('a step that fails does not keep the others from running, and its error comes out', async () => {
  const ran: number[] = [];
  const unwind = new Unwind();
  unwind.add(() => ran.push(1));
  unwind.add(() => Promise.reject(new Error('second')));
  unwind.add(() => {
    throw new Error('third');
  });
  await expect(unwind.run()).rejects.toThrow('third');
  expect(ran).toEqual([1]);
});
