import { SCENARIO_NAMES, scenarioOf, tactics } from '@rubato/tactics';
import { describe, expect, it } from 'vitest';
import { BATTLES, battleTitle, TACTICS } from './battles.ts';

describe('the battles of tournaments', () => {
  it('are those of the game', () => {
    expect(TACTICS).toBe(tactics.name);
    expect(BATTLES).toEqual(SCENARIO_NAMES.map((value) => ({ value, label: `Tactics: ${scenarioOf[value].title}` })));
  });

  it('are named by a tournament’s settings', () => {
    expect(battleTitle('tactics', '{"scenario":"beacon"}')).toBe('Tactics: The Beacon');
    expect(battleTitle('tactics', '{}')).toBe('Tactics: Asteroid Belt Ambush');
    expect(battleTitle('tactics', '{"scenario":"new"}')).toBe('Tactics');
    expect(battleTitle('tactics', 'no JSON')).toBe('Tactics');
    expect(battleTitle('chess', '{}')).toBe('chess');
  });
});
