// A real S3 interface: OpenStack Swift, one node, no memcached, on free ports of 127.0.0.1.

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { endianness, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { endPidWithUs, endWithUs, removeWithUs } from './end-with-us.ts';
import { freePort, listening } from './free-port.ts';
import { provisioned } from './provisioned.ts';

export interface SwiftServer {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  stop(): Promise<void>;
}

const BACKENDS = ['account', 'container', 'object'] as const;
const SECRET = 'swift-secret';
const START_MS = 40_000;

/** Whether tests that need S3 can run here: it is started as root, and makes itself its user. */
export const haveSwift =
  process.getuid?.() === 0 &&
  [...BACKENDS, 'proxy' as const].every((part) => provisioned(`swift-${part}`) !== undefined);

export async function startSwift(): Promise<SwiftServer> {
  const folder = removeWithUs(mkdtempSync(join(tmpdir(), 'rubato-swift-')));
  chmodSync(folder, 0o755);
  mkdirSync(`${folder}/node/disk`, { recursive: true });
  const hash = '[swift-hash]\nswift_hash_path_suffix = letters\nswift_hash_path_prefix = test\n';
  writeFileSync(`${folder}/swift.conf`, `${hash}[storage-policy:0]\nname = default\ndefault = yes\n`);
  const ports = await Promise.all(BACKENDS.map(() => freePort()));
  for (const [i, part] of BACKENDS.entries()) makeBackend(folder, part, ports[i] as number);
  const port = await freePort();
  writeFileSync(`${folder}/proxy-server.conf`, proxyConfig(folder, port));
  spawnSync('chown', ['-R', 'swift:swift', folder]);
  const servers = await startAll(folder);
  const stop = () => servers.stop().finally(() => rmSync(folder, { recursive: true, force: true }));
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    for (const backend of ports) await listening(backend, 'Swift', START_MS);
    await healthy(`${endpoint}/healthcheck`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, region: 'us-east-1', accessKeyId: 'letters:tester', secretAccessKey: SECRET, stop };
}

function makeBackend(folder: string, part: (typeof BACKENDS)[number], port: number): void {
  writeFileSync(`${folder}/${part}-server.conf`, backendConfig(folder, part, port));
  writeFileSync(`${folder}/${part}.ring.gz`, ringOf(port));
}

const PART_POWER = 4;

/**
 * A ring of one device, which has all partitions: Swift's builder would have to be started three times for each.
 *
 *   gzip ┌ R1NG ┬ version 1, u16 ┬ length, u32 ┬ what there is, JSON ┬ the device of each partition, u16 of this machine ┐
 *
 * Source: RingData.serialize_v1 of swift/common/ring/ring.py.
 */
function ringOf(port: number): Uint8Array {
  const ip = '127.0.0.1';
  const at = { ip, port, replication_ip: ip, replication_port: port };
  const device = { id: 0, region: 1, zone: 1, device: 'disk', weight: 1, meta: '', ...at };
  const byteorder = endianness() === 'LE' ? 'little' : 'big';
  const json = Buffer.from(
    JSON.stringify({ byteorder, devs: [device], part_shift: 32 - PART_POWER, replica_count: 1, version: 2 }),
  );
  const head = Buffer.from('R1NG\0\x01\0\0\0\0', 'latin1');
  head.writeUInt32BE(json.length, 6);
  return gzipSync(Buffer.concat([head, json, Buffer.alloc(2 ** PART_POWER * 2)]));
}

const common = (folder: string, port: number): string => `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
workers = 0
user = swift
swift_dir = ${folder}
log_address = ${folder}/no-log
`;

const backendConfig = (folder: string, part: string, port: number): string => `${common(folder, port)}
devices = ${folder}/node
mount_check = false
[pipeline:main]
pipeline = ${part}-server
[app:${part}-server]
use = egg:swift#${part}
`;

const proxyConfig = (folder: string, port: number): string => `${common(folder, port)}
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache s3api tempauth slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_letters_tester = ${SECRET} .admin
`;

async function healthy(url: string): Promise<void> {
  const giveUp = Date.now() + START_MS;
  for (;;) {
    const up = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return;
    if (Date.now() > giveUp) throw new Error(`Swift was not healthy within ${START_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * Loads once what all four need, which takes each a second, becomes each of them, and prints their ids. Nothing is collected
 * on demand: as it starts, each would have all that it loaded looked through for every lock of it (`_fix_py3_rlock` of
 * eventlet/patcher.py), which takes another second.
 */
const FORKS = `
import gc, os, runpy, sys
for part in ('account', 'container', 'obj', 'proxy'):
    __import__('swift.%s.server' % part)
gc.collect = lambda *_: 0
pids = []
for program, config in zip(sys.argv[1::2], sys.argv[2::2]):
    pids.append(os.fork())
    if pids[-1] == 0:
        sys.argv = [program, config]
        runpy.run_path(program, run_name='__main__')
        os._exit(0)
print(*pids, flush=True)
for _ in pids:
    os.wait()
`;

async function startAll(folder: string): Promise<{ readonly stop: () => Promise<void> }> {
  const parts = [...BACKENDS, 'proxy' as const];
  const words = parts.flatMap((part) => [provisioned(`swift-${part}`) as string, `${folder}/${part}-server.conf`]);
  const python = /^#! *(\S+)/.exec(readFileSync(words[0] as string, 'utf8'))?.[1] ?? 'python3';
  const parent = spawn(python, ['-c', FORKS, ...words], { stdio: ['ignore', 'pipe', 'ignore'], cwd: folder });
  endWithUs(parent);
  const gone = new Promise<void>((resolve) => {
    parent.once('exit', () => resolve());
    parent.once('error', () => resolve());
  });
  const line = await Promise.race([
    new Promise<string>((resolve) => parent.stdout.once('data', (data: Buffer) => resolve(String(data)))),
    gone.then(() => ''),
  ]);
  if (line === '') throw new Error(`Swift did not start: ${python} ended with ${parent.exitCode}`);
  const pids = line.trim().split(' ').map(Number);
  // Each makes a group of its own.
  const ended = pids.map((pid) => endPidWithUs(pid));
  return {
    stop: async () => {
      // The parent waits for them.
      for (const pid of pids) kill(pid);
      await gone;
      for (const done of ended) done();
    },
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
