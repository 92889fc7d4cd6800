import type { Bus, Log } from '@rubato/ports';
import { LocalBus } from './local-bus.ts';

/** The bus between the servers of one world; one that is alone has its own. The caller closes it. */
export async function openBus(log: Log): Promise<Bus> {
  return new LocalBus((error) => log.log('error', 'what was told could not be handled', { error }));
}
