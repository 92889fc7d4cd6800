import type { Bus, Log } from '@rubato/ports';
import { LocalBus } from './local-bus.ts';
import { openRedisBus } from './redis-bus.ts';

/** The bus between the servers of one world; one that is alone has its own. Rejects with BusUnreachable; the caller closes it. */
export async function openBus(url: string | undefined, log: Log): Promise<Bus> {
  if (url !== undefined) return openRedisBus({ url, log });
  return new LocalBus((error) => log.log('error', 'what was told could not be handled', { error }));
}
