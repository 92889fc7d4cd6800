/** The thread of turns: the entry file of its own bundle. It loads the games from the module that the server was given. */
import { parentPort, workerData } from 'node:worker_threads';
import { kernelRules } from './kernel-rules.ts';
import type { TurnGame } from './turn-game.ts';
import { READY, TurnAnswerer, type TurnJob, type TurnReply } from './turn-jobs.ts';

const port = parentPort!;
const { module } = workerData as { readonly module: string };

main().catch((error: unknown) => reply({ id: READY, error: wordsOf(error) }));

async function main(): Promise<void> {
  const { turnGames } = (await import(module)) as { readonly turnGames?: readonly TurnGame[] };
  if (!Array.isArray(turnGames)) throw new TypeError(`${module} exports no list turnGames`);
  const answerer = new TurnAnswerer((turnGames as readonly TurnGame[]).map(kernelRules));
  port.on('message', ({ id, job }: { readonly id: number; readonly job: TurnJob }) => {
    try {
      reply({ id, value: answerer.answer(job) });
    } catch (error) {
      const refused = error instanceof TypeError || error instanceof SyntaxError;
      reply({ id, ...(refused ? { error: error.message, refused } : { error: wordsOf(error) }) });
    }
  });
  reply({ id: READY, value: undefined });
}

function reply(message: TurnReply): void {
  port.postMessage(message);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
