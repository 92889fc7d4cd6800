/** Tells every server, this one too, what was committed. */
import type { Bus, Clock, Log } from '@rubato/ports';
import type { SessionsEnded } from '@rubato/services';
import { nextId } from '../socket/service-socket.ts';
import { decodeTold, encodeTold, TOLD_TOPIC } from '../socket/told-codec.ts';
import type { Told } from '../socket/told.ts';

export interface TellerParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
}

/** A notice that is not as declared is our own bug: it is logged, and the rest is told. */
export function tellerOn({ bus, clock, log }: TellerParts): (told: readonly Told[]) => void {
  return (told) => {
    for (const one of told) {
      try {
        bus.publish(TOLD_TOPIC, encodeTold(one, { id: nextId(), timestamp: Math.floor(clock.wallMs()) }));
      } catch (error) {
        log.log('error', 'a notice could not be told', { error, notice: 'type' in one ? one.type : one.kind });
      }
    }
  };
}

/** Hears which sessions end, on whichever server; the result stops that. */
export function hearSessionsEnd(bus: Bus, ended: (sessions: SessionsEnded) => void): Promise<() => Promise<void>> {
  return bus.subscribe(TOLD_TOPIC, (message) => {
    const told = decodeTold(message);
    if (told?.kind === 'sessions-ended') ended(told);
  });
}
