/** The pages and their addresses. */
import { signal } from '@preact/signals';

/** How a match is entered; each has its own address, so that a reload or a shared link does the same again. */
export type Entry =
  | { readonly kind: 'quick' }
  | { readonly kind: 'room'; readonly room: string }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'private'; readonly settings?: MatchSettings }
  | { readonly kind: 'practice'; readonly settings?: MatchSettings };

/** What whoever opens a match may choose; the game checks it. */
export type MatchSettings = Readonly<Record<string, unknown>>;

export type Route =
  | { readonly page: 'lobby' }
  | { readonly page: 'kit' }
  | { readonly page: 'tactics'; readonly match: string | undefined }
  | { readonly page: 'realm' }
  | { readonly page: 'tournaments'; readonly id: string | undefined; readonly code: string | undefined }
  | { readonly page: 'league'; readonly ladder: string | undefined; readonly accountId: string | undefined }
  | { readonly page: 'play'; readonly game: string; readonly entry: Entry }
  | { readonly page: 'watch'; readonly game: string; readonly room: string | undefined }
  | { readonly page: 'missing'; readonly path: string };

export function parseRoute(href: string): Route {
  const url = new URL(href, 'http://page.invalid');
  const [page, game, ...rest] = url.pathname.split('/').filter(Boolean);
  if (page === undefined) return { page: 'lobby' };
  if ((page === 'kit' || page === 'realm') && game === undefined) return { page };
  if (page === 'tactics' && rest.length === 0) return { page, match: game };
  if (page === 'tournaments' && rest.length === 0)
    return { page, id: game, code: url.searchParams.get('code') ?? undefined };
  if (page === 'league' && rest.length <= 1) return { page, ladder: decoded(game), accountId: rest[0] };
  if (game !== undefined && rest.length === 0) {
    if (page === 'play') return { page: 'play', game, entry: parseEntry(url.searchParams) };
    if (page === 'watch') return { page: 'watch', game, room: url.searchParams.get('room') ?? undefined };
  }
  return { page: 'missing', path: url.pathname };
}

/** What is no text in an address names nothing. */
function decoded(part: string | undefined): string | undefined {
  try {
    return part === undefined ? undefined : decodeURIComponent(part);
  } catch {
    return part;
  }
}

function parseEntry(query: URLSearchParams): Entry {
  const [room, code] = [query.get('room'), query.get('code')];
  if (room) return { kind: 'room', room };
  if (code) return { kind: 'code', code: cleanCode(code) };
  const settings = parseSettings(query.get('settings'));
  if (query.has('private')) return { kind: 'private', ...(settings && { settings }) };
  if (query.has('practice')) return { kind: 'practice', ...(settings && { settings }) };
  return { kind: 'quick' };
}

/** Settings are JSON in the address; anything but an object is left out. */
function parseSettings(text: string | null): MatchSettings | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as MatchSettings) : undefined;
  } catch {
    return undefined;
  }
}

/** A code as people type it: spaces, dashes and case don't matter. */
export function cleanCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
}

export function playHref(game: string, entry: Entry): string {
  const path = `/play/${encodeURIComponent(game)}`;
  switch (entry.kind) {
    case 'quick':
      return path;
    case 'room':
      return `${path}?room=${encodeURIComponent(entry.room)}`;
    case 'code':
      return `${path}?code=${encodeURIComponent(entry.code)}`;
    case 'private':
      return `${path}?private${settingsQuery(entry.settings)}`;
    case 'practice':
      return `${path}?practice${settingsQuery(entry.settings)}`;
    default:
      return entry satisfies never;
  }
}

function settingsQuery(settings: MatchSettings | undefined): string {
  return settings ? `&settings=${encodeURIComponent(JSON.stringify(settings))}` : '';
}

export function watchHref(game: string, room?: string): string {
  return `/watch/${encodeURIComponent(game)}${room ? `?room=${encodeURIComponent(room)}` : ''}`;
}

/** @param code of a private one. */
export function tournamentHref(id: string, code?: string): string {
  return `/tournaments/${id}${code === undefined ? '' : `?code=${encodeURIComponent(code)}`}`;
}

export function leagueHref(ladder: string, accountId?: string): string {
  return `/league/${encodeURIComponent(ladder)}${accountId === undefined ? '' : `/${accountId}`}`;
}

export const route = signal<Route>({ page: 'lobby' });

export function navigate(href: string, replace = false): void {
  if (replace) history.replaceState(null, '', href);
  else history.pushState(null, '', href);
  route.value = parseRoute(location.href);
  scrollTo(0, 0);
}

/** Follows the address bar and takes over plain clicks on our own links. */
export function startRouting(): void {
  route.value = parseRoute(location.href);
  addEventListener('popstate', () => {
    route.value = parseRoute(location.href);
  });
  document.addEventListener('click', (event) => {
    const link = (event.target as Element | null)?.closest?.('a');
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (
      !link ||
      !plain ||
      event.defaultPrevented ||
      link.origin !== location.origin ||
      link.target ||
      link.hasAttribute('download')
    )
      return;
    event.preventDefault();
    navigate(link.href);
  });
}
