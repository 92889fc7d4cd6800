import { expect, test } from 'vitest';
import { configuredMatches, matchesSetting } from './matches-setting.ts';

const queue = { name: 'open', game: 'arena', mode: 'duel', teams: 2, teamSize: 1, ranked: false };
const full = {
  queues: [queue],
  ladders: [{ name: 'arena', periodMs: 1000, board: 'arena' }],
  boards: [{ name: 'arena', order: 'highest', operation: 'set', reset: 'never', keptPeriods: 1, writers: 'server' }],
};

test('queues, ladders and boards are read from the file, and from text as from the file', () => {
  for (const read of [matchesSetting.fromJson(full), matchesSetting.fromText(JSON.stringify(full))])
    expect(read).toMatchObject({ ok: true, value: full });
  expect(matchesSetting.fromText('{"queues":')).toMatchObject({ ok: false });
});

test('what is wrong is named, with its place', () => {
  const wrong = (json: unknown) => {
    const read = matchesSetting.fromJson(json);
    return read.ok ? 'good' : read.problem;
  };
  expect(wrong({ queue: [] })).toMatch(/queue/);
  expect(wrong({ queues: [{ ...queue, teams: 'two' }] })).toMatch(/queues\[0\]\.teams: /);
  expect(wrong({ queues: [{ ...queue, ranked: true }] })).toBe(
    'the queue open: a ranked match has a ladder and two teams or more',
  );
  expect(wrong({ queues: [{ ...queue, name: 'Not a name' }] })).toMatch(/lower-case/);
  expect(wrong({ boards: [{ ...full.boards[0], keptPeriods: 0 }] })).toMatch(/keeps 1 to/);
});

test('they come beside those of the program; one of the same name replaces its, and none of its are there without defaults', () => {
  const read = (json: object) => {
    const { value } = matchesSetting.fromJson(json) as { value: NonNullable<typeof matchesSetting.default> };
    return value;
  };
  const own = configuredMatches({}, read({ queues: [{ ...queue, name: 'own', ticketMs: 1000 }] }), ['here', 'there']);
  expect(own.queues).toMatchObject([
    { name: 'own', settings: '', ticketMs: 1000, regions: ['here', 'there'], limit: 1000 },
  ]);
  const brought = { ...own, queues: [own.queues[0]!, { ...own.queues[0]!, name: 'open', limit: 5 }] };
  expect(configuredMatches(brought, undefined, ['here'])).toEqual(brought);
  expect(configuredMatches(brought, read(full), ['here']).queues).toMatchObject([
    { name: 'own', limit: 1000 },
    { name: 'open', limit: 1000 },
  ]);
  expect(configuredMatches(brought, read({ defaults: false }), ['here'])).toEqual({
    queues: [],
    ladders: [],
    boards: [],
  });
});
