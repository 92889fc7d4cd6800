/** Fights as rows. */
import type { SqlRow, Statement } from '@rubato/ports';
import type { Entrant, Fight, FightKind, FightOutcome } from './fight.ts';

const COLUMNS = 'f.id, f.kind, f.state, f.node, f.location_id, f.entrants, f.outcome';

/** Values: fight, character. */
export const OWN_FIGHT = `select ${COLUMNS} from fight f join fight_member m on m.fight_id = f.id
  where f.id = ? and m.character_id = ?`;
/** Values: character. */
export const PRESENT_FIGHT = `select ${COLUMNS} from fight f join fight_member m on m.fight_id = f.id
  where m.character_id = ? and m.active = 1`;
/** Values: character, the id to begin before. */
export const FIGHTS_OF = `select ${COLUMNS} from fight f join fight_member m on m.fight_id = f.id
  where m.character_id = ? and f.id < ? order by f.id desc limit ?`;
/** Values: node. */
export const OPEN_FIGHTS = `select ${COLUMNS} from fight f where f.node = ? and f.state in ('running', 'ended') order by f.id`;

/** Of other servers that vouched for themselves once and do no more. Values: this node, now, limit. */
export const OPEN_FIGHTS_OF_THE_DEAD = `select ${COLUMNS} from fight f
  join lease l on l.name = 'server:' || f.node
  where f.state in ('running', 'ended') and f.node <> ? and l.expires_ms <= ? order by f.id limit ?`;

/** Values: first of all the fighter's own id, then as many as there are marks. */
export const fightersAt = (count: number): string =>
  `select c.id, c.name, c.account_id, c.faction, c.level, c.location_id, g.experience, g.health, g.mana, g.stamina, g.changed_ms
  from character c left join fighter g on g.character_id = c.id
  where c.deleted_ms is null and c.id in (${Array.from({ length: count }, () => '?').join(', ')})`;

/** Party members at the character's location who are online and don't fight. Values: character, online since, limit. */
export const COMPANIONS = `select o.character_id as id from party_member m
  join party_member o on o.party_id = m.party_id and o.character_id <> m.character_id
  join character mine on mine.id = m.character_id
  join character c on c.id = o.character_id and c.location_id = mine.location_id and c.deleted_ms is null
  join presence p on p.character_id = o.character_id and p.online = 1 and p.seen_ms > ?
  where m.character_id = ? and not exists
    (select 1 from fight_member f where f.character_id = o.character_id and f.active = 1)
  order by o.place limit ?`;

/** Values: holder, template, limit. */
export const SUPPLIES_HELD =
  'select id, template, version from item where holder_id = ? and template = ? order by id limit ?';

const INSERT = `insert into fight (id, kind, state, node, location_id, entrants, created_ms) values (?, ?, 'running', ?, ?, ?, ?)`;
const INSERT_MEMBER = 'insert into fight_member (character_id, fight_id, active) values (?, ?, 1)';

export function insertFight(fight: Fight, members: readonly string[], nowMs: number): readonly Statement[] {
  const values = [fight.id, fight.kind, fight.node, fight.locationId, JSON.stringify(fight.entrants), nowMs];
  return [
    { sql: INSERT, values },
    ...members.map((characterId) => ({ sql: INSERT_MEMBER, values: [characterId, fight.id] })),
  ];
}

const END = `update fight set state = 'ended', outcome = ?, ended_ms = ? where id = ? and state = 'running'`;
export const RELEASE = 'update fight_member set active = 0 where fight_id = ?';

export const endFight = (id: string, outcome: FightOutcome, nowMs: number): Statement => ({
  sql: END,
  values: [JSON.stringify(outcome), nowMs, id],
  expect: 1,
});
/** Also for one that was settled before. */
export const closeFight = (id: string): Statement => ({
  sql: `update fight set state = 'settled' where id = ? and state = 'ended'`,
  values: [id],
});

export const KEEP_FIGHTER = `insert into fighter (character_id, experience, health, mana, stamina, changed_ms)
  values (?, ?, ?, ?, ?, ?) on conflict (character_id) do update set experience = excluded.experience,
  health = excluded.health, mana = excluded.mana, stamina = excluded.stamina, changed_ms = excluded.changed_ms`;
export const SET_LEVEL = 'update character set level = ?, version = version + 1 where id = ? and level < ?';

export const CHALLENGE = `insert into duel_challenge (from_id, to_id, expires_ms) values (?, ?, ?)
  on conflict (from_id, to_id) do update set expires_ms = excluded.expires_ms`;
/** Values: from, to, now. */
export const TAKE_CHALLENGE = 'delete from duel_challenge where from_id = ? and to_id = ? and expires_ms > ?';
export const FORGET_CHALLENGES = 'delete from duel_challenge where expires_ms <= ?';
export const FORGET_FIGHTS = `delete from fight where id in
  (select id from fight where ended_ms <= ? and state = 'settled' order by ended_ms limit ?)`;

export interface FighterRow extends SqlRow {
  readonly id: string;
  readonly name: string;
  readonly account_id: string;
  readonly faction: string;
  readonly level: number;
  readonly location_id: string;
  readonly experience: number | null;
  readonly health: number | null;
  readonly mana: number | null;
  readonly stamina: number | null;
  readonly changed_ms: number | null;
}

export interface FightRow extends SqlRow {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly node: string;
  readonly location_id: string;
  readonly entrants: string;
  readonly outcome: string | null;
}

export function fightOf({ id, kind, state, node, location_id, entrants, outcome }: FightRow): Fight {
  const fight = {
    id,
    kind: kind as FightKind,
    state: state as Fight['state'],
    node,
    locationId: location_id,
    entrants: JSON.parse(entrants) as readonly Entrant[],
  };
  return outcome === null ? fight : { ...fight, outcome: JSON.parse(outcome) as FightOutcome };
}
