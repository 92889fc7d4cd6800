/**
 * Parties. Everything is a row, so a party outlives its members' connections and the server. Each call is one transaction
 * under the party's lock, and looks again inside of it: whoever comes second meets what the first one left.
 */
import type { Clock, Database, Random, Transaction } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import type { Follow, Notice, Topic } from '../notice.ts';
import type { Player } from '../player.ts';
import { reachable } from '../social/reachable.ts';
import { checkText } from '../text/checked-text.ts';
import { takeTokens } from '../throttle/throttle.ts';
import type { Told } from '../told.ts';
import { newId } from '../uuid.ts';
import {
  expectLeader,
  IN_A_PARTY,
  IN_NO_PARTY,
  isMember,
  NO_INVITE,
  NO_PARTY,
  PARTY_LIMITS,
  refused,
} from './party.ts';
import type { Party, PartyInvite, PartyLimits } from './party.ts';
import * as rows from './party-rows.ts';

export interface PartiesContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

/** What became of a party in a transaction: undefined when it ended. */
type Outcome = { readonly before: Party; readonly after: Party | undefined };

const PARTY_NAME = { what: 'a party’s name', characters: 32, bytes: 64 };
const NAMELESS = 'Party';

export class Parties {
  readonly #context: PartiesContext;
  readonly #limits: PartyLimits;

  constructor(context: PartiesContext, limits: Partial<PartyLimits> = {}) {
    this.#context = context;
    this.#limits = { ...PARTY_LIMITS, ...limits };
  }

  /** Throws Refused `bad-value`, or `conflict` for whoever is in a party. */
  async create({ characterId }: Player, wanted: { readonly name?: string | undefined } = {}): Promise<Told<Party>> {
    const id = newId(this.#context);
    const name = wanted.name === undefined ? NAMELESS : checkText(wanted.name, PARTY_NAME);
    const party = await this.#changing(id, async (transaction, nowMs) => {
      await transaction.query(rows.INSERT_PARTY, [id, name, characterId, this.#limits.size, nowMs]);
      await join(transaction, { id, characterId, nowMs });
      return (await rows.findParty(transaction, id, nowMs))!;
    });
    return { reply: party, notify: [enters(id, characterId)] };
  }

  /**
   * Any member may invite. Throws Refused `not-found` for a party of others and for whoever can't be reached, `conflict`
   * for whoever is a member already, `limit-reached`, or Throttled.
   */
  async invite(
    player: Player,
    wanted: { readonly partyId: string; readonly inviteeId: string },
  ): Promise<Told<PartyInvite>> {
    const { partyId, inviteeId } = wanted;
    const { characterId } = player;
    const { database, clock } = this.#context;
    const bucket = `party invite ${characterId}`;
    await takeTokens(database, clock, [{ bucket, rate: this.#limits.inviteRate }]);
    const inviteId = newId(this.#context);
    const invite = await this.#changing(
      partyId,
      async (transaction, nowMs) => {
        const party = await rows.findParty(transaction, partyId, nowMs);
        if (!party || !isMember(party, characterId)) throw refused(NO_PARTY);
        if (isMember(party, inviteeId)) throw new Refused('conflict', 'this character is in the party already');
        await reachable(transaction, player, inviteeId);
        await this.#refuseFull(transaction, party, { inviteeId, nowMs });
        const expiresMs = nowMs + this.#limits.inviteMs;
        await transaction.query(rows.INSERT_INVITE, [inviteId, partyId, characterId, expiresMs, inviteeId]);
        return (await rows.findInvite(transaction, { inviteId, inviteeId, nowMs }))!;
      },
      [rows.inviteeLock(inviteeId)],
    );
    const told: Notice = { to: `character:${inviteeId}`, type: 'PARTY_INVITE', data: invite, from: player.accountId };
    return { reply: invite, notify: [told] };
  }

  /** Throws Refused `not-found` for an invitation that isn't open, `conflict` for whoever is in a party, `limit-reached`. */
  async accept({ characterId }: Player, inviteId: string): Promise<Told<Party>> {
    const { partyId } = await this.#invite(characterId, inviteId);
    const party = await this.#changing(partyId, async (transaction, nowMs) => {
      const { changes } = await transaction.query(rows.USE_INVITE, [inviteId, characterId, nowMs]);
      const before = changes === 1 ? await rows.findParty(transaction, partyId, nowMs) : undefined;
      if (!before) throw refused(NO_INVITE);
      if (before.members.length >= before.maxSize) throw new Refused('limit-reached', 'the party is full');
      await join(transaction, { id: partyId, characterId, nowMs });
      await transaction.query(rows.CHANGE_PARTY, [before.leaderId, partyId]);
      return (await rows.findParty(transaction, partyId, nowMs))!;
    });
    return { reply: party, notify: [enters(partyId, characterId), updated(party)] };
  }

  /** Throws Refused `not-found`. */
  async decline({ characterId, accountId }: Player, inviteId: string): Promise<Told<void>> {
    const invite = await this.#invite(characterId, inviteId);
    const use = { sql: rows.USE_INVITE, values: [inviteId, characterId, this.#context.clock.wallMs()] };
    const [used] = await this.#context.database.batch([use], { locks: [] });
    if (used!.changes === 0) throw refused(NO_INVITE);
    const data = { inviteId, partyId: invite.partyId, characterId };
    const told: Notice = { to: `character:${invite.inviterId}`, type: 'PARTY_DECLINE', data, from: accountId };
    return { reply: undefined, notify: [told] };
  }

  /** Whoever joined next leads when the leader leaves; the last one's leaving ends the party. Throws Refused `not-found`. */
  async leave({ characterId }: Player): Promise<Told<void>> {
    const outcome = await this.#inOwn(characterId, (transaction, party) => drop(transaction, party, characterId));
    return { reply: undefined, notify: [leaves(outcome.before.id, characterId), ...toTheRest(outcome)] };
  }

  /** Throws Refused `not-allowed` for whoever doesn't lead, `not-found`, `bad-value` for oneself. */
  async kick(player: Player, characterId: string): Promise<Told<Party>> {
    const outcome = await this.#inOwn(player.characterId, (transaction, party) => {
      expectLeader(party, player.characterId);
      if (characterId === player.characterId) throw new Refused('bad-value', 'nobody kicks themselves; leave instead');
      if (!isMember(party, characterId)) throw new Refused('not-found', 'there is no such member in your party');
      return drop(transaction, party, characterId);
    });
    const partyId = outcome.before.id;
    const told: Notice = { to: `character:${characterId}`, type: 'PARTY_KICK', data: { partyId, characterId } };
    return { reply: outcome.after!, notify: [told, leaves(partyId, characterId), ...toTheRest(outcome)] };
  }

  /** Hands the lead over. Throws Refused `not-allowed` for whoever doesn't lead, `not-found`. */
  async lead(player: Player, characterId: string): Promise<Told<Party>> {
    const { after } = await this.#inOwn(player.characterId, async (transaction, party) => {
      expectLeader(party, player.characterId);
      if (!isMember(party, characterId)) throw new Refused('not-found', 'there is no such member in your party');
      await transaction.query(rows.CHANGE_PARTY, [characterId, party.id]);
    });
    return { reply: after!, notify: [updated(after!)] };
  }

  /** Throws Refused `not-allowed` for whoever doesn't lead, `not-found`. */
  async disband(player: Player): Promise<Told<void>> {
    const { before } = await this.#inOwn(player.characterId, async (transaction, party) => {
      expectLeader(party, player.characterId);
      await transaction.query(rows.DELETE_PARTY, [party.id]);
    });
    const gone: Notice = { to: topicOf(before.id), type: 'PARTY_DISBAND', data: { partyId: before.id } };
    const members = before.members.map((member) => leaves(before.id, member.characterId));
    return { reply: undefined, notify: [gone, ...members] };
  }

  /** For members, and for those invited; throws Refused `not-found` for anybody else. */
  async get({ characterId }: Player, partyId: string): Promise<Party> {
    const { database, clock } = this.#context;
    const party = await rows.findParty(database, partyId, clock.wallMs());
    if (!party) throw refused(NO_PARTY);
    if (isMember(party, characterId)) return party;
    const invites = await this.invites({ characterId });
    if (!invites.some((invite) => invite.partyId === partyId)) throw refused(NO_PARTY);
    return party;
  }

  async of({ characterId }: Pick<Player, 'characterId'>): Promise<Party | undefined> {
    const { database, clock } = this.#context;
    const id = await rows.partyIdOf(database, characterId);
    return id === undefined ? undefined : rows.findParty(database, id, clock.wallMs());
  }

  /** Open invitations to this character, those that expire first before others. */
  invites({ characterId }: Pick<Player, 'characterId'>): Promise<readonly PartyInvite[]> {
    const { database, clock } = this.#context;
    return rows.invitesTo(database, characterId, { nowMs: clock.wallMs(), limit: this.#limits.invitesToOne });
  }

  /** Characters that are deleted leave their parties; to be called with what was removed. */
  async forget(characterIds: readonly string[]): Promise<Told<void>> {
    const notify: (Notice | Follow)[] = [];
    for (const characterId of characterIds) {
      const left = await this.leave({ characterId, accountId: '' }).catch((error: unknown) => {
        if (error instanceof Refused && error.code === 'not-found') return undefined;
        throw error;
      });
      notify.push(...(left?.notify ?? []));
    }
    return { reply: undefined, notify };
  }

  /** Forgets what expired, at most `limit` of each; to be called every few minutes. */
  async clean(limit = 1000): Promise<void> {
    const expired = { sql: rows.FORGET_INVITES, values: [this.#context.clock.wallMs(), limit] };
    await this.#context.database.batch([expired, { sql: rows.FORGET_EMPTY, values: [limit] }], { locks: [] });
  }

  async #refuseFull(
    transaction: Transaction,
    party: Party,
    { inviteeId, nowMs }: { readonly inviteeId: string; readonly nowMs: number },
  ): Promise<void> {
    if (party.members.length >= party.maxSize) throw new Refused('limit-reached', 'the party is full');
    const own = await rows.countOf(transaction, rows.COUNT_INVITES_OF, [party.id, inviteeId, nowMs]);
    if (own >= this.#limits.invites)
      throw new Refused('limit-reached', `the party has ${own} open invitations; wait until some are answered`);
    const others = await rows.countOf(transaction, rows.COUNT_INVITES_TO, [inviteeId, party.id, nowMs]);
    if (others >= this.#limits.invitesToOne)
      throw new Refused('limit-reached', 'this character has as many invitations as it can have; try again later');
  }

  async #invite(inviteeId: string, inviteId: string): Promise<PartyInvite> {
    const { database, clock } = this.#context;
    const invite = await rows.findInvite(database, { inviteId, inviteeId, nowMs: clock.wallMs() });
    if (!invite) throw refused(NO_INVITE);
    return invite;
  }

  /** Changes the character's own party. */
  async #inOwn(
    characterId: string,
    change: (transaction: Transaction, party: Party) => Promise<void>,
  ): Promise<Outcome> {
    const partyId = await rows.partyIdOf(this.#context.database, characterId);
    if (partyId === undefined) throw refused(IN_NO_PARTY);
    return this.#changing(partyId, async (transaction, nowMs) => {
      const before = await rows.findParty(transaction, partyId, nowMs);
      // Left, was kicked, or saw it end between looking and locking.
      if (!before || !isMember(before, characterId)) throw refused(IN_NO_PARTY);
      await change(transaction, before);
      return { before, after: await rows.findParty(transaction, partyId, nowMs) };
    });
  }

  #changing<T>(
    partyId: string,
    work: (transaction: Transaction, nowMs: number) => Promise<T>,
    locks: readonly string[] = [],
  ): Promise<T> {
    const nowMs = this.#context.clock.wallMs();
    const options = { locks: [rows.partyLock(partyId), ...locks] };
    return this.#context.database.transaction((transaction) => work(transaction, nowMs), options);
  }
}

/** Throws Refused `conflict` for whoever is in a party. */
async function join(
  transaction: Transaction,
  { id, characterId, nowMs }: { readonly id: string; readonly characterId: string; readonly nowMs: number },
): Promise<void> {
  const { changes } = await transaction.query(rows.INSERT_MEMBER, [id, id, nowMs, characterId]);
  if (changes === 0) throw refused(IN_A_PARTY);
}

/** Takes a member out; an empty party ends. */
async function drop(transaction: Transaction, party: Party, characterId: string): Promise<void> {
  await transaction.query(rows.DELETE_MEMBER, [characterId, party.id]);
  const rest = party.members.filter((member) => member.characterId !== characterId);
  const leaderId = party.leaderId === characterId ? rest[0]?.characterId : party.leaderId;
  if (leaderId === undefined) await transaction.query(rows.DELETE_PARTY, [party.id]);
  else await transaction.query(rows.CHANGE_PARTY, [leaderId, party.id]);
}

const topicOf = (partyId: string): Topic => `party:${partyId}`;
const updated = (party: Party): Notice => ({ to: topicOf(party.id), type: 'PARTY_UPDATE', data: party });
const toTheRest = ({ after }: Outcome): readonly Notice[] => (after ? [updated(after)] : []);
const enters = (id: string, characterId: string): Follow => ({ kind: 'follow', characterId, enters: topicOf(id) });
const leaves = (id: string, characterId: string): Follow => ({ kind: 'follow', characterId, leaves: topicOf(id) });
