/**
 * Makes everything that the kernel generates text for, and answers that text as a module. Runs at build time, bundled
 * together with a game: what it makes here is what the page will ask for there.
 */
import { codecsOf, type AnyGame } from '@rubato/game';
import { clientMessages, serverMessages } from '@rubato/protocol';
import { BitWriter, compiledModule, encodeDelta, Store } from '@rubato/schema';

/** Row classes, delta loops, and the codecs of frames, commands, events and settings. Throws when the folder exports no such game. */
export function emitGame(folder: Readonly<Record<string, unknown>>, name: string): string {
  const game = Object.values(folder).find((value): value is AnyGame => isGame(value) && value.name === name);
  if (!game) throw new Error(`games/${name}/src/index.ts exports no game called ${name}`);
  const { layout } = codecsOf(game);
  // The loops of the delta codec are made by its first use.
  encodeDelta(undefined, new Store(layout).snapshot(), new BitWriter());
  return compiledModule();
}

/** The messages of the binary protocol. */
export function emitProtocol(): string {
  // Their codecs are made when they are first looked at.
  for (const message of [...Object.values(clientMessages), ...Object.values(serverMessages)]) void message.codec;
  return compiledModule();
}

function isGame(value: unknown): value is AnyGame {
  const game = value as Partial<AnyGame> | null;
  return typeof game === 'object' && typeof game?.name === 'string' && typeof game.setup === 'function';
}
