import { createServer } from 'node:http';
import { createECDH, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ManualClock, RecordingLog } from '@rubato/ports/doubles';
import { migrate, PushSubscriptions } from '@rubato/services';
import { openSqliteDatabase } from '../database/sqlite/sqlite-database.ts';
import { newPushKeys, remind, webPushSender, type Mail } from './reminders.ts';

let database: Awaited<ReturnType<typeof openSqliteDatabase>>;
const clock = new ManualClock();
const directory = mkdtempSync(join(tmpdir(), 'rubato-reminders-'));
beforeAll(async () => {
  database = await openSqliteDatabase({ path: join(directory, 'services.db'), synchronous: 'normal' });
  await migrate(database, clock);
  const sql = 'insert into account (id, username, username_key, email, created_ms) values (?, ?, ?, ?, 0)';
  await database.batch([
    { sql, values: ['ann', 'Ann', 'ann', 'ann@example.org'] },
    { sql, values: ['bob', 'Bob', 'bob', null] },
  ]);
});
afterAll(async () => {
  await database.close();
  rmSync(directory, { recursive: true, force: true });
});

const about = { gameId: 'g', title: 'Belt', turn: 3, deadlineMs: Date.UTC(2030, 0, 2, 3, 4) };

it('reach a player by every way there is; browsers that are gone are forgotten, one failure keeps nobody else', async () => {
  const push = new PushSubscriptions({ database, clock });
  for (const name of ['here', 'gone', 'broken'])
    await push.add('ann', { endpoint: `https://push.example/${name}`, p256dh: 'p', auth: 'a' });
  const log = new RecordingLog();
  const pushed: string[] = [];
  const mails: Mail[] = [];
  await remind(
    [
      { accountId: 'ann', ...about },
      { accountId: 'bob', ...about },
    ],
    {
      database,
      log,
      push,
      sendPush: async ({ subscription, payload }) => {
        if (subscription.endpoint.endsWith('broken')) throw new Error('no route');
        pushed.push(payload);
        return subscription.endpoint.endsWith('gone') ? 410 : 201;
      },
      sendMail: async (mail) => void mails.push(mail),
    },
  );
  expect(pushed).toHaveLength(2);
  expect(JSON.parse(pushed[0]!)).toEqual({ kind: 'your-turn', ...about });
  expect(mails).toEqual([
    {
      to: 'ann@example.org',
      subject: 'Your turn: Belt, turn 3',
      text: 'Turn 3 of "Belt" waits for your orders until 2030-01-02 03:04 UTC.\n',
    },
  ]);
  expect((await push.of('ann')).map(({ endpoint }) => endpoint.split('/').at(-1))).toEqual(['broken', 'here']);
  expect(log.lines.filter(({ message }) => message === 'a reminder could not be pushed')).toHaveLength(1);
});

it('never pass for sent where no push service answers', async () => {
  const service = createServer((_request, response) => response.writeHead(201).end());
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const { port } = service.address() as { port: number };
  const browser = createECDH('prime256v1');
  browser.generateKeys();
  const subscription = {
    endpoint: `https://127.0.0.1:${port}/`,
    p256dh: browser.getPublicKey('base64url'),
    auth: randomBytes(16).toString('base64url'),
  };
  const send = webPushSender(newPushKeys(), 'https://example.org');
  await expect(send({ subscription, payload: '{}' })).rejects.toThrow(/SSL|EPROTO|wrong version/i);
  await new Promise((resolve) => service.close(resolve));
});
