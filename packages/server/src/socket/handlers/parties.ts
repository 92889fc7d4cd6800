/** PARTY_*: the same parties as by the routes. */
import type { partyMessages } from '@rubato/protocol';
import { Refused, type Parties } from '@rubato/services';
import type { PlayingCaller, SocketHandlers } from '../socket-handlers.ts';

export function partySocketHandlers(parties: Parties): SocketHandlers<typeof partyMessages> {
  /** Whoever names a party means that one: by now the caller may be in another. */
  const meant = async (caller: PlayingCaller, partyId: string | undefined) => {
    if (partyId !== undefined && (await parties.of(caller))?.id !== partyId)
      throw new Refused('not-found', 'you are not in this party');
  };
  const nothing = async (outcome: ReturnType<Parties['leave']>) => ({ reply: {}, notify: (await outcome).notify });
  return {
    PARTY_CREATE: (caller, { partyName: name }) => parties.create(caller, { name }),
    PARTY_INVITE: (caller, wanted) => parties.invite(caller, wanted),
    PARTY_ACCEPT: (caller, { inviteId }) => parties.accept(caller, inviteId),
    PARTY_DECLINE: (caller, { inviteId }) => nothing(parties.decline(caller, inviteId)),
    PARTY_LEAVE: async (caller, { partyId }) => {
      await meant(caller, partyId);
      return nothing(parties.leave(caller));
    },
    PARTY_KICK: async (caller, { partyId, characterId }) => {
      await meant(caller, partyId);
      return parties.kick(caller, characterId);
    },
    PARTY_DISBAND: async (caller, { partyId }) => {
      await meant(caller, partyId);
      return nothing(parties.disband(caller));
    },
    PARTY_UPDATE: async (caller) => ({ reply: { party: await parties.of(caller) } }),
  };
}
