import { describe, expect, it } from 'vitest';
import { cleanCode, leagueHref, parseRoute, playHref, tournamentHref, watchHref, type Entry } from './route.ts';

describe('addresses', () => {
  it('lead to their pages', () => {
    expect(parseRoute('/')).toEqual({ page: 'lobby' });
    expect(parseRoute('/kit')).toEqual({ page: 'kit' });
    expect(parseRoute('/tactics')).toEqual({ page: 'tactics', match: undefined });
    expect(parseRoute('/tactics/f00d')).toEqual({ page: 'tactics', match: 'f00d' });
    expect(parseRoute('/tactics/f00d/x')).toEqual({ page: 'missing', path: '/tactics/f00d/x' });
    expect(parseRoute('/realm')).toEqual({ page: 'realm' });
    expect(parseRoute('/tournaments')).toEqual({ page: 'tournaments', id: undefined, code: undefined });
    expect(parseRoute(tournamentHref('f00d', 'abc'))).toEqual({ page: 'tournaments', id: 'f00d', code: 'abc' });
    expect(parseRoute('/league')).toEqual({ page: 'league', ladder: undefined, accountId: undefined });
    expect(parseRoute(leagueHref('a b', 'f00d'))).toEqual({ page: 'league', ladder: 'a b', accountId: 'f00d' });
    expect(parseRoute('/watch/arena')).toEqual({ page: 'watch', game: 'arena', room: undefined });
    expect(parseRoute(watchHref('arena', 'r 1'))).toEqual({ page: 'watch', game: 'arena', room: 'r 1' });
  });

  it('survive a reload: every way into a match has its own', () => {
    const entries: Entry[] = [
      { kind: 'quick' },
      { kind: 'room', room: 'a&b' },
      { kind: 'code', code: 'ABC123' },
      { kind: 'private' },
      { kind: 'practice' },
      { kind: 'practice', settings: { rounds: 1 } },
    ];
    for (const entry of entries)
      expect(parseRoute(playHref('arena', entry))).toEqual({ page: 'play', game: 'arena', entry });
  });

  it('that nobody knows are said to be missing', () => {
    for (const path of ['/nowhere', '/play', '/play/arena/x', '/kit/x'])
      expect(parseRoute(path)).toEqual({ page: 'missing', path });
  });

  it('leave out settings that are no object', () => {
    for (const text of ['5', '[1]', '{', '"a"'])
      expect(parseRoute(`/play/arena?practice&settings=${text}`)).toEqual({
        page: 'play',
        game: 'arena',
        entry: { kind: 'practice' },
      });
  });

  it('take codes as people type them', () => {
    expect(cleanCode(' ab-c 12 ')).toBe('ABC12');
    expect(parseRoute('/play/arena?code=ab-c')).toMatchObject({ entry: { kind: 'code', code: 'ABC' } });
  });
});
