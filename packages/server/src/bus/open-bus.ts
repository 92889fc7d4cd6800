// What speaks to Redis is read only by a server that has one.
import type { Bus, Log } from '@rubato/ports';
import { LocalBus } from './local-bus.ts';
import type { RedisRates } from './redis-rates.ts';

/** The bus between the servers of one world; one that is alone has its own. Rejects with BusUnreachable; the caller closes it. */
export async function openBus(url: string | undefined, log: Log): Promise<Bus> {
  if (url !== undefined) return (await import('./redis-bus.ts')).openRedisBus({ url, log });
  return new LocalBus((error) => log.log('error', 'what was told could not be handled', { error }));
}

/** The limits that those servers share; the caller closes them. */
export async function openRates(url: string | undefined, log: Log): Promise<RedisRates | undefined> {
  return url === undefined ? undefined : new (await import('./redis-rates.ts')).RedisRates({ url, log });
}
