/** HTTP from as little code as can be: what is measured is the server. */
import { connect, type Socket } from 'node:net';
import { Histogram } from '../arena/harness/histogram.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

export interface HttpCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly token?: string | undefined;
  readonly body?: unknown;
}

/** One connection that asks one thing at a time. */
export class HttpConnection {
  readonly #socket: Socket;
  #heard = '';
  #waiting: ((answer: HttpAnswer) => void) | undefined;

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
    this.#socket.on('data', (text) => this.#hear(String(text)));
  }

  ask({ method, path, token, body }: HttpCall): Promise<HttpAnswer> {
    const text = body === undefined ? '' : JSON.stringify(body);
    const lines = [`${method} ${path} HTTP/1.1`, 'Host: bench'];
    if (token !== undefined) lines.push(`Authorization: Bearer ${token}`);
    if (text !== '') lines.push('Content-Type: application/json', `Content-Length: ${text.length}`);
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#socket.write(`${lines.join('\r\n')}\r\n\r\n${text}`, 'latin1');
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #hear(text: string): void {
    this.#heard += text;
    const end = this.#heard.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(this.#heard)?.[1] ?? 0);
    if (this.#heard.length < end + 4 + length) return;
    const answer = { status: Number(this.#heard.slice(9, 12)), body: this.#heard.slice(end + 4, end + 4 + length) };
    this.#heard = this.#heard.slice(end + 4 + length);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(answer);
  }
}

export interface Load {
  readonly done: number;
  readonly elapsedMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Before anything is counted: until then much of the server isn't compiled. */
const WARM_MS = 2000;

/** Lets `count` connections run `work` again and again, each on its own; `begin` is called when they are warm. */
export async function load(
  port: number,
  options: {
    readonly count: number;
    readonly seconds: number;
    readonly begin: () => Promise<void>;
    readonly work: (connection: HttpConnection, at: number) => Promise<void>;
  },
): Promise<Load> {
  const { count, seconds, begin, work } = options;
  const connections = Array.from({ length: count }, () => new HttpConnection(port));
  const latencies = new Histogram();
  let done = 0;
  const until = (endMs: number) =>
    Promise.all(
      connections.map(async (connection, at) => {
        while (performance.now() < endMs) {
          const start = performance.now();
          await work(connection, at);
          latencies.record(performance.now() - start);
          done++;
        }
      }),
    );
  await until(performance.now() + WARM_MS);
  await begin();
  done = 0;
  latencies.reset();
  const start = performance.now();
  await until(start + seconds * 1000);
  for (const connection of connections) connection.close();
  return {
    done,
    elapsedMs: performance.now() - start,
    p50Ms: latencies.quantile(0.5),
    p99Ms: latencies.quantile(0.99),
  };
}
