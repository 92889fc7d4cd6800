/**
 * Players with the real client, which sends each frame so that it arrives just before its tick runs.
 *
 * Timed from outside, at the channel: from the message that carries the frame for a tick to the first snapshot of that
 * tick or a later one.
 */
import { createClient } from '@rubato/client';
import type { Client, Match } from '@rubato/client';
import { decodeInput, INPUT_CODE, SNAPSHOT_CODE, subprotocols } from '@rubato/protocol';
import type { Channel } from '@rubato/ports';
import { NodeClock } from '../../../../packages/server/src/node/node-clock.ts';
import { nodeRandom } from '../../../../packages/server/src/node/node-random.ts';
import { connectWebSocket } from '../../../../packages/server/src/websocket/connect.ts';
import { Histogram } from '../../harness/histogram.ts';
import type { Companions } from '../../harness/load-side.ts';
import { sticks, workload } from '../../harness/workload.ts';
import { benchGame } from './game.ts';
import { readSnapshotHead } from './snapshot-head.ts';

export async function invite(port: number, count: number): Promise<Companions> {
  const latency = new Histogram();
  const clock = new NodeClock();
  const clients: Client[] = [];
  const matches: Match<typeof benchGame>[] = [];
  for (let at = 0; at < count; at++) {
    const client = createClient({
      urls: [`ws://127.0.0.1:${port}/`],
      clock,
      random: nodeRandom,
      program: 'bench',
      dial: async (url) => timed(await connectWebSocket(url, { subprotocol: subprotocols.binary }), latency),
    });
    clients.push(client);
    matches.push(
      await (at % workload.players === 0
        ? client.create(benchGame)
        : client.join(benchGame, { room: matches.at(-1)!.roomId })),
    );
  }
  let turn = 0;
  const steering = setInterval(() => {
    turn++;
    matches.forEach((match, at) => match.hold(sticks[(turn + at) % sticks.length]!));
  }, 1000 / workload.inputHz);
  return {
    mark: () => latency.reset(),
    stats: () => ({ clients: count, frameToStateMs: latency.summary, each: matches.map((match) => match.stats) }),
    close() {
      clearInterval(steering);
      for (const client of clients) client.close();
    },
  };
}

/** Ticks whose sending time is kept. */
const KEPT = 64;

/** The channel itself, its messages timed. */
function timed(channel: Channel, latency: Histogram): Channel {
  const sentMs = new Float64Array(KEPT);
  let awaited = 0;
  let sent = 0;
  return {
    reliable: channel.reliable,
    trusted: channel.trusted,
    peer: channel.peer,
    subprotocol: channel.subprotocol,
    get queuedBytes() {
      return channel.queuedBytes;
    },
    get open() {
      return channel.open;
    },
    close: (code, reason) => channel.close(code, reason),
    send(message) {
      if (typeof message !== 'string' && message[0] === INPUT_CODE) {
        const { firstTick, frameCount } = decodeInput(message);
        const newest = firstTick + frameCount - 1;
        for (let tick = Math.max(sent + 1, firstTick); tick <= newest; tick++) sentMs[tick % KEPT] = performance.now();
        if (sent === 0) awaited = firstTick;
        sent = Math.max(sent, newest);
      }
      channel.send(message);
    },
    listen: (listener) =>
      channel.listen({
        closed: (code, reason) => listener.closed(code, reason),
        message(message) {
          if (typeof message !== 'string' && message[0] === SNAPSHOT_CODE && sent > 0) {
            const { tick } = readSnapshotHead(message);
            for (; awaited <= Math.min(tick, sent); awaited++)
              latency.record(performance.now() - sentMs[awaited % KEPT]!);
          }
          listener.message(message);
        },
      }),
  };
}
