// npm run examples [-- NUMBER … | all] [--server URL]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { chosen, menu, type Example } from './menu.ts';
import { createStage, type Stage } from './stage.ts';
import { startRealm } from './start-realm.ts';

const USAGE = `Which example? npm run examples -- NUMBER …, or all; --server URL plays on a server that runs already.\n${menu()}`;

const QUESTION = `\n${menu()}\n\nWhich one? A number, all, or q to leave: `;

process.exitCode = await main();

/** The exit code: 0 when all went well, 1 when an example failed, 2 for what can't be understood. */
async function main(): Promise<number> {
  const call = readCall();
  if (call === undefined) {
    console.error(USAGE);
    return 2;
  }
  const place = await findServer(call.server);
  try {
    const stage = createStage(place.url, (line) => console.log(`  ${line}`));
    return call.examples.length > 0 ? await play(call.examples, stage) : await ask(stage);
  } finally {
    await place.stop();
  }
}

interface Call {
  readonly server: string | undefined;
  /** None: ask. */
  readonly examples: readonly Example[];
}

function readCall(): Call | undefined {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { server: { type: 'string' } } });
    if (values.server !== undefined && !/^https?:$/.test(new URL(values.server).protocol)) return undefined;
    const known = positionals.map(chosen);
    if (known.includes(undefined)) return undefined;
    // Nobody to ask: a script gets to know what there is.
    if (known.length === 0 && !process.stdin.isTTY) return undefined;
    return { server: values.server?.replace(/\/$/, ''), examples: known.flatMap((each) => each ?? []) };
  } catch {
    return undefined;
  }
}

interface Place {
  readonly url: string;
  stop(): Promise<void>;
}

async function findServer(url: string | undefined): Promise<Place> {
  if (url !== undefined) return { url, stop: async () => {} };
  const data = await mkdtemp(join(tmpdir(), 'rubato-examples-'));
  const server = await startRealm(data);
  console.log(`A server of our own runs at ${server.url} until this program ends.`);
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(data, { recursive: true });
    },
  };
}

async function play(list: readonly Example[], stage: Stage): Promise<number> {
  for (const { title, file, run } of list) {
    console.log(`\n${title[0]!.toUpperCase()}${title.slice(1)} (examples/${file})`);
    try {
      await run(stage);
    } catch (error) {
      console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
      return 1;
    }
  }
  return 0;
}

async function ask(stage: Stage): Promise<number> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: QUESTION });
  terminal.on('SIGINT', () => terminal.close());
  let code = 0;
  terminal.prompt();
  // What is typed while an example runs is taken afterwards; the end of the input is an answer, too.
  for await (const line of terminal) {
    const answer = line.trim();
    if (answer === 'q' || answer === '') break;
    const list = chosen(answer);
    if (list === undefined) console.log(`There is no example ${answer}.`);
    else code = await play(list, stage);
    terminal.prompt();
  }
  terminal.close();
  return code;
}
