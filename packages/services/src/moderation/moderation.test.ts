import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock, SeededRandom } from '@rubato/ports/doubles';
import { Reports } from '../social/reports.ts';
import { person } from '../testing/people.ts';
import { codeOf } from '../testing/service-world.ts';
import { AUDIT_BEGIN, AUDIT_PAGE, verifyAudit } from './audit.ts';
import { APPEALS, BAN_LEAST_MS, BAN_MOST_MS, Moderation, MODERATOR_MOST_MS, TAKEN_MS } from './moderation.ts';
import {
  FIRST_RUN_MS,
  FIRST_RUN_TRIES,
  MOST_OPERATORS,
  OPERATOR_TOKEN_MS,
  Operators,
  type NewOperator,
} from './operators.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

const HOUR_MS = 3_600_000;
let worlds = 0;

describe.for(availableDatabases)('moderation on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

  async function empty() {
    const tables = ['audit', 'operator', 'first_run', 'ban', 'throttle', 'report'];
    await database.batch(tables.map((table) => ({ sql: `delete from ${table}` })));
    const clock = new ManualClock();
    const context = { database, clock, random: new SeededRandom(`moderation ${worlds++}`) };
    return { clock, context, operators: new Operators(context) };
  }

  async function world() {
    const { clock, context, operators } = await empty();
    const moderation = new Moderation(context, new Reports(context as never));
    const admin = await operators.claim((await operators.firstRunToken())!, 'anna');
    const moderator = await operators.add(admin, { name: 'max', role: 'moderator' });
    const player = async () => {
      const one = await person(database);
      const rest = { username: one.accountId, role: 'player', guest: false, sessionId: 's' } as const;
      return { ...one, ...rest };
    };
    const acts = async () =>
      (await moderation.audit()).map(({ actorName, action }) => `${actorName} ${action}`).reverse();
    return { clock, operators, moderation, admin, moderator, player, acts };
  }

  it('gives the first access to whoever shows the printed token, once', async () => {
    const { operators } = await empty();
    const stale = (await operators.firstRunToken())!;
    const token = (await operators.firstRunToken())!;
    expect(token).toMatch(/^[\w-]{43}$/);
    const { rows } = await database.query('select * from first_run');
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(await codeOf(operators.claim(token, 'a b'))).toBe('bad-value');
    for (const wrong of [stale, 'x'.repeat(43), ''])
      expect(await codeOf(operators.claim(wrong, 'anna'))).toBe('not-allowed');
    const claims = await Promise.all(['anna', 'eve'].map((name) => codeOf(operators.claim(token, name))));
    expect(claims.sort()).toEqual(['done', 'not-allowed']);
    expect(await operators.firstRunToken()).toBeUndefined();
    expect((await operators.list()).map(({ role }) => role)).toEqual(['admin']);
    expect(await verifyAudit(database)).toMatchObject({ ok: true, rows: 1 });
  });

  it('lets a first-run token grow old, and bounds how often it may be guessed', async () => {
    const { clock, operators } = await empty();
    const token = (await operators.firstRunToken())!;
    clock.advance(FIRST_RUN_MS);
    expect(await codeOf(operators.claim(token, 'anna'))).toBe('not-allowed');
    const next = (await operators.firstRunToken())!;
    for (let count = 1; count < FIRST_RUN_TRIES.tokens; count++)
      expect(await codeOf(operators.claim('x'.repeat(43), 'anna'))).toBe('not-allowed');
    expect(await codeOf(operators.claim(next, 'anna'))).toBe('too-many');
    clock.advance(FIRST_RUN_TRIES.perMs);
    expect(await codeOf(operators.claim(next, 'anna'))).toBe('done');
  });

  it('knows operators by their tokens until those are renewed, revoked or too old', async () => {
    const { clock, operators, admin, moderator, acts } = await world();
    const whose = async ({ token }: NewOperator) => (await operators.authenticate(token))?.name;
    expect([await whose(admin), await whose(moderator)]).toEqual(['anna', 'max']);
    const renewed = await operators.renew(moderator);
    expect([await whose(moderator), await whose(renewed)]).toEqual([undefined, 'max']);
    await operators.revoke(admin, moderator.id);
    expect(await whose(renewed)).toBeUndefined();
    expect(await codeOf(operators.revoke(admin, moderator.id))).toBe('not-found');
    expect(await codeOf(operators.renew(moderator))).toBe('not-logged-in');
    // A name is free again when its owner is gone, and taken while there is one.
    expect(await codeOf(operators.add(admin, { name: 'max', role: 'viewer' }))).toBe('done');
    expect(await codeOf(operators.add(admin, { name: 'max', role: 'viewer' }))).toBe('taken');
    expect(await codeOf(operators.revoke(admin, admin.id))).toBe('conflict');
    expect(await acts()).toEqual([
      'anna first-run',
      'anna operator-added',
      'max token-renewed',
      'anna operator-revoked',
      'anna operator-added',
    ]);
    clock.advance(OPERATOR_TOKEN_MS);
    expect(await whose(admin)).toBeUndefined();
    // Whoever can restart the server owns it.
    expect(await operators.firstRunToken()).toBeDefined();
  });

  it('has at most so many operators', async () => {
    const { operators, admin } = await world();
    const add = (name: string) => codeOf(operators.add(admin, { name, role: 'viewer' }));
    for (let count = 2; count < MOST_OPERATORS; count++) expect(await add(`v${count}`)).toBe('done');
    expect(await add('one-too-many')).toBe('limit-reached');
  });

  it('bans, mutes and lifts, each with a row of the audit; a ban from logging in ends sessions', async () => {
    const { clock, moderation, moderator, player, acts } = await world();
    const eve = await player();
    const session = `insert into session (id, account_id, address, program, created_ms, used_ms) values ('s1', ?, '', '', 0, 0)`;
    await database.batch([{ sql: session, values: [eve.accountId] }]);
    const wanted = {
      scope: 'account',
      subject: eve.accountId,
      kind: 'login',
      reason: ' cheats ',
      durationMs: HOUR_MS,
    } as const;
    const { reply, notify } = await moderation.ban(moderator, wanted);
    expect([reply.reason, notify]).toEqual([
      'cheats',
      [{ kind: 'sessions-ended', sessionIds: ['s1'], reason: 'banned' }],
    ]);
    const { reply: muted } = await moderation.mute(moderator, {
      subject: eve.accountId,
      reason: 'rude',
      durationMs: HOUR_MS,
    });
    expect((await moderation.account(eve.username)).bans.map((each) => each.kind).sort()).toEqual(['chat', 'login']);
    expect((await moderation.bans()).map(({ id }) => id).sort()).toEqual([reply.id, muted.id].sort());
    expect((await moderation.own(eve, '10.0.0.1')).map(({ reason }) => reason).sort()).toEqual(['cheats', 'rude']);
    await moderation.lift(moderator, muted.id, 'was provoked');
    expect(await codeOf(moderation.lift(moderator, muted.id, 'again'))).toBe('not-found');
    expect((await acts()).slice(2)).toEqual(['max banned', 'max banned', 'max lifted']);
    clock.advance(HOUR_MS);
    expect([await moderation.bans(), await moderation.own(eve, '')]).toEqual([[], []]);
  });

  it('refuses bans that make no sense or are beyond a moderator', async () => {
    const { moderation, admin, moderator, player } = await world();
    const { accountId } = await player();
    const wanted = { scope: 'account', subject: accountId, kind: 'trade', reason: 'dupes' } as const;
    const code = (by: NewOperator, more: object) => codeOf(moderation.ban(by, { ...wanted, ...more }));
    expect(await code(moderator, {})).toBe('not-allowed');
    expect(await code(moderator, { durationMs: MODERATOR_MOST_MS + 1 })).toBe('not-allowed');
    expect(await code(moderator, { durationMs: MODERATOR_MOST_MS })).toBe('done');
    expect(await code(admin, {})).toBe('done');
    for (const durationMs of [BAN_LEAST_MS - 1, BAN_MOST_MS + 1, -1, Number.NaN])
      expect(await code(admin, { durationMs })).toBe('bad-value');
    for (const reason of ['', ' ', 'x'.repeat(501)]) expect(await code(admin, { reason })).toBe('bad-value');
    expect(await code(admin, { subject: 'nobody' })).toBe('not-found');
    expect(await code(admin, { scope: 'address', subject: '10.0.0.9' })).toBe('done');
  });

  it('takes notes of the banned on their own bans, so many a day', async () => {
    const { moderation, admin, player } = await world();
    const [eve, bob] = [await player(), await player()];
    const wanted = { scope: 'account', subject: eve.accountId, kind: 'ranked', reason: 'boosting' } as const;
    const { reply } = await moderation.ban(admin, wanted);
    expect(await moderation.bans({ appealed: true })).toEqual([]);
    expect(await codeOf(moderation.appeal(bob, reply.id, 'not me'))).toBe('not-found');
    for (let count = 0; count < APPEALS.tokens; count++) await moderation.appeal(eve, reply.id, `note ${count}`);
    expect(await codeOf(moderation.appeal(eve, reply.id, 'and another thing'))).toBe('too-many');
    expect(await codeOf(moderation.appeal(eve, reply.id, 'x'.repeat(1001)))).toBe('bad-value');
    expect(await moderation.bans({ appealed: true })).toMatchObject([{ id: reply.id, appeal: 'note 4' }]);
  });

  async function reported() {
    const w = await world();
    const report = `insert into report (id, reporter_id, reporter_account_id, accused_id, accused_account_id, accused_name,
      about, reason, context, state, created_ms) values (?, 'a', 'b', 'c', 'd', 'Eve', ?, 'spam', '[]', 'open', 0)`;
    await database.batch(['r1', 'r2'].map((id) => ({ sql: report, values: [id, id] })));
    const mia = await w.operators.add(w.admin, { name: 'mia', role: 'moderator' });
    return { ...w, max: w.moderator, mia };
  }

  it('closes reports once, with a row of the audit', async () => {
    const { moderation, max, acts } = await reported();
    expect(await moderation.reports({ state: 'open' })).toMatchObject([{ id: 'r1', reason: 'spam' }, { id: 'r2' }]);
    const closed = await moderation.closeReport(max, 'r1', { state: 'upheld', note: 'seen' });
    expect(closed).toMatchObject({ state: 'upheld', handledBy: max.id });
    expect(await moderation.report('r1')).toEqual(closed);
    expect(await codeOf(moderation.closeReport(max, 'r1', { state: 'dismissed' }))).toBe('not-found');
    expect(await codeOf(moderation.takeReport(max, 'r1'))).toBe('not-found');
    expect(await codeOf(moderation.escalateReport(max, 'r1', 'too late'))).toBe('not-found');
    expect(await codeOf(moderation.report('r3'))).toBe('not-found');
    expect((await acts()).at(-1)).toBe('max report-closed');
  });

  it('leaves a report to whoever took it: for a day, or until an admin goes on with it', async () => {
    const { moderation, max, mia, admin, clock, acts } = await reported();
    expect(await moderation.takeReport(max, 'r1')).toMatchObject({ takenBy: max.id, takenMs: clock.wallMs() });
    const others = () => [
      moderation.takeReport(mia, 'r1'),
      moderation.escalateReport(mia, 'r1', 'mine'),
      moderation.closeReport(mia, 'r1', { state: 'dismissed' }),
    ];
    expect(await Promise.all(others().map(codeOf))).toEqual(['conflict', 'conflict', 'conflict']);
    expect((await acts()).at(-1)).toBe('max report-taken');
    clock.advance(TAKEN_MS - 1);
    expect(await codeOf(moderation.takeReport(mia, 'r1'))).toBe('conflict');
    clock.advance(1);
    expect(await moderation.takeReport(mia, 'r1')).toMatchObject({ takenBy: mia.id });
    expect(await codeOf(moderation.closeReport(max, 'r1', { state: 'upheld' }))).toBe('conflict');
    expect(await moderation.takeReport(admin, 'r1')).toMatchObject({ takenBy: admin.id });
    await moderation.takeReport(max, 'r2');
    expect(await moderation.closeReport(max, 'r2', { state: 'upheld' })).toMatchObject({ state: 'upheld' });
  });

  it('hands a report to the admins once; from then on it is theirs', async () => {
    const { moderation, max, mia, admin, acts } = await reported();
    await moderation.takeReport(max, 'r1');
    expect(await codeOf(moderation.escalateReport(max, 'r1', ' '))).toBe('bad-value');
    const handed = await moderation.escalateReport(max, 'r1', 'a friend of mine');
    expect(handed).toMatchObject({ state: 'open', escalatedBy: max.id, escalation: 'a friend of mine' });
    expect(handed.takenBy).toBeUndefined();
    expect((await moderation.reports({ state: 'open', escalated: true })).map(({ id }) => id)).toEqual(['r1']);
    for (const by of [max, mia]) {
      expect(await codeOf(moderation.takeReport(by, 'r1'))).toBe('not-allowed');
      expect(await codeOf(moderation.closeReport(by, 'r1', { state: 'upheld' }))).toBe('not-allowed');
    }
    expect(await codeOf(moderation.escalateReport(admin, 'r1', 'again'))).toBe('conflict');
    await moderation.takeReport(admin, 'r1');
    expect(await moderation.closeReport(admin, 'r1', { state: 'dismissed' })).toMatchObject({ handledBy: admin.id });
    expect((await acts()).slice(-3)).toEqual(['max report-escalated', 'anna report-taken', 'anna report-closed']);
  });

  it('lets an account speak for the house, but no guest, and shows it', async () => {
    const { moderation, admin, player, acts } = await world();
    const { accountId } = await player();
    await moderation.setRole(admin, accountId, { role: 'moderator', reason: 'runs our events' });
    expect(await moderation.account(accountId)).toMatchObject({ role: 'moderator' });
    expect((await acts()).at(-1)).toBe('anna role-set');
    await database.batch([{ sql: 'update account set guest = 1 where id = ?', values: [accountId] }]);
    const set = (role: 'player' | 'admin') => codeOf(moderation.setRole(admin, accountId, { role, reason: 'x' }));
    expect([await set('admin'), await set('player')]).toEqual(['not-allowed', 'done']);
    expect(await codeOf(moderation.setRole(admin, 'nobody', { role: 'player', reason: 'x' }))).toBe('not-found');
    expect(await codeOf(moderation.setRole(admin, accountId, { role: 'player', reason: '' }))).toBe('bad-value');
  });

  it('says in the audit what a role was when it was set, also where two admins set it at once', async () => {
    const { moderation, admin, player } = await world();
    const { accountId } = await player();
    const set = (role: 'moderator' | 'admin') => moderation.setRole(admin, accountId, { role, reason: 'x' });
    await Promise.all([set('moderator'), set('admin')]);
    const [second, first] = (await moderation.audit()).map(({ data }) => JSON.parse(data) as Record<string, string>);
    expect(first!['before']).toBe('player');
    expect(second!['before']).toBe(first!['role']);
  });

  it('keeps bans in pages', async () => {
    const { moderation, admin } = await world();
    for (let count = 0; count < 53; count++)
      await moderation.ban(admin, { scope: 'address', subject: `10.0.0.${count}`, kind: 'login', reason: 'bots' });
    const first = await moderation.bans();
    const rest = await moderation.bans({ before: first.at(-1)!.id });
    expect([first.length, rest.length]).toEqual([50, 3]);
    expect(new Set([...first, ...rest].map(({ subject }) => subject)).size).toBe(53);
  });

  describe('the audit', () => {
    async function chain() {
      const w = await world();
      const acting = Array.from({ length: 12 }, (_, at) =>
        w.moderation.ban(w.admin, { scope: 'address', subject: `10.0.0.${at}`, kind: 'login', reason: 'bots' }),
      );
      await Promise.all(acting);
      return w;
    }
    const broken = async (sql: string, expected?: string) => {
      if (sql !== '') await database.batch([{ sql }]);
      return (await verifyAudit(database, expected)).broken;
    };

    it('is one chain, though acts come at once', async () => {
      const { moderation } = await chain();
      const report = await verifyAudit(database);
      expect(report).toMatchObject({ ok: true, rows: 14 });
      const [last] = await moderation.audit();
      expect([last!.seq, last!.sha256]).toEqual([14, report.head]);
      expect((await moderation.audit(3)).map(({ seq }) => seq)).toEqual([2, 1]);
    });

    it.each([
      ['another reason', `update audit set data = replace(data, 'bots', 'none') where seq = 5`, 5, /content/],
      ['another actor', `update audit set actor_name = 'max' where seq = 6`, 6, /content/],
      ['another time', 'update audit set at_ms = at_ms + 1 where seq = 7', 7, /content/],
      ['a row that went', 'delete from audit where seq = 8', 9, /row 8 is missing/],
      ['a hash made to fit', `update audit set sha256 = 'x' where seq = 9`, 9, /content/],
      ['another row before it', `update audit set prev_sha256 = '${AUDIT_BEGIN}' where seq = 10`, 10, /follow/],
    ])('shows %s', async (_, sql, seq, why) => {
      await chain();
      expect(await broken(sql)).toEqual({ seq, why: expect.stringMatching(why) });
    });

    it('shows a cut end to whoever kept the head', async () => {
      await chain();
      const { head } = await verifyAudit(database);
      expect(await broken('', head)).toBeUndefined();
      expect(await broken('delete from audit where seq = 14')).toBeUndefined();
      expect(await broken('', head)).toMatchObject({ seq: 14, why: expect.stringMatching(/cut off/) });
      await empty();
      expect(await verifyAudit(database)).toEqual({ ok: true, rows: 0, head: AUDIT_BEGIN });
    });

    it('is verified over more than a page', async () => {
      const { operators, admin } = await world();
      let token: NewOperator = admin;
      for (let count = 0; count < AUDIT_PAGE; count++) token = await operators.renew(token);
      expect(await verifyAudit(database)).toMatchObject({ ok: true, rows: AUDIT_PAGE + 2 });
    });
  });
});
