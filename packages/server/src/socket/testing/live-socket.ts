/** A socket of the services as a program without our client would hold it: raw texts, and what came back. */
import { WebSocket, type ClientOptions } from 'ws';
import type { SocketEnvelope } from '@rubato/protocol';

export type Heard = SocketEnvelope & { readonly data: Readonly<Record<string, unknown>> };

const PATIENCE_MS = 20_000;
let made = 0;

export class LiveSocket {
  readonly heard: Heard[] = [];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly socket: WebSocket;
  #watchers: (() => void)[] = [];

  constructor(url: string, options: ClientOptions = {}) {
    this.socket = new WebSocket(url, options);
    this.socket.on('message', (text: Buffer) => {
      this.heard.push(JSON.parse(text.toString()) as Heard);
      for (const watch of this.#watchers) watch();
    });
    this.socket.on('error', () => {});
    this.closed = new Promise((resolve) =>
      this.socket.once('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
        for (const watch of this.#watchers) watch();
      }),
    );
  }

  opened(): Promise<this> {
    return new Promise((resolve, reject) => {
      this.socket.once('open', () => resolve(this));
      this.socket.once('error', reject);
    });
  }

  /** Sends a message; returns its id. */
  send(type: string, data: unknown = {}, more: object = {}): string {
    const id = `t${++made}`;
    this.text(JSON.stringify({ type, version: 1, id, timestamp: 0, priority: 'NORMAL', data, ...more }));
    return id;
  }

  text(text: string): void {
    this.socket.send(text);
  }

  /** The answer to a message, whatever it is. */
  async ask(type: string, data: unknown = {}): Promise<Heard> {
    const id = this.send(type, data);
    return this.until(({ re }) => re === id);
  }

  /** The first message for which this holds, whether it has come or is to come. */
  until(holds: (message: Heard) => boolean): Promise<Heard> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(late);
        this.#watchers = this.#watchers.filter((watcher) => watcher !== watch);
      };
      const watch = () => {
        const found = this.heard.find(holds);
        if (found === undefined && this.socket.readyState !== WebSocket.CLOSED) return;
        done();
        if (found) resolve(found);
        else reject(new Error(`closed before it came; heard ${JSON.stringify(this.heard)}`));
      };
      const late = setTimeout(() => {
        done();
        reject(new Error(`it never came; heard ${JSON.stringify(this.heard.slice(-5))}`));
      }, PATIENCE_MS);
      this.#watchers.push(watch);
      watch();
    });
  }

  /** The next notice of this type; what is heard counts only once. */
  async next(type: string): Promise<Heard> {
    const found = await this.until((message) => message.type === type && message.re === undefined);
    this.heard.splice(this.heard.indexOf(found), 1);
    return found;
  }
}

/** Logged in. */
export async function authenticated(url: string, token: string): Promise<LiveSocket> {
  const socket = await new LiveSocket(url).opened();
  const answer = await socket.ask('AUTH_REQUEST', { token });
  if (answer.type !== 'AUTH_RESPONSE') throw new Error(`not admitted: ${JSON.stringify(answer)}`);
  return socket;
}
