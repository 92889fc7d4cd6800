import { arena, bot } from '@rubato/arena';
import type { Channel } from '@rubato/ports';
import { connectWebSocket, startServer } from '@rubato/server';
import type { RunningServer } from '@rubato/server';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

type Message = Readonly<Record<string, unknown>> & { readonly type: string };

/** Each message that the client sends, and what the server says before the next. */
interface Step {
  readonly send: string;
  readonly expected: readonly Message[];
}

const REPLY_MS = 5000;

function steps(): Step[] {
  const page = readFileSync(new URL('protocol.md', import.meta.url), 'utf8');
  const exchange = /```json-exchange\n([^]*?)```/.exec(page)![1]!;
  return exchange
    .split(/^C: /m)
    .slice(1)
    .map((part) => {
      const [send = '', ...replies] = part.trim().split('\nS: ');
      return { send, expected: replies.map((reply) => JSON.parse(reply) as Message) };
    });
}

/** What the server said and nobody has looked at. */
class Ear {
  readonly #heard: Message[] = [];
  closed = '';

  constructor(channel: Channel) {
    channel.listen({
      message: (message) => void this.#heard.push(JSON.parse(String(message)) as Message),
      closed: (code, reason) => void (this.closed = `${code} ${reason}`),
    });
  }

  /** The next message that will do; passes over others, which only states and notices may be. */
  async hear(what: Message): Promise<Message> {
    for (const until = performance.now() + REPLY_MS; performance.now() < until && this.closed === '';) {
      const message = this.#heard.shift();
      if (message === undefined) await new Promise((done) => void setTimeout(done, 5));
      else if (answers(message, what)) return message;
      else if (message.type !== 'state' && message.type !== 'notice')
        throw new Error(`${JSON.stringify(message)} came before ${what.type}`);
    }
    throw new Error(`no ${JSON.stringify(what).slice(0, 200)} within ${REPLY_MS} ms; ${this.closed}`);
  }
}

/** Of the same kind; a state that tells of an order or is whole is answered by one that does the same. */
function answers(message: Message, what: Message): boolean {
  if (message.type !== what.type) return false;
  if (what['full'] === true && message['full'] !== true) return false;
  return what['outcomes'] === undefined || message['outcomes'] !== undefined;
}

const data = mkdtempSync(join(tmpdir(), 'rubato-exchange-'));
let server: RunningServer;
beforeAll(async () => {
  const games = [{ game: arena, bot, hz: 30, seats: { default: 4, max: 8 }, fillWithBots: true }];
  server = await startServer({ games, config: { data, port: 0, adminPort: 0 } });
});
afterAll(async () => {
  await server.stop();
  rmSync(data, { recursive: true });
});

it('the exchange of docs/protocol.md, sent line by line to a server, is answered as the page says', async () => {
  const channel = await connectWebSocket(server.socketUrl, { subprotocol: 'rubato.json.v1' });
  const ear = new Ear(channel);
  const script = steps();
  expect(script.length).toBeGreaterThan(6);
  for (const { send, expected } of script) {
    channel.send(send);
    for (const what of expected) {
      const message = await ear.hear(what);
      if (what.type !== 'state') expect(Object.keys(message)).toEqual(Object.keys(what));
      if (what['outcomes'] !== undefined) expect(message['outcomes']).toEqual(what['outcomes']);
      if (what['full'] === true) expect(Object.keys(message['state'] as object)).toContain('ships');
    }
  }
  channel.close(1000, '');
});
