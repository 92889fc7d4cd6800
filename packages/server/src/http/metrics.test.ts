import { request } from 'node:http';
import { expect, test } from 'vitest';
import { newCounters } from '@rubato/host';
import { createAdminServer } from './admin.ts';
import { closeServer } from './http-server.ts';
import { listenOn } from './listen.ts';
import { createMetrics } from './metrics.ts';

test('metrics show the host’s counts as they are now, durations as histograms, and the process', async () => {
  const metrics = createMetrics();
  const counters = newCounters();
  metrics.watch({
    counters,
    rooms: () => new Map([['arena', 3]]),
    gauges: { rubato_clients: { help: 'Open connections', value: () => 12 } },
  });
  metrics.gauge('rubato_service_sockets', 'Open sockets of the services', () => 4);
  counters.ticks = 5;
  counters.messagesIn = 7;
  counters.bytesOut = 900;
  counters.refused.set('bad-signature', 2);
  counters.flags.set('too-precise', 1);
  metrics.observer.lateness(3);
  metrics.observer.commit(12, 5000);
  metrics.refusedSocket('origin');
  await metrics.registry.metrics();
  counters.ticks = 6;
  const text = await metrics.registry.metrics();
  for (const line of [
    'rubato_ticks_total 6',
    'rubato_messages_total{direction="in"} 7',
    'rubato_bytes_total{direction="out"} 900',
    'rubato_refused_total{reason="bad-signature"} 2',
    'rubato_flags_total{kind="too-precise"} 1',
    'rubato_refused_sockets_total{reason="origin"} 1',
    'rubato_rooms{game="arena"} 3',
    'rubato_clients 12',
    'rubato_service_sockets 4',
    'rubato_closed_slow_total 0',
    'rubato_tick_lateness_seconds_bucket{le="0.002"} 0',
    'rubato_tick_lateness_seconds_bucket{le="0.004"} 1',
    'rubato_commit_seconds_bucket{le="0.02"} 1',
    'rubato_commit_bytes_sum 5000',
  ])
    expect(text.split('\n')).toContain(line);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  expect(text).toMatch(/^process_resident_memory_bytes /m);
});

test('the operator’s door answers on loopback names only, and only for metrics', async () => {
  const server = createAdminServer(createMetrics().registry);
  const port = await listenOn(server, { host: '127.0.0.1', port: 0, chosen: true, skip: [], flag: '' });
  const status = (path: string, host: string, method = 'GET') =>
    new Promise<number | undefined>((resolve) =>
      request({ port, path, method, headers: { host }, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end(),
    );
  expect(await status('/metrics', `127.0.0.1:${port}`)).toBe(200);
  expect(await status('/metrics?x', 'localhost')).toBe(200);
  expect(await status('/metrics', 'evil.example')).toBe(403);
  expect(await status('/other', 'localhost')).toBe(404);
  expect(await status('/metrics', 'localhost', 'POST')).toBe(404);
  await closeServer(server);
});
