/**
 * Calls of many characters on two servers at once, in any order. Each change of a party takes one version, so the answers
 * themselves say in which order the changes were done: played again in that order, a model must give every one of them.
 */
import { describe, expect, it } from 'vitest';
import { DatabaseError, type Database } from '@rubato/ports';
import { ManualClock, SeededRandom } from '@rubato/ports/doubles';
import { FaultyDatabase } from '../ledger/testing/faulty-database.ts';
import { Refused } from '../ledger/refused.ts';
import type { Notice } from '../notice.ts';
import { persons, type Person } from '../testing/people.ts';
import type { Told } from '../told.ts';
import { Parties } from './parties.ts';
import type { Party, PartyInvite } from './party.ts';
import { times } from '../../../../tools/provision/soak.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

const LIMITS = { size: 3, invites: 2, invitesToOne: 3, inviteRate: { tokens: 1_000_000, perMs: 1000 } };
const PEOPLE = 6;
const MOST_AT_ONCE = 8;

interface Model {
  members: string[];
  leader: string;
}

/** What one acknowledged call made of its party, and what it said the party is now; undefined: it is no more. */
interface Change {
  readonly partyId: string;
  readonly version: number;
  readonly apply: (model: Model) => void;
  readonly after: Party | undefined;
}

type Call = (parties: Parties, note: (change: Change) => void) => Promise<unknown>;

const remove =
  (id: string) =>
  (model: Model): void => {
    model.members = model.members.filter((member) => member !== id);
    if (model.leader === id) model.leader = model.members[0] ?? '';
  };
const end = (model: Model): void => void (model.members = []);
const toldParty = ({ notify }: Told<unknown>): Party | undefined =>
  notify.find((one): one is Notice => 'type' in one && one.type === 'PARTY_UPDATE')?.data as Party | undefined;
const changed = (party: Party, apply: Change['apply']): Change => ({
  partyId: party.id,
  version: party.version,
  apply,
  after: party,
});
const ended = (partyId: string): Change => ({ partyId, version: Infinity, apply: end, after: undefined });

/** Kinds of calls, by their places in `randomCall`: joining is what makes parties, and comes more often than what ends them. */
const KINDS = [0, 1, 1, 1, 2, 2, 2, 2, 3, 4, 5, 6, 7];

/** A call that somebody might make now, whether or not it will be granted. */
function randomCall(kind: number, people: readonly Person[], known: PartyInvite[], random: SeededRandom): Call {
  const who = random.pick(people);
  const other = random.pick(people).characterId;
  const add = (model: Model) => void model.members.push(who.characterId);
  const calls: readonly Call[] = [
    async (parties, note) => {
      const { reply } = await parties.create(who);
      const begin = (model: Model) => Object.assign(model, { members: [who.characterId], leader: who.characterId });
      note(changed(reply, begin));
    },
    async (parties) => {
      const partyId = (await parties.of(who))?.id ?? 'none';
      known.push((await parties.invite(who, { partyId, inviteeId: other })).reply);
    },
    async (parties, note) => {
      const own = (await parties.invites(who)).map(({ inviteId }) => inviteId);
      const inviteId = random.pick([...own, ...own, ...known.slice(-1).map((one) => one.inviteId), 'none']);
      note(changed((await parties.accept(who, inviteId)).reply, add));
    },
    async (parties) => parties.decline(who, (await parties.invites(who))[0]?.inviteId ?? 'none'),
    async (parties, note) => {
      const told = await parties.leave(who);
      const rest = toldParty(told);
      const { leaves } = told.notify[0] as { leaves: string };
      note(rest ? changed(rest, remove(who.characterId)) : ended(leaves.slice('party:'.length)));
    },
    async (parties, note) => note(changed((await parties.kick(who, other)).reply, remove(other))),
    async (parties, note) => {
      const hand = (model: Model) => void (model.leader = other);
      note(changed((await parties.lead(who, other)).reply, hand));
    },
    async (parties, note) => {
      const { notify } = await parties.disband(who);
      note(ended(((notify[0] as Notice).data as { partyId: string }).partyId));
    },
  ];
  return calls[kind]!;
}

async function run(
  servers: readonly Parties[],
  people: readonly Person[],
  options: { readonly calls: number; readonly seed: string; readonly clock: ManualClock; readonly faulty?: boolean },
) {
  const random = new SeededRandom(options.seed);
  const known: PartyInvite[] = [];
  const changes: Change[] = [];
  const codes: Record<string, number> = {};
  const send = async (call: Call) => {
    for (let pause = random.int(0, 2); pause > 0; pause--) await new Promise((resolve) => setTimeout(resolve, 0));
    const code = await call(random.pick(servers), (change) => void changes.push(change)).then(
      () => 'done',
      (error: unknown) => {
        if (error instanceof Refused || (options.faulty && error instanceof DatabaseError)) return error.code;
        throw error;
      },
    );
    codes[code] = (codes[code] ?? 0) + 1;
  };
  for (let made = 0; made < options.calls; made += MOST_AT_ONCE) {
    // Half of the time all want the same at once, which is where races are.
    const same = random.chance(0.5) ? random.pick(KINDS) : undefined;
    const calls = Array.from({ length: MOST_AT_ONCE }, () =>
      randomCall(same ?? random.pick(KINDS), people, known, random),
    );
    await Promise.all(calls.map(send));
    if (random.chance(0.05)) options.clock.advance(60_000);
  }
  return { changes, codes };
}

/** The parties that are left, by the changes in the order of their versions. */
function replayed(changes: readonly Change[]): Map<string, Model> {
  const models = new Map<string, Model>();
  const seen = new Set<string>();
  for (const change of changes.toSorted((a, b) => a.version - b.version)) {
    const { partyId, version, apply, after } = change;
    expect(seen.has(`${partyId} ${version}`), `version ${version} twice`).toBe(false);
    seen.add(`${partyId} ${version}`);
    const model = models.get(partyId) ?? { members: [], leader: '' };
    models.set(partyId, model);
    apply(model);
    const members = after?.members.map(({ characterId }) => characterId) ?? [];
    expect([members, after?.leaderId], `party ${partyId} at ${version}`).toEqual([
      model.members,
      after && model.leader,
    ]);
    if (!after) models.delete(partyId);
  }
  return models;
}

async function expectWhole(database: Database): Promise<void> {
  const wrong = `select p.id from party p where
    (select count(*) from party_member m where m.party_id = p.id) not between 1 and p.max_size
    or not exists (select 1 from party_member m where m.party_id = p.id and m.character_id = p.leader_id)
    or (select count(*) from party_invite i where i.party_id = p.id and i.expires_ms > ?) > ${LIMITS.invites}`;
  expect((await database.query(wrong, [Number.MAX_SAFE_INTEGER])).rows).toEqual([]);
}

describe.for(availableDatabases)('party calls in any order on $name', (kind) => {
  const fresh = migratedDatabase(kind);

  async function world(wrap: (database: Database) => Database = (database) => database) {
    const database = await fresh();
    const clock = new ManualClock();
    const random = new SeededRandom('ids');
    const context = { database: wrap(database), clock, random };
    return { database, clock, servers: [new Parties(context, LIMITS), new Parties(context, LIMITS)] };
  }
  const calls = times(kind.name === 'SQLite' ? 600 : 240, 20_000);

  it(`give answers that one order explains, ${calls} of them`, { timeout: 600_000 }, async () => {
    const { database, clock, servers } = await world();
    const people = await persons(database, PEOPLE);
    const { changes, codes } = await run(servers, people, { calls, seed: 'parties', clock });
    const models = replayed(changes);
    const { rows } = await database.query('select party_id, character_id from party_member order by party_id, place');
    const found: Record<string, string[]> = {};
    for (const row of rows) (found[String(row['party_id'])] ??= []).push(String(row['character_id']));
    expect(found).toEqual(Object.fromEntries([...models].map(([id, { members }]) => [id, members])));
    // What a refused call might have left behind: a last look is at whole parties.
    await database.batch([{ sql: 'delete from party_invite where expires_ms <= ?', values: [clock.wallMs()] }]);
    await expectWhole(database);
    for (const code of ['done', 'conflict', 'not-found']) expect(codes[code], code).toBeGreaterThan(0);
    expect(changes.length).toBeGreaterThan(calls / 40);
  });

  it('leave whole parties behind when the database fails amid them', { timeout: 600_000 }, async () => {
    const faults = new SeededRandom('faults');
    let faulty: FaultyDatabase | undefined;
    const { database, clock, servers } = await world(
      (inner) => (faulty = new FaultyDatabase(inner, { share: 0.05, random: faults })),
    );
    const people = await persons(database, PEOPLE);
    await run(servers, people, { calls: calls / 2, seed: 'broken', clock, faulty: true });
    await database.batch([{ sql: 'delete from party_invite where expires_ms <= ?', values: [clock.wallMs()] }]);
    await expectWhole(database);
    for (const [fault, count] of Object.entries(faulty!.injected)) expect(count, fault).toBeGreaterThan(0);
  });
});
