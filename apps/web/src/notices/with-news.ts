/** As many as the server keeps. */
export const MOST_SHOWN = 100;

/** The list with something new at its head; the same again takes the place of the old. */
export function withNews<T extends { readonly id: string }>(list: readonly T[], news: T): readonly T[] {
  return [news, ...list.filter(({ id }) => id !== news.id)].slice(0, MOST_SHOWN);
}
