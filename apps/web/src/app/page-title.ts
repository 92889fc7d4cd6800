/** The document's title follows the page. */
import { effect, signal } from '@preact/signals';
import { cardOf } from '../games.ts';
import { route, type Route } from './route.ts';

export function titleOf(page: Route): string {
  switch (page.page) {
    case 'lobby':
      return 'rubato';
    case 'kit':
      return 'Kit – rubato';
    case 'realm':
      return 'The Realm – rubato';
    case 'tactics':
      return 'Tactics – rubato';
    case 'tournaments':
      return 'Tournaments – rubato';
    case 'league':
      return 'League – rubato';
    case 'play':
      return `${cardOf(page.game)?.title ?? page.game} – rubato`;
    case 'watch':
      return `Watching ${cardOf(page.game)?.title ?? page.game} – rubato`;
    case 'missing':
      return 'Not found – rubato';
    default:
      return page satisfies never;
  }
}

/** What is said to screen readers when another page is shown in place of the first, which the browser itself names. */
export const pageSaid = signal('');

export function keepTitle(): void {
  let shown: string | undefined;
  effect(() => {
    const title = titleOf(route.value);
    if (shown !== undefined && shown !== title) pageSaid.value = title;
    shown = title;
    document.title = title;
  });
}
