/**
 * Fights: who may begin one, whose orders reach its match, and what comes of it. The match itself is a journal of its own;
 * this service keeps what outlives it, and may be asked at any time to look after what a crash left half done.
 */
import { DatabaseError } from '@rubato/ports';
import type { Claim } from '../ledger/claimed-call.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { Refused, type Refusal } from '../ledger/refused.ts';
import { uuid7 } from '../ledger/uuid7.ts';
import type { Notice } from '../notice.ts';
import type { Player } from '../player.ts';
import type { ServiceContext } from '../service-context.ts';
import { reachable } from '../social/reachable.ts';
import type { Told } from '../told.ts';
import { newId } from '../uuid.ts';
import { beginFight, readFighters } from './begin.ts';
import { BeginOnce, callOf, forgetBegun, keeping, type Beginner } from './begin-once.ts';
import {
  CHALLENGE_MS,
  entrantOf,
  FIGHTS_ALREADY,
  KEPT_FIGHT_MS,
  MOST_PER_SIDE,
  NO_FIGHT,
  recovered,
  type Condition,
  type Fight,
  type FightOutcome,
  type Plan,
} from './fight.ts';
import type { FightMatches, FightRules, FightTurn, FightWorld, Foe, SeenFoe } from './fight-ports.ts';
import * as rows from './fight-rows.ts';
import { combatState, noticesOfEnd, noticesOfTurn, toAll, type CombatState } from './fight-wire.ts';
import { outcomeOf } from './outcome.ts';
import { placeOf, planAttack, planHunt } from './plan-fight.ts';
import { settle, VOID, writeEnd, type SettleParts } from './settle.ts';
import { actionOf, challengeState, refusedBy, type ActionWish, type FightWish } from './wishes.ts';

export interface FightsContext extends Pick<ServiceContext, 'database' | 'clock' | 'random' | 'log'> {
  readonly ledger: Ledger;
  readonly rules: FightRules;
  readonly matches: FightMatches;
  readonly world: FightWorld;
  readonly slain?: SettleParts['slain'];
  /** Whose matches these are: a server looks after its own fights only. */
  readonly node: string;
  /** Tells what happens without anybody's call. */
  readonly deliver: (notices: readonly Notice[]) => void;
}

/** Fights of one page. */
export const FIGHTS_PER_PAGE = 20;
/** Fights that are forgotten at once. */
const FORGOTTEN_AT_ONCE = 500;

const CREATURE = /^(?:creature-)?(\d{1,10})$/;

export class Fights {
  readonly #context: FightsContext;
  readonly #parts: SettleParts;
  readonly #once: BeginOnce;
  readonly #following = new Set<string>();
  /** What each fight's turns ask for goes one after the other. */
  readonly #work = new Map<string, Promise<void>>();

  constructor(context: FightsContext) {
    this.#context = context;
    this.#parts = context;
    this.#once = new BeginOnce(context);
  }

  /**
   * Throws Refused: `not-found` for a target that isn't there, `not-allowed` where or with whom nobody may fight, `conflict`
   * when somebody fights already, `overloaded` when no further match runs, `key-reused`.
   */
  async start(player: Beginner, wish: FightWish): Promise<Told<CombatState>> {
    return this.#once.run(callOf(player, wish), {
      begin: (claim) => this.#start(player, wish, claim),
      state: (combatId) => this.state(player, combatId),
    });
  }

  /** Throws Refused: `not-found`, `conflict` when it is not the character's turn (or not that one), `not-allowed` by the rules. */
  async act(player: Player, wish: ActionWish): Promise<Told<CombatState>> {
    const fight = await this.#own(player, wish.combatId);
    const seat = entrantOf(fight, player.characterId)?.seat;
    const stand = this.#context.matches.stand(fight.id);
    if (seat === undefined || fight.state !== 'running') throw new Refused('conflict', 'this fight is over');
    if (!stand) throw new Refused('conflict', 'this fight runs on another server, or is just being settled');
    if (stand.acting !== seat) throw new Refused('conflict', 'it is not your turn');
    if (wish.turn !== undefined && wish.turn !== stand.turn) throw new Refused('conflict', 'that turn is over');
    const reason = await this.#context.matches.order(fight.id, seat, actionOf(fight, wish));
    if (reason !== undefined) throw refusedBy(reason);
    return { reply: this.#state(fight), notify: [] };
  }

  /** How a fight of the character stands, by default the one that it is in; throws Refused `not-found`. */
  async state(player: Player, combatId?: string): Promise<CombatState> {
    if (combatId !== undefined) return this.#state(await this.#own(player, combatId));
    const { rows: found } = await this.#context.database.query(rows.PRESENT_FIGHT, [player.characterId]);
    if (!found[0]) throw refused(NO_FIGHT);
    return this.#state(rows.fightOf(found[0] as rows.FightRow));
  }

  /** The newest first. @param before the last id of the page before */
  async list({ characterId }: Player, before?: string): Promise<readonly CombatState[]> {
    const values = [characterId, before ?? 'g', FIGHTS_PER_PAGE];
    const { rows: found } = await this.#context.database.query(rows.FIGHTS_OF, values);
    return (found as readonly rows.FightRow[]).map((row) => this.#state(rows.fightOf(row)));
  }

  /** The creatures at the character's place; throws Refused `not-found`. */
  async foes({ characterId }: Player): Promise<readonly (SeenFoe & { readonly targetId: string })[]> {
    const [self] = await readFighters(this.#context.database, [characterId]);
    const seen = this.#context.world.around(self!.location_id);
    return seen.map((foe) => ({ ...foe, targetId: `creature-${foe.creatureId}` }));
  }

  /** How the character is now, wounds healing with time; throws Refused `not-found`. */
  async condition({ characterId }: Player): Promise<Condition> {
    const { database, clock, rules } = this.#context;
    const [row] = await readFighters(database, [characterId]);
    const { level, experience, health, mana, stamina, changed_ms } = row!;
    const now = (percent: number | null) => recovered(percent ?? 100, changed_ms ?? 0, clock.wallMs());
    return {
      level,
      experience: Math.max(experience ?? 0, rules.experienceAt(level)),
      nextLevelAt: rules.experienceAt(level + 1),
      health: now(health),
      mana: now(mana),
      stamina: now(stamina),
    };
  }

  /**
   * Looks after this server's fights that nobody looks after: goes on hearing those whose match runs, settles those that
   * are over, and voids those whose match is lost. To be called at the start and every few seconds.
   */
  async tend(): Promise<void> {
    const { rows: open } = await this.#context.database.query(rows.OPEN_FIGHTS, [this.#context.node]);
    for (const row of open as readonly rows.FightRow[]) {
      const fight = rows.fightOf(row);
      if (this.#following.has(fight.id)) continue;
      if (!fight.outcome) await this.#follow(fight);
      // What can't be settled now, as nobody runs the world, must not keep the others from it, nor a server from its start.
      else await this.#settle(fight, fight.outcome).catch((error: unknown) => this.#log(UNSETTLED, fight.id, error));
    }
  }

  /** Forgets challenges that nobody answered and fights of long ago. */
  async forget(): Promise<void> {
    const nowMs = this.#context.clock.wallMs();
    await this.#context.database.batch(
      [
        { sql: rows.FORGET_CHALLENGES, values: [nowMs] },
        { sql: rows.FORGET_FIGHTS, values: [nowMs - KEPT_FIGHT_MS, FORGOTTEN_AT_ONCE] },
      ],
      { locks: [] },
    );
  }

  /** Resolves when everything heard so far is written down: for an orderly end, and tests. */
  async idle(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work.values());
  }

  async #start(player: Player, wish: FightWish, claim: Claim | undefined): Promise<Told<CombatState>> {
    const creature = CREATURE.exec(wish.targetId);
    if (creature) return this.#begin(player, await planHunt(this.#context, player, Number(creature[1])), claim);
    if (wish.targetId === player.characterId) throw new Refused('bad-value', 'nobody fights themselves');
    if (wish.mode === 'attack')
      return this.#begin(player, await planAttack(this.#context, player, wish.targetId), claim);
    return this.#challenge(player, wish.targetId, claim);
  }

  /** The second of two who challenge each other begins the duel. */
  async #challenge(player: Player, toId: string, claim: Claim | undefined): Promise<Told<CombatState>> {
    const { database, clock } = this.#context;
    await reachable(database, player, toId);
    const [from, to] = await readFighters(database, [player.characterId, toId]);
    const locationId = from!.location_id;
    if (to!.location_id !== locationId) throw new Refused('not-found', 'there is no such character here');
    placeOf(this.#context.rules, locationId);
    const nowMs = clock.wallMs();
    const pair = [player.characterId, toId].sort();
    const waiting = challengeState(newId(this.#context), { locationId, from: from!, to: to! });
    const answered = await database.transaction(
      async (transaction) => {
        const taken = await transaction.query(rows.TAKE_CHALLENGE, [toId, player.characterId, nowMs]);
        if (taken.changes > 0) return true;
        const challenge = { sql: rows.CHALLENGE, values: [player.characterId, toId, nowMs + CHALLENGE_MS] };
        await transaction.batch([challenge, ...keeping(claim, { waiting }, nowMs)]);
        return false;
      },
      { locks: [`duel:${pair.join(' ')}`] },
    );
    if (answered)
      return this.#begin(player, { kind: 'duel', locationId, sides: [[toId], [player.characterId]] }, claim);
    const notice: Notice = { to: `character:${toId}`, type: 'COMBAT_START', data: waiting, from: player.accountId };
    return { reply: waiting, notify: [notice] };
  }

  async #begin(player: Player, plan: Plan, claim: Claim | undefined): Promise<Told<CombatState>> {
    const { clock, random, world, matches, node } = this.#context;
    const nowMs = clock.wallMs();
    const { kind, locationId, sides } = plan;
    const id = uuid7(nowMs, random);
    const foes = await this.#engage(plan, id);
    // From before it is written, so that `tend` doesn't take it for one that a crash left behind.
    this.#following.add(id);
    const fight = await this.#write({ id, kind, locationId, node }, { sides, foes, claim }).catch(
      async (error: unknown) => {
        this.#following.delete(id);
        for (const { creatureId, kind: creature } of foes)
          await world.over({ ...NOTHING, matchId: id, locationId, creature, creatureId });
        throw error;
      },
    );
    try {
      await matches.begin(id, fight);
    } catch (error) {
      this.#context.log.log('error', 'a fight could not begin', { fight: id, error: String(error) });
      this.#following.delete(id);
      await this.#end(fight, VOID);
      await forgetBegun(this.#context.database, claim);
      throw new Refused('overloaded', 'no further fight can begin now; try again soon');
    }
    await this.#follow(fight);
    const state = this.#state(fight);
    return { reply: state, notify: toAll(fight, [{ type: 'COMBAT_START', data: state }], player.characterId) };
  }

  async #engage({ creatureId, locationId, sides }: Plan, fightId: string): Promise<readonly Foe[]> {
    if (creatureId === undefined) return [];
    const party = sides[0].length;
    const engaged = await this.#context.world.engage({ creatureId, fightId, locationId, party });
    if ('code' in engaged) throw refused(engaged);
    return engaged.slice(0, MOST_PER_SIDE);
  }

  async #write(
    fight: Pick<Fight, 'id' | 'kind' | 'locationId' | 'node'>,
    { sides, foes, claim }: Pick<Plan, 'sides'> & { readonly foes: readonly Foe[]; readonly claim: Claim | undefined },
  ): Promise<Fight> {
    const { database, clock, random, rules } = this.#context;
    const nowMs = clock.wallMs();
    const txId = uuid7(nowMs, random);
    try {
      return await database.transaction(
        async (transaction) => {
          await transaction.batch(keeping(claim, { combatId: fight.id }, nowMs));
          return beginFight(transaction, { fight, sides, foes, nowMs, txId }, rules);
        },
        {
          locks: sides
            .flat()
            .map((id) => `fighter:${id}`)
            .sort(),
        },
      );
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      if (error.code === 'unique') throw refused(FIGHTS_ALREADY);
      if (error.code === 'unexpected-rows') throw new Refused('conflict', 'what you carry changed hands; try again');
      throw error;
    }
  }

  async #own({ characterId }: Player, combatId: string): Promise<Fight> {
    const { rows: found } = await this.#context.database.query(rows.OWN_FIGHT, [combatId, characterId]);
    if (!found[0]) throw refused(NO_FIGHT);
    return rows.fightOf(found[0] as rows.FightRow);
  }

  #state(fight: Fight): CombatState {
    const { matches, clock, node } = this.#context;
    return combatState(fight, matches.stand(fight.id), { node, nowMs: clock.wallMs() });
  }

  async #follow(fight: Fight): Promise<void> {
    this.#following.add(fight.id);
    let ended = false;
    const listener = (turn: FightTurn): void => {
      const outcome = outcomeOf(fight, turn);
      ended ||= outcome !== undefined;
      this.#queue(fight.id, () => this.#hear(fight, turn));
    };
    try {
      const followed = await this.#context.matches.follow(fight.id, listener);
      if (followed.state === 'running') {
        const lost = () => (ended ? undefined : this.#queue(fight.id, () => this.#void(fight)));
        void followed.over.then(lost);
      } else if (!ended) this.#queue(fight.id, () => this.#void(fight));
    } catch (error) {
      this.#following.delete(fight.id);
      this.#log('a fight’s match could not be followed; it is tried again', fight.id, error);
    }
  }

  async #hear(fight: Fight, turn: FightTurn): Promise<void> {
    const outcome = outcomeOf(fight, turn);
    if (!turn.past) this.#context.deliver(noticesOfTurn(fight, turn, this.#state(fight)));
    if (!outcome) return;
    await this.#end(fight, outcome);
  }

  async #void(fight: Fight): Promise<void> {
    this.#context.log.log('warn', 'a fight’s match is lost; nobody wins', { fight: fight.id });
    await this.#end(fight, VOID);
  }

  async #end(fight: Fight, outcome: FightOutcome): Promise<void> {
    const risen = await writeEnd(this.#parts, fight, outcome);
    // Somebody else ended it, perhaps otherwise.
    if (!risen) return void this.#following.delete(fight.id);
    this.#context.deliver(risen.map((one) => risenNotice(fight, one)));
    await this.#settle(fight, outcome);
  }

  async #settle(fight: Fight, outcome: FightOutcome): Promise<void> {
    await settle(this.#parts, fight, outcome);
    this.#following.delete(fight.id);
    this.#context.deliver(noticesOfEnd(fight, outcome));
  }

  #queue(fightId: string, work: () => Promise<void>): void {
    const before = this.#work.get(fightId) ?? Promise.resolve();
    const next = before.then(work).catch((error: unknown) => {
      // What is half done is found by the next `tend`.
      this.#following.delete(fightId);
      this.#log('a fight’s turn could not be written down; it is tried again', fightId, error);
    });
    this.#work.set(fightId, next);
    void next.finally(() => {
      if (this.#work.get(fightId) === next) this.#work.delete(fightId);
    });
  }

  #log(message: string, fight: string, error: unknown): void {
    this.#context.log.log('error', message, { fight, error: String(error) });
  }
}

const UNSETTLED = 'a fight could not be settled; it is tried again';
const NOTHING = { kind: 'fight-lost', turn: 0, index: 0, faction: '', slayers: [] } as const;

function refused({ code, message }: Refusal): Refused {
  return new Refused(code, message);
}

function risenNotice(
  { entrants, locationId }: Fight,
  { characterId, level }: { readonly characterId: string; readonly level: number },
): Notice {
  const { name = '', faction = '' } = entrants.find((entrant) => entrant.characterId === characterId) ?? {};
  const data = { id: characterId, name, faction, level, locationId };
  return { to: `character:${characterId}`, type: 'CHARACTER_UPDATE', data };
}
