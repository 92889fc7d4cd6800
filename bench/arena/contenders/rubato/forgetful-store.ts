import type { JournalStore } from '@rubato/ports';

/** A store that takes everything and keeps nothing: a journal's cost without its disk. */
export const forgetfulStore: JournalStore = {
  commit: async () => {},
  rooms: async () => [],
  room: async () => undefined,
  read: async () => [],
  retain: async () => 0,
  healthy: async () => {},
  close: async () => {},
};
