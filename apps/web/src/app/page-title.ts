/** The document's title follows the page. */
import { effect } from '@preact/signals';
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

export function keepTitle(): void {
  effect(() => {
    document.title = titleOf(route.value);
  });
}
