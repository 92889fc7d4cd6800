import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { ManualClock, RecordingLog } from '@rubato/ports/doubles';
import { startServer } from '../serve.ts';
import { DATAGRAM_BYTES, MOST_DATAGRAMS, startStatsd } from './statsd-exporter.ts';
import { LINE_BYTES, StatsdLines, type Metric } from './statsd-lines.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const gauge = (name: string, value: number, labels = {}): Metric => ({
  name,
  type: 'gauge',
  values: [{ value, labels }],
});

/** A server of StatsD that keeps what it hears. */
async function statsd() {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const datagrams: string[] = [];
  socket.on('message', (bytes) => datagrams.push(bytes.toString()));
  ends.push(() => socket.close());
  return { datagrams, url: `udp://127.0.0.1:${socket.address().port}` };
}

function started(url: string, read: () => readonly Metric[]) {
  const [clock, log] = [new ManualClock(), new RecordingLog()];
  const end = startStatsd({ url, everyMs: 10_000, read: async () => read(), clock, log });
  let ended: Promise<void> | undefined;
  const stop = () => (ended ??= end());
  ends.push(stop);
  return { clock, log, stop, warnings: () => log.lines.map(({ message }) => message) };
}

it('writes gauges as they are, counters by what they grew, histograms by count and sum', () => {
  const lines = new StatsdLines();
  const counter = (value: number): Metric => ({
    name: 'bytes',
    type: 'counter',
    values: [{ value, labels: { to: 'in' } }],
  });
  const histogram = (count: number): Metric => ({
    name: 'late',
    type: 'histogram',
    values: [
      { value: 1, labels: { le: 0.5 }, metricName: 'late_bucket' },
      { value: count / 8, labels: {}, metricName: 'late_sum' },
      { value: count, labels: {}, metricName: 'late_count' },
    ],
  });
  expect(lines.of([gauge('rooms', 3, { game: 'are:na|x' }), counter(5), histogram(2)])).toEqual([
    'rooms.are_na_x:3|g',
    'bytes.in:5|c',
    'late.sum:0.250000|c',
    'late.count:2|c',
  ]);
  expect(lines.of([gauge('rooms', 3), counter(12), histogram(2)])).toEqual(['rooms:3|g', 'bytes.in:7|c']);
  // Counted anew from 0.
  expect(lines.of([counter(4)])).toEqual(['bytes.in:4|c']);
  expect(lines.of([gauge('offset', -2), gauge('none', NaN)])).toEqual(['offset:0|g', 'offset:-2|g']);
  const long = 'x'.repeat(LINE_BYTES - 'g.:1|g'.length);
  expect(lines.of([gauge('g', 1, { long }), gauge('g', 1, { long: `${long}x` })])).toEqual([`g.${long}:1|g`]);
});

it('tells in whole lines, in datagrams of a bounded size, every so often and at the end', async () => {
  const { datagrams, url } = await statsd();
  const many = Array.from({ length: 100 }, (_, at) => gauge(`a_metric_with_a_name_${at}`, at));
  const { clock, stop, warnings } = started(url, () => many);
  expect(datagrams).toEqual([]);
  clock.advance(10_000);
  const lines = () => datagrams.flatMap((datagram) => datagram.split('\n'));
  await vi.waitFor(() => expect(lines()).toHaveLength(100));
  expect(lines()[7]).toBe('a_metric_with_a_name_7:7|g');
  expect(datagrams.length).toBeLessThan(5);
  expect(Math.max(...datagrams.map((datagram) => datagram.length))).toBeLessThanOrEqual(DATAGRAM_BYTES);
  await stop();
  await vi.waitFor(() => expect(lines()).toHaveLength(200));
  expect(warnings()).toEqual([]);
});

it(`sends at most ${MOST_DATAGRAMS} datagrams at once, and says once that there is more`, async () => {
  const { datagrams, url } = await statsd();
  const name = 'x'.repeat(LINE_BYTES - 10);
  const many = Array.from({ length: MOST_DATAGRAMS * 6 }, (_, at) => gauge(`${name}${at}`, 1));
  let reads = 0;
  const { clock, stop, warnings } = started(url, () => (reads++, many));
  clock.advance(10_000);
  await vi.waitFor(() => expect(datagrams).toHaveLength(MOST_DATAGRAMS));
  await stop();
  await vi.waitFor(() => expect(datagrams).toHaveLength(2 * MOST_DATAGRAMS));
  expect(reads).toBe(2);
  expect(warnings()).toEqual(['StatsD is told less than there is']);
});

it('goes on when nobody listens or the name is not known, and says so once', async () => {
  let reads = 0;
  const { clock, warnings } = started('udp://nobody.invalid:8125', () => [gauge('rooms', reads++)]);
  for (const times of [1, 2, 3]) {
    await vi.waitFor(() => {
      clock.advance(10_000);
      expect(reads).toBeGreaterThanOrEqual(times);
    });
  }
  await vi.waitFor(() => expect(warnings()).toEqual(['StatsD can’t be told']));
});

it('is told by a started server what its page of metrics shows, the last time as it stops', async () => {
  const { datagrams, url } = await statsd();
  const data = mkdtempSync(join(tmpdir(), 'rubato-statsd-'));
  ends.push(() => rmSync(data, { recursive: true, force: true }));
  const server = await startServer({ games: [], config: { data, port: 0, adminPort: 0, statsd: url } });
  await server.stop();
  const lines = await vi.waitFor(() => {
    const heard = datagrams.flatMap((datagram) => datagram.split('\n'));
    expect(heard).toContain('rubato_service_sockets:0|g');
    return heard;
  });
  expect(lines.some((line) => /^process_resident_memory_bytes:\d+\|g$/.test(line))).toBe(true);
  for (const line of lines) expect(line).toMatch(/^[\w.-]+:-?\d+(\.\d+)?\|[gc]$/);
});
