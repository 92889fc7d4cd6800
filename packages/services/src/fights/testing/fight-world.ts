/** The fights service over a database, with matches and a world that a test moves. */
import type { Database } from '@rubato/ports';
import { ManualClock, RecordingLog, SeededRandom } from '@rubato/ports/doubles';
import type { WorldFact } from '../../facts.ts';
import { inventory } from '../../items/items.ts';
import { Ledger } from '../../ledger/ledger.ts';
import { refusal, type Refusal } from '../../ledger/refused.ts';
import type { Notice } from '../../notice.ts';
import { persons, type Person } from '../../testing/people.ts';
import type { FightRules, FightWorld, Foe, SeenFoe } from '../fight-ports.ts';
import { Fights } from '../fights.ts';
import { ScriptedMatches } from './scripted-matches.ts';

const WOLF: Foe = { creatureId: 7, kind: 'ash-wolf', name: 'an ash wolf', level: 2 };

/** One wolf, number 7, at every place. */
class OneWolf implements FightWorld {
  readonly facts: WorldFact[] = [];
  fight: string | undefined;
  failing = false;
  /** Whoever engages it hears so when this resolves. */
  answers: Promise<void> = Promise.resolve();

  around(): readonly SeenFoe[] {
    return [{ ...WOLF, state: this.fight === undefined ? 'roaming' : 'fighting' }];
  }

  async engage(wanted: Parameters<FightWorld['engage']>[0]): Promise<readonly Foe[] | Refusal> {
    if (wanted.creatureId !== WOLF.creatureId) return refusal('not-found', 'there is no such creature here');
    if (this.fight !== undefined) return refusal('conflict', 'it fights already');
    this.fight = wanted.fightId;
    await this.answers;
    return [WOLF];
  }

  async over(fact: WorldFact): Promise<void> {
    if (this.failing) throw new Error('the world stands still');
    this.facts.push(fact);
    if (fact.matchId === this.fight) this.fight = undefined;
  }
}

/** Places whose name begins so can be fought at; each hundred of experience is a level. */
const RULES: FightRules = {
  place: (id) => (id.startsWith('place') ? { safe: id.endsWith('safe') } : undefined),
  levelAt: (experience) => 1 + Math.floor(experience / 100),
  experienceAt: (level) => (level - 1) * 100,
  supplies: ['healing-draught'],
  mostSupplies: 2,
};

export async function fightWorld(database: Database, place = `place-${++places}`) {
  const clock = new ManualClock();
  const random = new SeededRandom(`fights ${place}`);
  const log = new RecordingLog();
  const matches = new ScriptedMatches();
  const wolf = new OneWolf();
  const told: Notice[] = [];
  const counted: (readonly [accountId: string, count: number, key: string])[] = [];
  const ledger = new Ledger({ database, clock, random });
  const make = (over: Database = database) =>
    new Fights({
      database: over,
      clock,
      random,
      log,
      ledger: over === database ? ledger : new Ledger({ database: over, clock, random }),
      matches,
      world: wolf,
      node: place,
      deliver: (notices) => void told.push(...notices),
      rules: RULES,
      slain: async (...one) => void counted.push(one),
    });
  const move = (who: readonly Person[], to = place) => moveTo(database, who, to);
  const see = (who: readonly Person[]) => seeAt(database, who, { place, nowMs: clock.wallMs() });
  const tools = { database, clock, log };
  return {
    ...tools,
    matches,
    wolf,
    told,
    counted,
    ledger,
    place,
    fights: make(),
    make,
    /** What another server looks after the fights of the dead with. */
    caretaker: (node: string) => ({
      database,
      clock,
      log,
      ledger,
      node,
      rules: RULES,
      world: wolf,
      deliver: (notices: readonly Notice[]) => void told.push(...notices),
    }),
    move,
    see,
    /** People at the place, seen there. */
    people: async (count: number, to = place) => {
      const people = (await persons(database, count)) as readonly [Person, Person, Person, Person, Person];
      await move(people, to);
      await see(people);
      return people;
    },
    /** A new service over the same rows and matches. */
    restarted: (over?: Database) => {
      matches.restart();
      return tended(make(over));
    },
    gold: async (id: string) => (await ledger.balances(id)).find(({ asset }) => asset === 'gold')?.amount ?? 0,
    holds: async (id: string) => (await inventory(database, id)).map(({ template }) => template).sort(),
    give: (to: string, template: string, count: number, turn = 0) =>
      ledger.grant(
        { matchId: `gift ${to} ${template}`, turn, index: 0 },
        { to, items: Array.from({ length: count }, () => ({ template, data: '{}' })) },
      ),
  };
}

async function tended(fights: Fights): Promise<Fights> {
  await fights.tend();
  await fights.idle();
  return fights;
}

function moveTo(database: Database, who: readonly Person[], to: string) {
  const sql = 'update character set location_id = ? where id = ?';
  return database.batch(who.map(({ characterId }) => ({ sql, values: [to, characterId] })));
}

function seeAt(database: Database, who: readonly Person[], { place, nowMs }: { place: string; nowMs: number }) {
  const sql = `insert into presence (character_id, node, online, location_id, seen_ms) values (?, 'here', 1, ?, ?)
    on conflict (character_id) do update set online = 1, seen_ms = excluded.seen_ms`;
  return database.batch(who.map(({ characterId }) => ({ sql, values: [characterId, place, nowMs] })));
}

let places = 0;

export type FightTestWorld = Awaited<ReturnType<typeof fightWorld>>;
