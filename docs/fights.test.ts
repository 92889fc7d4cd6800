import { ABILITIES, CREATURES, SUPPLIES, type Ability } from '@rubato/realm';
import { describe, expect, it } from 'vitest';
import { textOf } from './snippets/pages.ts';

const PAGE = 'docs/fights.md';

const cost = ({ mana, stamina }: Ability) => (mana > 0 ? `${mana} mana` : `${stamina} stamina`);

describe('the tables of the page', () => {
  const lines = textOf(PAGE).split('\n');
  const rowOf = (name: string) => lines.find((line) => line.startsWith(`| \`${name}\` |`));

  it('show each faction’s abilities as they are', () => {
    for (const [name, ability] of Object.entries(ABILITIES)) {
      if (ability.faction === undefined) continue;
      const { faction, level, rest, target } = ability;
      const start = `| \`${name}\` | ${faction} | ${level} | ${cost(ability)} | ${rest} | ${target} |`;
      expect([name, rowOf(name)?.slice(0, start.length)]).toEqual([name, start]);
    }
  });

  it('show each creature as it is', () => {
    for (const [name, { level, health, experience, gold }] of Object.entries(CREATURES)) {
      const start = `| \`${name}\` | ${level} | ${health} | ${experience} | ${gold[0]}–${gold[1]} |`;
      expect([name, rowOf(name)?.slice(0, start.length)]).toEqual([name, start]);
    }
  });

  it('show what can be carried', () => {
    for (const [name, { health, spirit }] of Object.entries(SUPPLIES)) {
      const start = `| \`${name}\` | ${health} | ${spirit} |`;
      expect([name, rowOf(name)?.slice(0, start.length)]).toEqual([name, start]);
    }
  });
});
