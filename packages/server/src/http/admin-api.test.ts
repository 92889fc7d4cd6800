/** The house's own API, from a started server: first access, roles, acts on players, and who is kept out. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminRoles, adminRoutes, type ServiceRoute } from '@rubato/protocol';
import { structCodec } from '@rubato/schema';
import { verifyAudit } from '@rubato/services';
import { onBothDatabases } from '../../../../tools/provision/both-databases.ts';
import { LiveServer, PASSWORD } from '../api/testing/live-server.ts';
import { authenticated } from '../socket/testing/live-socket.ts';
import { ADMIN_REQUESTS } from './admin-api.ts';

type Name = keyof typeof adminRoutes;
type Body = Readonly<Record<string, unknown>> & { readonly error?: string };

onBothDatabases((databaseUrl) => {
  let live: LiveServer;
  let firstToken: string;
  const tokens: Record<string, string> = {};
  beforeAll(async () => {
    live = await new LiveServer({ config: { database: await databaseUrl() } }).start();
    firstToken = /once: ([\w-]{43})$/.exec(live.running.notes.at(-1)!)![1]!;
  });
  afterAll(() => live.stop());

  async function call(
    name: Name,
    {
      token,
      input = {},
      headers = {},
      query = '',
    }: Partial<Record<'token' | 'query', string | undefined>> & { input?: object; headers?: object } = {},
  ): Promise<{ status: number; body: Body }> {
    const route: ServiceRoute = adminRoutes[name];
    const given = input as Record<string, unknown>;
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_, field: string) => encodeURIComponent(String(given[field])));
    const own = Object.entries(given).filter(([key]) => key in route.body);
    const takesBody = Object.keys(route.body).length > 0;
    const answer = await fetch(`http://127.0.0.1:${live.running.adminPort}${path}${query}`, {
      method: route.method,
      headers: {
        ...(takesBody ? { 'content-type': 'application/json' } : {}),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(takesBody ? { body: JSON.stringify(Object.fromEntries(own)) } : {}),
    });
    const body = (await answer.json()) as Body;
    // All that these tests ask is more than one address may in a second.
    if (answer.status === 429) {
      await new Promise((resolve) => setTimeout(resolve, Number(body['retryAfterMs'])));
      return call(name, { token, input, headers, query });
    }
    if (answer.ok) expect([name, structCodec(route.reply).fromJson(body).ok]).toEqual([name, true]);
    return { status: answer.status, body };
  }
  const code = async (...called: Parameters<typeof call>) => (await call(...called)).body.error;

  test('the printed token makes the first admin, once; replayed, guessed or after a restart it is void', async () => {
    const claim = (token: string, name = 'anna') => call('firstRun', { input: { token, name } });
    expect((await claim('x'.repeat(43))).body.error).toBe('not-allowed');
    const made = await claim(firstToken);
    expect(made.body).toMatchObject({ name: 'anna', role: 'admin' });
    tokens['admin'] = String(made.body['token']);
    expect((await claim(firstToken, 'eve')).body.error).toBe('not-allowed');
    await live.restart();
    expect(live.running.notes.join()).not.toContain('no admin yet');
    expect((await claim(firstToken, 'eve')).body.error).toBe('not-allowed');
    expect((await call('me', { token: tokens['admin'] })).body).toMatchObject({ name: 'anna' });
  });

  test('each role may what it may, and no account of a player helps', async () => {
    for (const role of ['moderator', 'viewer']) {
      const { body } = await call('addOperator', { token: tokens['admin'], input: { name: role, role } });
      tokens[role] = String(body['token']);
    }
    const { sessionToken } = await live.guest();
    const ranks = ['viewer', 'moderator', 'admin'];
    const input = {
      id: 'x',
      account: 'x',
      accountId: 'x',
      scope: 'account',
      subject: 'x',
      kind: 'chat',
      reason: 'x',
      note: 'x',
      name: 'y',
      role: 'moderator',
      state: 'upheld',
      channel: 'location:x',
      slowMs: 0,
      message: 'x',
    };
    for (const name of Object.keys(adminRoles) as Name[]) {
      if (name === 'firstRun' || name === 'renewToken') continue;
      for (const token of [undefined, sessionToken, 'x'.repeat(43)])
        expect([name, await code(name, { token, input })]).toEqual([name, 'not-logged-in']);
      for (const role of ['viewer', 'moderator']) {
        const allowed = ranks.indexOf(role) >= ranks.indexOf(adminRoles[name]);
        const { body } = await call(name, { token: tokens[role], input });
        const refused = String(body['message'] ?? '').startsWith('this is for the role');
        expect([name, role, refused]).toEqual([name, role, !allowed]);
      }
    }
  });

  test('a ban by the house closes the player out, is appealed to, and lifted; the audit tells', async () => {
    const { username, accountId, sessionToken } = await live.register();
    const token = tokens['moderator'];
    expect((await call('findAccount', { token, input: { account: username } })).body['id']).toBe(accountId);
    const muted = await call('muteAccount', { token, input: { accountId, reason: 'rude', durationMs: 3_600_000 } });
    expect(muted.body).toMatchObject({ kind: 'chat', subject: accountId });
    const own = await live.call('bans', { token: sessionToken });
    expect(own.body['bans']).toMatchObject([{ id: muted.body['id'], reason: 'rude' }]);
    await live.call('appealBan', { token: sessionToken, input: { id: muted.body['id'], note: 'was my brother' } });
    const listed = await call('listBans', { token, query: '?appealed=true' });
    expect(listed.body['bans']).toMatchObject([{ appeal: 'was my brother' }]);
    const input = { scope: 'account', subject: accountId, kind: 'login', reason: 'cheats', durationMs: 60_000 };
    expect(await code('addBan', { token, input: { ...input, durationMs: undefined } })).toBe('not-allowed');
    const banned = await call('addBan', { token, input });
    expect((await live.call('sessions', { token: sessionToken })).body.error).toBe('not-logged-in');
    expect((await live.call('login', { input: { username, password: PASSWORD } })).body.error).toBe('banned');
    expect(await code('removeBan', { token, input: { id: banned.body['id'], note: 'a mistake' } })).toBeUndefined();
    expect((await live.call('login', { input: { username, password: PASSWORD } })).status).toBe(200);
    const { body } = await call('audit', { token });
    expect((body['rows'] as { action: string }[]).slice(0, 3).map(({ action }) => action)).toEqual([
      'lifted',
      'banned',
      'banned',
    ]);
    expect(await verifyAudit(live.running.services.database)).toMatchObject({ ok: true });
  });

  test('a moderator slows a channel and takes messages out: whoever hears them is told, and the audit tells', async () => {
    const token = tokens['moderator'];
    const player = async () => {
      const { sessionToken } = await live.guest();
      const characterId = await live.character(sessionToken);
      await live.call('selectCharacter', { token: sessionToken, input: { characterId } });
      const socket = await authenticated(`${live.running.socketUrl}/ws`, sessionToken);
      return { sessionToken, characterId, socket };
    };
    const [ann, bob, eve] = [await player(), await player(), await player()];
    const slow = { channel: 'global', slowMs: 60_000 };
    expect((await call('slowChannel', { token, input: slow })).body).toEqual(slow);
    expect((await bob.socket.next('CHAT_SLOW')).data).toEqual(slow);
    expect((await call('slowChannels', { token })).body['channels']).toEqual([slow]);
    const said = await ann.socket.ask('CHAT', { channel: 'global', message: 'something rude' });
    const again = await ann.socket.ask('CHAT', { channel: 'global', message: 'more of it' });
    expect(again.data).toMatchObject({ code: 'too-many', retryAfterMs: expect.any(Number) as unknown });
    expect((await bob.socket.ask('CHAT', { channel: 'global', message: 'not so fast' })).type).toBe('CHAT');
    const whispered = await ann.socket.ask('WHISPER', { recipientId: bob.characterId, message: 'and to you' });

    for (const { data } of [said, whispered]) {
      const { messageId, seq } = data;
      const input = { id: messageId, reason: 'rude' };
      expect((await call('removeMessage', { token, input })).body).toMatchObject({ messageId, seq });
      expect((await bob.socket.next('CHAT_REMOVED')).data).toMatchObject({ messageId, seq });
      expect(await code('removeMessage', { token, input })).toBe('not-found');
    }
    const history = await live.call('chatHistory', { token: bob.sessionToken, input: { channel: 'global' } });
    expect(history.body['messages']).toMatchObject([{ message: '', removed: true }, { message: 'not so fast' }]);
    // A whisper's removal is for those two alone.
    expect(eve.socket.heard.filter(({ type }) => type === 'CHAT_REMOVED')).toHaveLength(1);

    expect(await code('slowChannel', { token, input: { ...slow, slowMs: 0 } })).toBeUndefined();
    expect((await call('slowChannels', { token })).body['channels']).toEqual([]);
    const { body } = await call('audit', { token });
    const acts = (body['rows'] as { action: string; target: string; data: string }[]).slice(0, 4);
    expect(acts.map(({ action }) => action)).toEqual(['chat-slow', 'chat-removed', 'chat-removed', 'chat-slow']);
    expect([acts[0]!.target, acts[2]!.target]).toEqual(['channel:global', `message:${String(said.data['messageId'])}`]);
    expect(JSON.stringify(acts)).not.toContain('something rude');
    expect(await verifyAudit(live.running.services.database)).toMatchObject({ ok: true });
    for (const { socket } of [ann, bob, eve]) socket.socket.terminate();
  });

  test('what a moderator announces is heard by everybody, kept for those who come, and in the audit', async () => {
    const token = tokens['moderator'];
    const { sessionToken } = await live.guest();
    await live.call('selectCharacter', {
      token: sessionToken,
      input: { characterId: await live.character(sessionToken) },
    });
    const socket = await authenticated(`${live.running.socketUrl}/ws`, sessionToken);
    const input = { message: '<b>The gates close</b>', title: 'Tonight' };
    const { body } = await call('announce', { token, input });
    expect(await socket.next('WORLD_ANNOUNCEMENT')).toMatchObject({ priority: 'HIGH', data: { ...body, ...input } });
    const { body: history } = await live.call('chatHistory', { token: sessionToken, input: { channel: 'world' } });
    const last = (history['messages'] as object[]).at(-1);
    expect(last).toMatchObject({ ...input, messageId: body['messageId'], senderName: 'moderator' });
    expect(last).not.toHaveProperty('senderId');
    expect(await code('announce', { token, input: { message: ' ' } })).toBe('bad-value');
    const [newest] = (await call('audit', { token })).body['rows'] as { action: string; actorName: string }[];
    expect(newest).toMatchObject({ action: 'announced', actorName: 'moderator' });
    socket.socket.terminate();
  });

  test('an account of the house announces over its own socket, for as long as an admin lets it', async () => {
    const { username, sessionToken } = await live.register();
    const socket = await authenticated(`${live.running.socketUrl}/ws`, sessionToken);
    const { sessionToken: other } = await live.guest();
    const hearer = await authenticated(`${live.running.socketUrl}/ws`, other);
    const announce = async (message: string) => {
      const { type, data } = await socket.ask('WORLD_ANNOUNCEMENT', { message });
      return type === 'ERROR' ? data['code'] : type;
    };
    expect(await announce('free gold')).toBe('not-allowed');
    const role = (name: string) =>
      call('setAccountRole', { token: tokens['admin'], input: { account: username, role: name, reason: 'events' } });
    expect((await role('moderator')).body).toMatchObject({ username, role: 'moderator' });
    // The socket is the one from before.
    expect(await announce('The fair begins')).toBe('WORLD_ANNOUNCEMENT');
    expect((await hearer.next('WORLD_ANNOUNCEMENT')).data).toMatchObject({ message: 'The fair begins' });
    const [newest] = (await call('audit', { token: tokens['viewer'] })).body['rows'] as object[];
    expect(newest).toMatchObject({ action: 'announced', actorName: username });
    await role('player');
    expect(await announce('more gold')).toBe('not-allowed');
    expect(await verifyAudit(live.running.services.database)).toMatchObject({ ok: true });
    for (const { socket: each } of [socket, hearer]) each.terminate();
  });

  test('an address is banned as it is counted', async () => {
    const input = { scope: 'address', subject: '2001:db8::1234:5', kind: 'chat', reason: 'bots', durationMs: 60_000 };
    const { body } = await call('addBan', { token: tokens['moderator'], input });
    expect(body['subject']).not.toBe(input.subject);
    expect(String(body['subject'])).toMatch(/^2001:db8/);
  });

  test('an operator who is revoked or renewed is out at once; the last admin stays', async () => {
    const { body } = await call('operators', { token: tokens['admin'] });
    const found = (body['operators'] as { id: string; name: string }[]).find(({ name }) => name === 'viewer')!;
    const renewed = await call('renewToken', { token: tokens['viewer'] });
    expect(await code('me', { token: tokens['viewer'] })).toBe('not-logged-in');
    expect(await code('me', { token: String(renewed.body['token']) })).toBeUndefined();
    await call('revokeOperator', { token: tokens['admin'], input: { id: found.id } });
    expect(await code('me', { token: String(renewed.body['token']) })).toBe('not-logged-in');
    const { body: me } = await call('me', { token: tokens['admin'] });
    expect(await code('revokeOperator', { token: tokens['admin'], input: { id: me['id'] } })).toBe('conflict');
  });

  describe('attacks', () => {
    test('a foreign page may not call, read or preflight', async () => {
      const origin = 'https://evil.example';
      const { status, body } = await call('me', { token: tokens['admin'], headers: { origin } });
      expect([status, body.error]).toEqual([403, 'not-allowed']);
      const preflight = await fetch(`http://127.0.0.1:${live.running.adminPort}/admin/api/me`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET' },
      });
      expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([403, null]);
      // The page of another name that leads here sends that name.
      const host = await new Promise<number>((resolve, reject) =>
        request({ port: live.running.adminPort, path: '/admin/api/me', headers: { host: 'evil.example' } }, (answer) =>
          resolve(answer.resume().statusCode!),
        )
          .on('error', reject)
          .end(),
      );
      expect(host).toBe(403);
    });

    test('the players’ listener has none of it, and the house’s nothing of the players’', async () => {
      for (const path of ['/admin/api/me', '/admin/api/operators'])
        expect((await fetch(`${live.running.url}${path}`)).status).toBe(404);
      expect((await fetch(`http://127.0.0.1:${live.running.adminPort}/api/auth/sessions`)).status).toBe(404);
      expect((await fetch(`http://127.0.0.1:${live.running.adminPort}/metrics`)).status).toBe(200);
    });

    test('more than may be asked in a second is told when to come again', async () => {
      const url = `http://127.0.0.1:${live.running.adminPort}/admin/api/me`;
      const headers = { authorization: `Bearer ${tokens['admin']}` };
      const asked = Array.from({ length: ADMIN_REQUESTS * 6 }, () => fetch(url, { headers }));
      const answers = await Promise.all(asked);
      const refused = answers.filter(({ status }) => status === 429);
      expect(refused.length).toBeGreaterThan(0);
      expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
      for (const answer of refused) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    });

    test('who has no rows in the audit has done nothing: refused acts leave none', async () => {
      const count = async () => (await verifyAudit(live.running.services.database)).rows;
      const before = await count();
      const token = tokens['moderator'];
      expect(await code('removeBan', { token, input: { id: 'none', note: 'x' } })).toBe('not-found');
      expect(await code('closeReport', { token, input: { id: 'none', state: 'upheld' } })).toBe('not-found');
      expect(await code('muteAccount', { token, input: { accountId: 'none', reason: 'x', durationMs: 60_000 } })).toBe(
        'not-found',
      );
      expect(await code('addOperator', { token, input: { name: 'z', role: 'admin' } })).toBe('not-allowed');
      expect(await code('removeMessage', { token, input: { id: 'none', reason: 'x' } })).toBe('not-found');
      expect(await code('slowChannel', { token, input: { channel: 'world', slowMs: 1000 } })).toBe('bad-value');
      expect(await count()).toBe(before);
    });

    test('SQL and markup are text', async () => {
      const reason = `'; drop table ban; -- <script>alert(1)</script>`;
      const { accountId } = await live.guest();
      const input = { accountId, reason, durationMs: 60_000 };
      const token = tokens['moderator'];
      expect((await call('muteAccount', { token, input })).body).toMatchObject({ reason });
      expect(await code('findAccount', { token, input: { account: reason } })).toBe('not-found');
    });
  });
});
