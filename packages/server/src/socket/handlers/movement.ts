/** MOVE, LOCATION_UPDATE and POSITION_UPDATE. */
import type { movementMessages } from '@rubato/protocol';
import { Refused, type Presence, type Travel } from '@rubato/services';
import type { SocketHandlers } from '../socket-handlers.ts';

export interface MovementParts {
  readonly presence: Presence;
  readonly travel: Travel;
}

export function movementSocketHandlers({ presence, travel }: MovementParts): SocketHandlers<typeof movementMessages> {
  return {
    MOVE: (caller, { toLocationId: toId, fromLocationId: fromId, position }) =>
      travel.go(caller, { toId, fromId, position }),
    LOCATION_UPDATE: async (caller, { locationId }) => {
      const reply = await presence.nearby(caller);
      if (locationId !== undefined && locationId !== reply.locationId)
        throw new Refused('not-allowed', `your character is at ${reply.locationId}, and sees nobody elsewhere`);
      return { reply };
    },
    POSITION_UPDATE: async (caller, motion) => ({ notify: presence.move(caller, motion).notify }),
  };
}
