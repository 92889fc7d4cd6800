import type { LinkTrouble } from '@rubato/client';

const WORDS: Readonly<Record<LinkTrouble, string>> = {
  latency: 'answers take long',
  jitter: 'messages come unevenly',
  loss: 'messages get lost',
  silence: 'nothing comes just now',
};

/** What is wrong with a link, for a player; undefined when nothing is. */
export function troubleInWords(troubles: readonly LinkTrouble[]): string | undefined {
  if (troubles.length === 0) return undefined;
  return `Unstable link: ${troubles.map((trouble) => WORDS[trouble]).join(', ')}.`;
}
