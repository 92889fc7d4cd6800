/** Queues, ladders and boards of a server, as its file has them: beside those that the program brings, or instead. */
import { jsonShape } from '@rubato/protocol';
import { bool, list, oneOf, optional, struct, text, u16, u32, u8, type Value } from '@rubato/schema';
import { checkBoard, checkQueue, type BoardDefinition, type Ladder, type Queue } from '@rubato/services';
import { present } from '../api/playing.ts';
import type { Parsed, Setting } from './setting.ts';

const name = text(64);
const steps = list(struct({ afterMs: u32, value: u32 }), 12);
const queue = {
  name,
  game: name,
  mode: name,
  settings: optional(text(4096)),
  teams: u8,
  teamSize: u8,
  ladder: optional(name),
  ranked: bool,
  ratingGap: optional(steps),
  regions: optional(list(text(32), 16)),
  regionReach: optional(steps),
  ticketMs: optional(u32),
  acceptMs: optional(u32),
  backfill: optional(bool),
  limit: optional(u16),
};
const ladder = { name, periodMs: u32, board: optional(name) };
const board = {
  name,
  order: oneOf('highest', 'lowest'),
  operation: oneOf('best', 'set', 'incr', 'decr'),
  reset: oneOf('daily', 'weekly', 'never'),
  keptPeriods: u16,
  writers: oneOf('server', 'players'),
};
const fields = {
  /** Whether those that the program brings are there too; one of the same name is replaced. Default: they are. */
  defaults: optional(bool),
  queues: optional(list(struct(queue), 64)),
  ladders: optional(list(struct(ladder), 64)),
  boards: optional(list(struct(board), 64)),
};
const codec = jsonShape(fields);

export type MatchesConfig = Value<typeof fields>;

/** What a program or its settings offer players to compete in. */
export interface MatchDefinitions {
  readonly queues?: readonly Queue[];
  readonly ladders?: readonly Ladder[];
  readonly boards?: readonly BoardDefinition[];
}

/** How a search of a queue widens that says nothing of it. */
export const DEFAULT_RATING_GAP = [
  { afterMs: 0, value: 150 },
  { afterMs: 15_000, value: 350 },
  { afterMs: 45_000, value: 800 },
  { afterMs: 90_000, value: 5000 },
];
const DEFAULT_TICKET_MS = 600_000;
const DEFAULT_LIMIT = 1000;

/** In the file an object, elsewhere its JSON text. */
export const matchesSetting: Setting<MatchesConfig | undefined> = {
  doc: 'Queues, ladders and boards beside those of the games, or with `defaults: false` instead of them.',
  default: undefined,
  range: 'JSON: queues, ladders, boards, defaults',
  aliases: [],
  switch: false,
  fromText: (written) => {
    try {
      return parsed(JSON.parse(written));
    } catch {
      return { ok: false, problem: 'must be JSON with queues, ladders, boards or defaults' };
    }
  },
  fromJson: parsed,
  show: (value) => (value === undefined ? '' : JSON.stringify(codec.toJson(value))),
};

function parsed(json: unknown): Parsed<MatchesConfig> {
  const read = codec.fromJson(json);
  if (!read.ok) return { ok: false, problem: `${read.path === '' ? '' : `${read.path}: `}${read.message}` };
  try {
    for (const each of read.value.queues ?? []) checkQueue(queueOf(each, ['anywhere']));
    for (const each of read.value.boards ?? []) checkBoard(each);
  } catch (error) {
    return { ok: false, problem: (error as Error).message };
  }
  return read;
}

/** Those of the program, with those of the settings put in their place or added. @param regions default of the queues */
export function configuredMatches(
  brought: MatchDefinitions,
  config: MatchesConfig | undefined,
  regions: readonly string[],
): Required<MatchDefinitions> {
  const { defaults = true, queues = [], ladders = [], boards = [] } = config ?? {};
  const joined = <T extends { readonly name: string }>(
    some: readonly T[] | undefined,
    more: readonly T[],
  ): readonly T[] => {
    const named = new Set(more.map((each) => each.name));
    return [...(defaults ? (some ?? []) : []).filter((each) => !named.has(each.name)), ...more];
  };
  return {
    queues: joined(
      brought.queues,
      queues.map((each) => queueOf(each, regions)),
    ),
    ladders: joined(brought.ladders, ladders.map(present)),
    boards: joined(brought.boards, boards),
  };
}

function queueOf(given: Value<typeof queue>, regions: readonly string[]): Queue {
  return {
    ratingGap: DEFAULT_RATING_GAP,
    regions,
    regionReach: [{ afterMs: 0, value: regions.length }],
    ticketMs: DEFAULT_TICKET_MS,
    limit: DEFAULT_LIMIT,
    backfill: false,
    ...present(given),
    settings: given.settings ?? '',
  };
}
