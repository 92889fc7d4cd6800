/** Tells a StatsD server by UDP, every few seconds, what Prometheus could read here. What is lost on the way stays lost. */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Clock, Log } from '@rubato/ports';
import { repeatTask } from '../repeat-task.ts';
import { StatsdLines, type Metric } from './statsd-lines.ts';

/** Of one datagram: what every network takes in one piece. */
export const DATAGRAM_BYTES = 1432;
/** Sent at once; the lines beyond are left out, and counted in the log. */
export const MOST_DATAGRAMS = 64;

export interface StatsdOptions {
  /** `udp://host:port`; the port is 8125 if there is none. */
  readonly url: string;
  readonly everyMs: number;
  readonly read: () => Promise<readonly Metric[]>;
  readonly clock: Clock;
  readonly log: Log;
}

const DEFAULT_PORT = 8125;

/** The returned function tells once more and ends it. */
export function startStatsd({ url, everyMs, read, clock, log }: StatsdOptions): () => Promise<void> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  // Whoever listens to no error is ended by it; a failed sending says the same to its callback.
  socket.on('error', () => {});
  socket.unref();
  const lines = new StatsdLines();
  let [reachable, fits] = [true, true];
  const send = async (): Promise<void> => {
    const { datagrams, left } = packed(lines.of(await read()));
    if (left > 0 && fits) log.log('warn', 'StatsD is told less than there is', { left, datagrams: MOST_DATAGRAMS });
    fits = left === 0;
    const sent = await Promise.allSettled(
      datagrams.map((text) => sendOne(socket, text, { host, port: Number(port) || DEFAULT_PORT })),
    );
    const failed = sent.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
    // Once until it is better: a name that is not known stays so for long.
    if (failed && reachable) log.log('warn', 'StatsD can’t be told', { url, error: String(failed.reason) });
    reachable = failed === undefined;
  };
  const end = repeatTask(send, { clock, log, everyMs, failed: 'StatsD could not be told' });
  return async () => {
    end();
    await send().finally(() => socket.close());
  };
}

function sendOne(socket: Socket, text: string, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) =>
    socket.send(text, port, host, (error) => (error ? reject(error) : resolve())),
  );
}

/** Lines in as few datagrams as they fit into, and how many had no place. */
function packed(lines: readonly string[]): { readonly datagrams: readonly string[]; readonly left: number } {
  const datagrams: string[] = [];
  for (const [at, line] of lines.entries()) {
    const last = datagrams.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= DATAGRAM_BYTES)
      datagrams[datagrams.length - 1] = `${last}\n${line}`;
    else if (datagrams.length < MOST_DATAGRAMS) datagrams.push(line);
    else return { datagrams, left: lines.length - at };
  }
  return { datagrams, left: 0 };
}
