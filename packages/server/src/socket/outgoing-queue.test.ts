import { expect, test } from 'vitest';
import { OutgoingQueue } from './outgoing-queue.ts';

const drain = (queue: OutgoingQueue) =>
  Array.from({ length: 1000 }, () => queue.take()).filter((text) => text !== undefined);

test('what is urgent overtakes what is not, and equals keep their order', () => {
  const queue = new OutgoingQueue(1000);
  queue.add('low 1', 'LOW');
  queue.add('normal 1', 'NORMAL');
  queue.add('low 2', 'LOW');
  queue.add('high', 'HIGH');
  queue.add('normal 2', 'NORMAL');
  queue.add('critical', 'CRITICAL');
  expect(drain(queue)).toEqual(['critical', 'high', 'normal 1', 'normal 2', 'low 1', 'low 2']);
  expect([queue.bytes, queue.dropped]).toEqual([0, 0]);
});

test('above its bytes the oldest LOW messages are left out, and nothing else', () => {
  const queue = new OutgoingQueue(30);
  for (let index = 0; index < 5; index++) queue.add(`low ${index} xxx`, 'LOW');
  expect([queue.bytes, queue.dropped]).toEqual([27 + 0, 2]);
  for (let index = 0; index < 5; index++) queue.add(`normal ${index}`, 'NORMAL');
  expect(queue.dropped).toBe(5);
  expect(drain(queue)).toEqual(['normal 0', 'normal 1', 'normal 2', 'normal 3', 'normal 4']);
});

test('it counts bytes of UTF-8, and a long queue keeps its order while it is taken from', () => {
  const queue = new OutgoingQueue(1_000_000);
  queue.add('é', 'NORMAL');
  expect(queue.bytes).toBe(2);
  queue.take();
  const taken: (string | undefined)[] = [];
  for (let index = 0; index < 500; index++) {
    queue.add(`${2 * index}`, 'NORMAL');
    queue.add(`${2 * index + 1}`, 'NORMAL');
    taken.push(queue.take());
  }
  taken.push(...drain(queue));
  expect(taken).toEqual(Array.from({ length: 1000 }, (_, index) => `${index}`));
});
