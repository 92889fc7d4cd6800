import { describe, expect, test } from 'vitest';
import { CLAIM_TICKS, HANDS_COUNTED, MOST_CLAIMS, STANDING } from './balance.ts';
import { TestWorld } from './test-world.ts';

const STARS = 11;

describe('a shard', () => {
  test('is taken by whoever stands there long enough, alone', () => {
    const world = new TestWorld();
    expect(world.claim('anna', 'tidebound', STARS)).toBe('applied');
    world.run(9);
    expect(world.shard(STARS)).toMatchObject({ keeper: 'none', claimant: 'tidebound', progress: 36 });
    world.run(1);
    expect(world.shard(STARS)).toMatchObject({ keeper: 'tidebound', claimant: 'none', progress: 0, takenBy: 'anna' });
    expect(world.all('shardTaken')).toEqual([{ shard: STARS, faction: 'tidebound', from: 'none', leader: 'anna' }]);
    expect(world.all('captured')).toEqual([{ shard: STARS, faction: 'tidebound', character: 'anna' }]);
    expect(world.all('released')).toMatchObject([{ character: 'anna', why: 'taken' }]);
    expect(world.state.claims.size).toBe(0);
    const tidebound = [...world.state.factions].find(({ name }) => name === 'tidebound')!;
    expect([tidebound.shards, tidebound.standing]).toEqual([3, STANDING.capture]);
  });

  test('falls faster to more hands, up to a number; each of them took part, the first leads', () => {
    const world = new TestWorld({ captureTicks: 12 });
    for (let hand = 0; hand <= HANDS_COUNTED; hand++) {
      world.claim(`hand ${hand}`, 'pale-choir', STARS);
    }
    world.run(12 / HANDS_COUNTED - 1);
    expect(world.shard(STARS).keeper).toBe('none');
    world.run(1);
    expect(world.shard(STARS).keeper).toBe('pale-choir');
    expect(world.all('captured')).toHaveLength(HANDS_COUNTED + 1);
    expect(world.shard(STARS).takenBy).toBe('hand 0');
  });

  test('is contested while two factions stand there: nobody gets ahead', () => {
    const world = new TestWorld();
    world.claim('anna', 'tidebound', STARS);
    world.run(5);
    world.claim('bert', 'ember-court', STARS);
    world.run(20);
    expect(world.shard(STARS)).toMatchObject({ contested: true, progress: 20, keeper: 'none' });
    world.order({ name: 'release', args: { character: 'bert' } });
    world.run(5);
    expect(world.shard(STARS)).toMatchObject({ contested: false, keeper: 'tidebound' });
    expect(world.all('contested')).toEqual([
      { shard: STARS, contested: true },
      { shard: STARS, contested: false },
    ]);
  });

  test('is defended by its own: they undo what others did, and can’t take what they have', () => {
    const world = new TestWorld();
    world.claim('anna', 'tidebound', 1);
    world.run(6);
    world.order({ name: 'release', args: { character: 'anna' } });
    expect(world.claim('carl', 'ember-court', 1)).toBe('applied');
    world.run(6);
    expect(world.shard(1)).toMatchObject({ keeper: 'ember-court', claimant: 'none', progress: 0 });
    world.run(50);
    expect(world.all('shardTaken')).toEqual([]);
  });

  test('forgets work that is left alone, and another’s work must be undone first', () => {
    const world = new TestWorld();
    world.claim('anna', 'tidebound', STARS);
    world.run(6);
    world.order({ name: 'release', args: { character: 'anna' } });
    world.run(2);
    expect(world.shard(STARS).progress).toBe(16);
    world.claim('bert', 'pale-choir', STARS);
    world.run(4);
    expect(world.shard(STARS)).toMatchObject({ claimant: 'none', progress: 0 });
    world.run(10);
    expect(world.shard(STARS).keeper).toBe('pale-choir');
  });

  test('just taken is guarded for a while', () => {
    const world = new TestWorld();
    world.take('tidebound', 1);
    expect(world.claim('carl', 'ember-court', 1)).toBe('guarded');
    expect(world.claim('anna', 'tidebound', 1)).toBe('applied');
    world.order({ name: 'release', args: { character: 'anna' } });
    world.run(50);
    expect(world.claim('carl', 'ember-court', 1)).toBe('applied');
    expect([...world.state.factions].map(({ standing }) => standing)).toEqual([STANDING.loss, STANDING.capture, 0, 0]);
  });

  test('can be claimed only by somebody, there, who claims no other, while there is room', () => {
    const world = new TestWorld();
    expect(world.claim('', 'tidebound', STARS)).toBe('nobody');
    expect(world.claim('anna', 'tidebound', STARS, 'bell-reef')).toBe('not-here');
    expect(world.claim('anna', 'tidebound', 13, 'bell-reef')).toBe('no-such-shard');
    expect(world.claim('anna', 'tidebound', 0, 'bell-reef')).toBe('no-such-shard');
    expect(world.order({ name: 'release', args: { character: 'anna' } })).toBe('claims-nothing');
    expect(world.claim('anna', 'tidebound', STARS)).toBe('applied');
    expect(world.claim('anna', 'tidebound', STARS)).toBe('claimed-already');
    expect(world.claim('anna', 'tidebound', 12)).toBe('claims-another');
    for (let n = 1; n < MOST_CLAIMS; n++) expect(world.claim(`n${n}`, 'tidebound', STARS)).toBe('applied');
    expect(world.claim('late', 'tidebound', STARS)).toBe('crowded');
    expect(world.claim('x'.repeat(37), 'tidebound', STARS)).toBe('bad-args');
  });

  test('is not stood by for ever: whoever doesn’t claim it anew lets go', () => {
    const world = new TestWorld({ calmTicks: 1_000_000 });
    world.claim('anna', 'ember-court', 1);
    world.run(CLAIM_TICKS - 1);
    expect(world.state.claims.size).toBe(1);
    world.run(1);
    expect(world.state.claims.size).toBe(0);
    expect(world.all('released')).toMatchObject([{ character: 'anna', why: 'weary' }]);
    expect(world.claim('anna', 'ember-court', 1)).toBe('applied');
  });

  test('is given up by whoever travels on', () => {
    const world = new TestWorld();
    world.claim('anna', 'tidebound', STARS);
    const road = { faction: 'tidebound', level: 1, from: 'starfall-crater' } as const;
    expect(world.order({ name: 'travel', args: { character: 'anna', ...road, to: 'mirror-fen' } })).toBe('no-road');
    expect(world.state.claims.size).toBe(1);
    expect(world.order({ name: 'travel', args: { character: 'anna', ...road, to: 'stillpoint' } })).toBe('applied');
    expect(world.state.claims.size).toBe(0);
    expect(world.all('released')).toMatchObject([{ character: 'anna', why: 'left' }]);
    expect(world.all('travelled')).toEqual([
      { character: 'anna', faction: 'tidebound', from: 'starfall-crater', to: 'stillpoint' },
    ]);
    expect(world.order({ name: 'travel', args: { character: '', ...road, to: 'stillpoint' } })).toBe('nobody');
  });
});
