import { describe, expect, it } from 'vitest';
import { SeededRandom } from '@rubato/ports/doubles';
import { balanced } from './balance.ts';
import { decide, type Ticket } from './decide.ts';
import { wordsOf } from './explain.ts';
import { findPacking, MOST_PACKINGS, packingsOf } from './packing.ts';
import { checkQueue, MOST_PLAYERS, MOST_REGIONS, MOST_STEPS, MOST_TICKETS, widened, type Queue } from './queue.ts';
import { times } from '../../../../tools/provision/soak.ts';

const duel: Queue = {
  name: 'duel',
  game: 'arena',
  mode: 'duel',
  settings: '',
  teams: 2,
  teamSize: 1,
  ladder: 'duel',
  ranked: true,
  ratingGap: [
    { afterMs: 0, value: 50 },
    { afterMs: 10_000, value: 200 },
    { afterMs: 30_000, value: 1000 },
  ],
  regions: ['eu', 'us', 'asia'],
  regionReach: [
    { afterMs: 0, value: 1 },
    { afterMs: 20_000, value: 2 },
  ],
  ticketMs: 600_000,
  backfill: false,
  limit: 100,
};
const NOW = 1_000_000;

let made = 0;
function ticket(options: Partial<Ticket> & { size?: number; waitedMs?: number } = {}): Ticket {
  const id = options.id ?? `t${String(made++).padStart(5, '0')}`;
  const { size = 1, waitedMs = 0, ...given } = options;
  const members = Array.from({ length: size }, (_, at) => `${id}-${at}`);
  return { id, members, rating: 1500, regions: ['eu'], sinceMs: NOW - waitedMs, ...given };
}
const ids = (tickets: readonly Ticket[]) => tickets.map(({ id }) => id).sort();

describe('decide', () => {
  it('brings two of like strength together and says why', () => {
    const [a, b] = [ticket({ rating: 1500, waitedMs: 3000 }), ticket({ rating: 1540 })];
    const { matches, waiting } = decide(duel, { tickets: [a, b] }, NOW);
    expect(matches).toMatchObject([
      { region: 'eu', why: { spread: 40, allowed: 50, longestWaitMs: 3000, teamRatings: expect.any(Array) } },
    ]);
    expect(ids(matches[0]!.teams.flat())).toEqual(ids([a, b]));
    expect(matches[0]!.why.teamRatings.toSorted()).toEqual([1500, 1540]);
    expect(waiting).toEqual([]);
  });

  it('waits where the gap is too wide for one of them, until both have waited', () => {
    const far = (waited: number) => [
      ticket({ rating: 1500, waitedMs: 60_000 }),
      ticket({ rating: 1650, waitedMs: waited }),
    ];
    const early = decide(duel, { tickets: far(9999) }, NOW);
    expect(early.matches).toEqual([]);
    expect(early.waiting.map(({ why }) => [why.reason, why.inRegion, why.inReach])).toEqual([
      ['rating-gap', 2, 1],
      ['rating-gap', 2, 1],
    ]);
    expect(wordsOf(early.waiting[1]!.why)).toBe(
      '1 of 2 players are within 50 points of you and you of them; the search widens in 1 s',
    );
    expect(decide(duel, { tickets: far(10_000) }, NOW).matches).toMatchObject([{ why: { spread: 150, allowed: 200 } }]);
  });

  it('reaches further regions only after a while, and takes the nearest that all of them reach', () => {
    const pair = (waitedMs: number) => [
      ticket({ regions: ['eu', 'us'], waitedMs }),
      ticket({ regions: ['us', 'eu'], waitedMs }),
    ];
    const early = decide(duel, { tickets: pair(0) }, NOW);
    expect([early.matches, early.waiting[0]!.why.reason]).toEqual([[], 'too-few-players']);
    const [a, b] = pair(20_000) as [Ticket, Ticket];
    expect(decide(duel, { tickets: [{ ...a, sinceMs: a.sinceMs - 1 }, b] }, NOW).matches[0]!.region).toBe('eu');
    const nowhere = decide(duel, { tickets: [ticket({ regions: ['moon'] })] }, NOW);
    expect(nowhere.waiting[0]!.why.reason).toBe('no-region');
  });

  it('lets the oldest choose first, and gives it who waited longest', () => {
    const [young, old, middle] = [ticket({ waitedMs: 1 }), ticket({ waitedMs: 9000 }), ticket({ waitedMs: 500 })];
    const { matches, waiting } = decide(duel, { tickets: [young, old, middle] }, NOW);
    expect([ids(matches[0]!.teams.flat()), waiting[0]!.ticketId]).toEqual([ids([old, middle]), young.id]);
  });

  it('keeps parties whole and fills teams exactly', () => {
    const threes = { ...duel, teams: 2, teamSize: 3 };
    const tickets = [3, 2, 1].map((size) => ticket({ size }));
    const { matches } = decide(threes, { tickets }, NOW);
    expect(matches[0]!.teams.map((team) => team.map(({ members }) => members.length))).toEqual([[3], [2, 1]]);
    const odd = decide(threes, { tickets: [2, 2, 2].map((size) => ticket({ size })) }, NOW);
    expect([odd.matches, odd.waiting[0]!.why.reason]).toEqual([[], 'party-sizes']);
    const large = decide(duel, { tickets: [ticket({ size: 2 }), ticket()] }, NOW);
    const reasons = large.waiting.map(({ why }) => why.reason);
    expect([large.matches, reasons.includes('party-too-large')]).toEqual([[], true]);
  });

  it('makes even teams', () => {
    const fives = { ...duel, teams: 2, teamSize: 2, ratingGap: [{ afterMs: 0, value: 2000 }] };
    const tickets = [2000, 1900, 1100, 1000].map((rating) => ticket({ rating }));
    const [match] = decide(fives, { tickets }, NOW).matches;
    expect(match!.why.teamRatings).toEqual([1500, 1500]);
  });

  it('fills running matches first, in the team that lacks most, within the gap and with whole parties', () => {
    const casual = { ...duel, ranked: false, backfill: true, teams: 2, teamSize: 2 };
    const open = [{ id: 'm', region: 'eu', rating: 1500, free: [0, 2] }];
    const [far, pair, single] = [
      ticket({ rating: 1700, waitedMs: 9000 }),
      ticket({ size: 2, rating: 1530, waitedMs: 100 }),
      ticket({ waitedMs: 50 }),
    ];
    const { backfills, matches } = decide(casual, { tickets: [single, pair, far], open }, NOW);
    expect(backfills).toMatchObject([
      { matchId: 'm', team: 1, ticket: { id: pair.id }, why: { apart: 30, allowed: 50 } },
    ]);
    expect(matches).toEqual([]);
    expect(decide({ ...casual, backfill: false }, { tickets: [single], open }, NOW).backfills).toEqual([]);
    expect(
      decide(casual, { tickets: [ticket({ size: 2 })], open: [{ ...open[0]!, free: [1, 1] }] }, NOW).backfills,
    ).toEqual([]);
    const away = decide(casual, { tickets: [ticket({ regions: ['us'] })], open }, NOW);
    expect(away.backfills).toEqual([]);
  });

  it('decides the same whatever order tickets come in', () => {
    const random = new SeededRandom('order');
    const tickets = Array.from({ length: 60 }, () => anyTicket(random));
    const shuffled = [...tickets].sort((a, b) => (a.id.at(-1)! + a.id < b.id.at(-1)! + b.id ? -1 : 1));
    expect(decide(fourTeams, { tickets: shuffled }, NOW)).toEqual(decide(fourTeams, { tickets }, NOW));
  });

  it('decides a full queue in which nobody fits anybody', () => {
    const pairs = { ...duel, teams: 2, teamSize: 3, limit: MOST_TICKETS };
    const tickets = Array.from({ length: MOST_TICKETS }, () =>
      ticket({ size: 2, waitedMs: 60_000, regions: ['eu', 'us'] }),
    );
    const { matches, waiting } = decide(pairs, { tickets }, NOW);
    expect([matches.length, waiting.length]).toEqual([0, MOST_TICKETS]);
  });
});

const fourTeams: Queue = { ...duel, teams: 2, teamSize: 3, ladder: 'duel' };

function anyTicket(random: SeededRandom, most = 3): Ticket {
  const regions = [['eu'], ['us', 'eu'], ['eu', 'us'], ['asia', 'us']][random.int(0, 3)]!;
  return ticket({
    size: random.int(1, most),
    rating: random.int(1300, 1700),
    waitedMs: random.int(0, 40_000),
    regions,
  });
}

describe('over random queues', () => {
  /** By the definition, from scratch: does any compatible set exist? */
  function compatibleSet(queue: Queue, tickets: readonly Ticket[], including?: Ticket): boolean {
    for (let bits = 1; bits < 1 << tickets.length; bits++) {
      const set = tickets.filter((_, at) => bits & (1 << at));
      if (including && !set.includes(including)) continue;
      if (isCompatible(queue, set)) return true;
    }
    return false;
  }

  function isCompatible(queue: Queue, set: readonly Ticket[]): boolean {
    const ratings = set.map(({ rating }) => rating);
    const allowed = Math.min(...set.map(({ sinceMs }) => widened(queue.ratingGap, NOW - sinceMs)));
    if (Math.max(...ratings) - Math.min(...ratings) > allowed) return false;
    const reached = set.map(({ regions, sinceMs }) => regions.slice(0, widened(queue.regionReach, NOW - sinceMs)));
    if (!queue.regions.some((region) => reached.every((each) => each.includes(region)))) return false;
    return fillsTeams(
      queue,
      set.map(({ members }) => members.length),
    );
  }

  function fillsTeams({ teams, teamSize }: Queue, sizes: readonly number[]): boolean {
    if (sizes.reduce((sum, size) => sum + size, 0) !== teams * teamSize) return false;
    const put = (at: number, room: readonly number[]): boolean =>
      at === sizes.length ||
      room.some((left, team) => left >= sizes[at]! && put(at + 1, room.with(team, left - sizes[at]!)));
    return put(
      0,
      Array.from({ length: teams }, () => teamSize),
    );
  }

  const shapes: readonly Queue[] = [
    duel,
    fourTeams,
    { ...duel, teams: 3, teamSize: 2 },
    { ...duel, teams: 4, teamSize: 1 },
    { ...duel, teams: 1, teamSize: 4, ranked: false },
  ];

  it('leaves no compatible set behind, matches the oldest when it can be, bounds gaps and keeps parties whole', () => {
    const random = new SeededRandom('fairness');
    const seen = { matched: 0, waiting: 0 };
    for (let round = 0; round < times(250, 5000); round++) {
      const queue = shapes[round % shapes.length]!;
      const tickets = Array.from({ length: random.int(2, 11) }, () => anyTicket(random, queue.teamSize));
      const { matches, waiting } = decide(queue, { tickets }, NOW);
      const played = matches.flatMap(({ teams }) => teams.flat());
      expect(new Set(ids(played)).size).toBe(played.length);
      expect([...ids(played), ...waiting.map(({ ticketId }) => ticketId)].sort()).toEqual(ids(tickets));
      for (const { teams, why, region } of matches) {
        expect(isCompatible(queue, teams.flat())).toBe(true);
        expect(why.spread).toBeLessThanOrEqual(why.allowed);
        expect(teams.flat().every(({ regions }) => regions.includes(region))).toBe(true);
        for (const team of teams)
          expect(team.reduce((sum, { members }) => sum + members.length, 0)).toBe(queue.teamSize);
      }
      const left = tickets.filter(({ id }) => waiting.some(({ ticketId }) => ticketId === id));
      expect(compatibleSet(queue, left), `round ${round}`).toBe(false);
      const oldest = tickets.toSorted((a, b) => a.sinceMs - b.sinceMs || (a.id < b.id ? -1 : 1))[0]!;
      if (compatibleSet(queue, tickets, oldest)) expect(ids(played), `round ${round}`).toContain(oldest.id);
      seen.matched += played.length;
      seen.waiting += left.length;
    }
    expect(seen.matched > 300 && seen.waiting > 300).toBe(true);
  });

  it('makes nobody wait for ever while players come and go', () => {
    const random = new SeededRandom('arrivals');
    let waiting: Ticket[] = [];
    let longestMs = 0;
    for (let second = 0; second < times(1500, 20_000); second++) {
      const nowMs = NOW + second * 1000;
      for (let count = random.int(0, 2); count > 0; count--)
        waiting.push({ ...anyTicket(random, 2), regions: ['eu'], sinceMs: nowMs });
      const { matches } = decide({ ...duel, teamSize: 2 }, { tickets: waiting }, nowMs);
      const gone = new Set(ids(matches.flatMap(({ teams }) => teams.flat())));
      waiting = waiting.filter(({ id }) => !gone.has(id));
      longestMs = Math.max(longestMs, ...waiting.map(({ sinceMs }) => nowMs - sinceMs));
    }
    // From 30 s on everybody plays everybody; then only the filling of teams is to be waited for.
    expect(longestMs).toBeGreaterThan(10_000);
    expect(longestMs).toBeLessThanOrEqual(120_000);
  });
});

describe('packings', () => {
  it('are all ways to fill teams, each once, as like as can be', () => {
    expect(packingsOf({ teams: 2, teamSize: 2 })).toMatchObject([
      { counts: [0, 2], teams: [[2], [2]] },
      { counts: [2, 1], teams: [[2], [1, 1]] },
      {
        counts: [4, 0],
        teams: [
          [1, 1],
          [1, 1],
        ],
      },
    ]);
    const same = findPacking(packingsOf({ teams: 2, teamSize: 4 }), [4, 2, 0, 0], [4, 2, 0, 0]);
    expect(same!.teams).toEqual([
      [2, 1, 1],
      [2, 1, 1],
    ]);
    expect(findPacking(packingsOf({ teams: 2, teamSize: 3 }), [0, 0, 0], [0, 9, 0])).toBeUndefined();
    expect(() => packingsOf({ teams: 8, teamSize: 8 })).toThrow(`more than ${MOST_PACKINGS}`);
  });

  it('are balanced by swapping', () => {
    const party = (id: string, rating: number, size = 1) => ({ id, rating, size });
    const packing = packingsOf({ teams: 2, teamSize: 3 }).find(({ counts }) => counts.join() === '2,2,0')!;
    const teams = balanced([party('a', 1900, 2), party('b', 1100, 2), party('c', 1800), party('d', 1200)], packing);
    expect(teams.map((team) => team.map(({ id }) => id).sort())).toContainEqual(['a', 'd']);
  });
});

describe('a queue', () => {
  it.each([
    ['a bad name', { name: 'No' }],
    ['nobody', { teams: 1, teamSize: 1 }],
    ['half a player', { teamSize: 1.5 }],
    ['a crowd', { teams: MOST_PLAYERS + 1 }],
    ['more ways than can be listed', { teams: 8, teamSize: 8, ranked: false }],
    ['a rank without a ladder', { ladder: undefined }],
    ['a rank of one team', { teams: 1, teamSize: 4 }],
    ['a rank that is filled up', { backfill: true }],
    ['no region', { regions: [] }],
    ['a region twice', { regions: ['eu', 'eu'] }],
    ['the whole world', { regions: Array.from({ length: MOST_REGIONS + 1 }, (_, at) => `r${at}`) }],
    ['too many tickets', { limit: MOST_TICKETS + 1 }],
    ['no time', { ticketMs: 0 }],
    ['no time to accept', { acceptMs: 0 }],
    ['no search', { ratingGap: [] }],
    ['a late search', { ratingGap: [{ afterMs: 1, value: 5 }] }],
    ['an endless search', { ratingGap: [{ afterMs: 0, value: Infinity }] }],
    [
      'a narrowing search',
      {
        ratingGap: [
          { afterMs: 0, value: 5 },
          { afterMs: 9, value: 4 },
        ],
      },
    ],
    [
      'a search of many steps',
      { ratingGap: Array.from({ length: MOST_STEPS + 1 }, (_, at) => ({ afterMs: at, value: at })) },
    ],
    ['a search nowhere', { regionReach: [{ afterMs: 0, value: 0 }] }],
  ])('of %s is refused when it is defined', (_, wrong) => {
    expect(() => checkQueue({ ...duel, ...wrong } as Queue)).toThrow(TypeError);
  });

  it('as it should be is taken', () => {
    expect(checkQueue(duel)).toBe(duel);
  });
});
