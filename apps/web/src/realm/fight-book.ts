/** A fight as it is told: how it stands, what happened in it, and how it ended. */
import { ABILITIES, SUPPLIES, type Ability } from '@rubato/realm';
import type { HandlerData } from '@rubato/client';
import type { Fight, Fighter, FightEnd } from './told.ts';
import { begun, named } from './words.ts';

export interface FightLine {
  readonly key: string;
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'bad';
}

export interface FightBook {
  readonly fight?: Fight;
  readonly lines: readonly FightLine[];
  readonly end?: FightEnd;
  /** What one had to use up when it began: while it lasts the fight keeps it. Absent: nobody here knows. */
  readonly carried?: ReadonlyMap<string, number>;
}

export const LINES_OF_FIGHT = 100;
/** Of each kind in one fight, as its rules have it. */
const MOST_OF_EACH = 3;
export const noFight: FightBook = { lines: [] };

/** The newest account of the fight; another fight begins another book, with what was carried into it. */
export function stands(book: FightBook, fight: Fight, carried?: ReadonlyMap<string, number>): FightBook {
  const before = book.fight;
  if (before?.combatId !== fight.combatId) {
    // What is over does not come back over what goes on.
    if (before && book.end === undefined && before.phase === 'running' && fight.phase !== 'running') return book;
    return { fight, lines: [], ...(carried && fight.turn <= fight.fighters.length && { carried }) };
  }
  const late = before.phase === 'ended' || (before.phase === fight.phase && fight.turn < before.turn);
  if (late) return book;
  // When it is over, the match that knew how everybody was is gone; what was seen last is the truth.
  return { ...book, fight: fight.phase === 'ended' ? { ...fight, fighters: before.fighters } : fight };
}

type Acted = HandlerData<'COMBAT_ACTION'>;
type Hurt = HandlerData<'COMBAT_DAMAGE'>;
type Healed = HandlerData<'COMBAT_HEAL'>;

const FORMS: Readonly<Record<Acted['actionType'], (who: string, act: Acted) => string>> = {
  attack: (who) => `${who} strikes.`,
  ability: (who, { abilityName = '' }) => `${who} uses ${named(abilityName)}.`,
  defend: (who, { byItself }) => (byItself ? `${who} hesitates, and defends.` : `${who} defends.`),
  item: (who, { itemName = '' }) => `${who} takes ${named(itemName).toLowerCase()}.`,
  flee: (who) => `${who} tries to get away.`,
};

export function acted(book: FightBook, act: Acted, ownId: string): FightBook {
  if (act.combatId !== book.fight?.combatId) return book;
  const text = FORMS[act.actionType](nameIn(book, act.actorId), act);
  const after = told(book, { key: `${act.turn}`, text, tone: 'plain' });
  const used = after !== book && act.actorId === ownId ? act.itemName : undefined;
  if (used === undefined || !book.carried) return after;
  return { ...after, carried: new Map(book.carried).set(used, Math.max(0, (book.carried.get(used) ?? 0) - 1)) };
}

/** What may be used up now, and how many there are of each; NaN where nobody here knows. */
export function suppliesIn({ carried }: FightBook): readonly (readonly [string, number])[] {
  return Object.keys(SUPPLIES)
    .map((name) => [name, carried ? Math.min(MOST_OF_EACH, carried.get(name) ?? 0) : Number.NaN] as const)
    .filter(([, count]) => count !== 0);
}

export function hurt(book: FightBook, blow: Hurt): FightBook {
  if (blow.combatId !== book.fight?.combatId) return book;
  const target = nameIn(book, blow.targetId);
  const with_ = blow.abilityName === undefined ? '' : ` (${named(blow.abilityName)})`;
  const text = blow.missed
    ? `${target} gets out of the way.`
    : `${target} loses ${blow.amount} health${with_}${blow.critical ? ': a heavy blow!' : '.'}`;
  const changed = withHealth(book, blow.targetId, blow.health);
  return told(changed, { key: `${blow.turn}.${blow.index}`, text, tone: blow.missed ? 'plain' : 'bad' });
}

export function healed(book: FightBook, gift: Healed): FightBook {
  if (gift.combatId !== book.fight?.combatId) return book;
  const text = `${nameIn(book, gift.targetId)} regains ${gift.amount} health.`;
  return told(withHealth(book, gift.targetId, gift.health), { key: `${gift.turn}.${gift.index}`, text, tone: 'good' });
}

export function ended(book: FightBook, end: FightEnd): FightBook {
  return end.combatId === book.fight?.combatId ? { ...book, end } : book;
}

function told(book: FightBook, line: FightLine): FightBook {
  if (book.lines.some(({ key }) => key === line.key)) return book;
  return { ...book, lines: [...book.lines, { ...line, text: begun(line.text) }].slice(-LINES_OF_FIGHT) };
}

function withHealth(book: FightBook, id: string, health: number): FightBook {
  const fight = book.fight!;
  const fighters = fight.fighters.map((one) => (one.id === id ? { ...one, health } : one));
  return { ...book, fight: { ...fight, fighters } };
}

const nameIn = (book: FightBook, id: string): string =>
  book.fight?.fighters.find((one) => one.id === id)?.name ?? 'Somebody';

export const stillUp = ({ health, fled }: Fighter): boolean => health > 0 && !fled;

/** How it ended for one's own side. */
export function outcomeFor({ fight, end }: FightBook, id: string): string {
  const side = fight?.fighters.find((one) => one.id === id)?.side;
  const reason = end?.reason;
  if (reason === 'void') return 'The fight was called off';
  const winner = end?.winner ?? fight?.winner;
  if (winner === undefined) return reason === 'flight' ? 'It ended in flight' : 'A draw';
  return winner === side ? 'Victory' : 'Defeat';
}

/** What a character has learnt, the first learnt first. */
export function abilitiesOf(faction: string, level: number): readonly (readonly [string, Ability])[] {
  return Object.entries(ABILITIES)
    .filter(([, ability]) => ability.faction === faction && ability.level <= level)
    .sort(([, a], [, b]) => a.level - b.level);
}

/** Rounds until a fighter can use the ability again; 0 when it can. */
export function restOf({ rests }: Fighter, abilityName: string): number {
  return rests?.find((rest) => rest.abilityName === abilityName)?.rounds ?? 0;
}

/** Who acts in this round, first who acts now; empty where the server doesn't tell. */
export function orderOf({ actorId, order, fighters }: Fight): readonly Fighter[] {
  const ids = actorId === undefined || order === undefined ? [] : [actorId, ...order];
  return ids.flatMap((id) => fighters.find((one) => one.id === id) ?? []);
}

/** "6 mana", "8 stamina", or nothing. */
export function costOf({ mana, stamina }: Pick<Ability, 'mana' | 'stamina'>): string {
  return [mana > 0 ? `${mana} mana` : '', stamina > 0 ? `${stamina} stamina` : ''].filter(Boolean).join(', ');
}
