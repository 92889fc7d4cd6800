import { describe, expect, it } from 'vitest';
import { ask, ROOMS_MAX } from './directory.ts';

const status = {
  name: 'rubato',
  version: '0',
  protocolVersions: [1],
  region: 'here',
  uptimeMs: 1,
  rooms: 1,
  players: 2,
  games: [],
};
const room = (id: string, state = 'open') => ({
  id,
  game: 'arena',
  gameVersion: 1,
  region: 'here',
  status: state,
  seats: 4,
  players: 1,
  bots: 3,
  spectators: 0,
  createdMs: 0,
});

function server(rooms: unknown, code = 200) {
  return async (path: string) => ({
    ok: code === 200,
    status: code,
    json: async () => (path.includes('rooms') ? rooms : status),
  });
}

describe('the directory', () => {
  it('lists open rooms, up to its limit', async () => {
    const rooms = [room('closed', 'closed'), ...Array.from({ length: ROOMS_MAX + 5 }, (_, n) => room(`r${n}`))];
    const answer = await ask(server({ rooms }));
    expect(answer).toMatchObject({ kind: 'online', status: { region: 'here' } });
    expect(answer.kind === 'online' && answer.rooms.length).toBe(ROOMS_MAX);
    expect(answer.kind === 'online' && answer.rooms[0]?.id).toBe('r0');
  });

  it('is offline when nobody answers, when the answer is an error, and when it makes no sense', async () => {
    expect(await ask(() => Promise.reject(new TypeError('fetch failed')))).toEqual({
      kind: 'offline',
      reason: 'The server does not answer.',
    });
    expect(await ask(server({ rooms: [] }, 503))).toEqual({ kind: 'offline', reason: 'The server answered with 503.' });
    expect(await ask(server({ rooms: [{ id: 5 }] }))).toMatchObject({
      kind: 'offline',
      reason: 'What answers here is no Rubato server.',
    });
  });
});
