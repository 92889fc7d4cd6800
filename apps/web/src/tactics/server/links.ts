/** Addresses of a server's games, and what people paste to join one. */

export const gameHref = (id: string): string => `/tactics/${id}`;

/** Where somebody who doesn't play it watches a private game. */
export const watchHref = (id: string, code: string): string => `${gameHref(id)}?code=${encodeURIComponent(code)}`;

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** Matches of this browser have other ids. */
export const isServerGame = (id: string): boolean => new RegExp(`^${ID.source}$`, 'i').test(id);

/** @param origin with scheme, as of `location`. */
export function inviteLink(origin: string, id: string, code: string | undefined): string {
  return `${origin}${code === undefined ? gameHref(id) : watchHref(id, code)}`;
}

export interface Invitation {
  readonly id: string;
  /** Of a private game. */
  readonly code: string | undefined;
}

/** Codes have these letters; what people type around them is left out. */
const CODE = /^[a-z0-9]{6,32}$/;

/** A code alone, as people say it: of a private game on the page's own server. */
export function readCode(typed: string): string | undefined {
  const code = typed.trim().toLowerCase().replaceAll(/[\s-]/g, '');
  return CODE.test(code) ? code : undefined;
}

/** A link, or a game’s id with its code after it; undefined for anything else. */
export function readInvitation(typed: string): Invitation | undefined {
  const found = ID.exec(typed);
  if (!found) return undefined;
  const rest = typed
    .slice(found.index + found[0].length)
    .trim()
    .toLowerCase();
  const code = rest.replace(/^\?code=/, '').replaceAll(/[\s/#]/g, '');
  return { id: found[0].toLowerCase(), code: CODE.test(code) ? code : undefined };
}
