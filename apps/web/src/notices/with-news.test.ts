import { expect, it } from 'vitest';
import { MOST_SHOWN, withNews } from './with-news.ts';

it('puts news first, the same again in the place of the old, and forgets the oldest', () => {
  const list = Array.from({ length: MOST_SHOWN }, (_, at) => ({ id: `n${at}`, read: true }));
  const more = withNews(list, { id: 'new', read: false });
  expect([more.length, more[0]!.id, more.at(-1)!.id]).toEqual([MOST_SHOWN, 'new', `n${MOST_SHOWN - 2}`]);
  expect(
    withNews(
      [
        { id: 'a', read: true },
        { id: 'b', read: true },
      ],
      { id: 'b', read: false },
    ),
  ).toEqual([
    { id: 'b', read: false },
    { id: 'a', read: true },
  ]);
});
