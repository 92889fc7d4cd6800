import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import type { JournalBatch } from '@rubato/ports';
import { journalStoreContract } from '@rubato/ports/contracts';
import { openDatabase } from './driver.ts';
import { JOURNAL_FILE } from './open-journal.ts';
import { spawnWorker } from './spawn-worker.ts';
import { SqliteStore } from './sqlite-store.ts';
import { crash } from './testing/crash.ts';
import { WorkerLink } from './worker-link.ts';

journalStoreContract({ describe, it }, 'SQLite', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'rubato-contract-'));
  let { store, kill } = await openKillable(directory);
  let failing = false;
  const commit = (batch: JournalBatch): Promise<void> => {
    if (!failing) return SqliteStore.prototype.commit.call(store, batch);
    failing = false;
    return commitRefused(directory, store, batch);
  };
  const reopened = async () => {
    ({ store, kill } = await openKillable(directory));
    return store;
  };
  return {
    store: Object.assign(Object.create(null), methodsOf(store), { commit }),
    reopen: async () => {
      await store.close();
      return reopened();
    },
    crash: async () => {
      await kill();
      return reopened();
    },
    failNext: () => {
      failing = true;
    },
    stop: async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
});

async function openKillable(directory: string): Promise<{ store: SqliteStore; kill: () => Promise<unknown> }> {
  const worker = spawnWorker({ directory, synchronous: 'full', readOnly: false });
  const link = new WorkerLink(worker);
  await link.opened();
  return { store: new SqliteStore(link, { directory }), kill: () => crash(worker) };
}

/** Lets the database itself refuse the write: a trigger, set from another connection, aborts it at its last step. */
async function commitRefused(directory: string, store: SqliteStore, batch: JournalBatch): Promise<void> {
  const database = openDatabase(join(directory, JOURNAL_FILE));
  try {
    for (const table of ['room', 'batch'])
      database.exec(
        `create trigger refuse_${table} after insert on ${table} begin select raise(abort, 'refused'); end`,
      );
    await store.commit(batch);
  } finally {
    for (const table of ['room', 'batch']) database.exec(`drop trigger refuse_${table}`);
    database.close();
  }
}

function methodsOf(store: SqliteStore) {
  return {
    rooms: store.rooms.bind(store),
    room: store.room.bind(store),
    read: store.read.bind(store),
    retain: store.retain.bind(store),
    healthy: store.healthy.bind(store),
    close: store.close.bind(store),
  };
}
