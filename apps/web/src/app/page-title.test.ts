import { afterEach, expect, it, vi } from 'vitest';
import { keepTitle, pageSaid, titleOf } from './page-title.ts';
import { parseRoute, route } from './route.ts';

afterEach(() => vi.unstubAllGlobals());

it('names each page in its title, and says it when it takes another one’s place', () => {
  vi.stubGlobal('document', { title: '' });
  keepTitle();
  expect([document.title, pageSaid.value]).toEqual(['rubato', '']);
  route.value = { page: 'realm' };
  expect([document.title, pageSaid.value]).toEqual(['The Realm – rubato', 'The Realm – rubato']);
  // Another place of the same page is not another page.
  route.value = { page: 'tactics', match: undefined };
  route.value = { page: 'tactics', match: 'f00d' };
  expect(pageSaid.value).toBe('Tactics – rubato');
});

it.each([
  ['/play/arena?room=1', 'Arena – rubato'],
  ['/play/arena?code=ABCD', 'Arena – rubato'],
  ['/play/arena?practice', 'Arena – rubato'],
  ['/watch/arena?room=1', 'Watching Arena – rubato'],
  ['/play/chess', 'chess – rubato'],
])('names the game of a room: %s is %s', (path, title) => expect(titleOf(parseRoute(path))).toBe(title));
