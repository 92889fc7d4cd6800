// The examples by their numbers.
import { connect } from './1-connect.ts';
import { handlers } from './2-handlers.ts';
import { chat } from './3-chat.ts';
import { characters } from './4-characters.ts';
import { world } from './5-world.ts';
import { party } from './6-party.ts';
import { combat } from './7-combat.ts';
import { server } from './8-server.ts';
import type { Stage } from './stage.ts';

export interface Example {
  readonly title: string;
  readonly file: string;
  run(stage: Stage): Promise<void>;
}

export const examples: readonly Example[] = [
  { title: 'a simple connection', file: '1-connect.ts', run: connect },
  { title: 'handlers for what others do', file: '2-handlers.ts', run: handlers },
  { title: 'several clients talk', file: '3-chat.ts', run: chat },
  { title: 'the characters of an account', file: '4-characters.ts', run: characters },
  { title: 'the state of the world', file: '5-world.ts', run: world },
  { title: 'a party', file: '6-party.ts', run: party },
  { title: 'a fight', file: '7-combat.ts', run: combat },
  { title: 'a server of your own', file: '8-server.ts', run: server },
];

export const menu = (): string => examples.map(({ title }, place) => `  ${place + 1}  ${title}`).join('\n');

/** Those that somebody asks for, by number or `all`; undefined for what is neither. */
export function chosen(word: string): readonly Example[] | undefined {
  if (word === 'all') return examples;
  const example = /^\d$/.test(word) ? examples[Number(word) - 1] : undefined;
  return example && [example];
}
