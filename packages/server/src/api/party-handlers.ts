/** The routes of parties as calls of their service. */
import type { partyRoutes } from '@rubato/protocol';
import type { Caller, Parties, Told as Outcome } from '@rubato/services';
import type { Told } from '../socket/told.ts';
import { playerOf } from './playing.ts';
import type { RouteHandlers } from './service-routes.ts';

export interface PartyParts {
  readonly parties: Parties;
  readonly deliver: (told: readonly Told[]) => void;
}

export function partyHandlers({ parties, deliver }: PartyParts): RouteHandlers<typeof partyRoutes, Caller> {
  const done = async <T>(outcome: Promise<Outcome<T>>): Promise<T> => {
    const { reply, notify } = await outcome;
    deliver(notify);
    return reply;
  };
  const nothing = async (outcome: Promise<Outcome<void>>) => {
    await done(outcome);
    return {};
  };
  return {
    party: ({ id }, call) => parties.get(playerOf(call), id),
    ownParty: async (_input, call) => {
      const player = playerOf(call);
      const [party, invites] = await Promise.all([parties.of(player), parties.invites(player)]);
      return { party, invites };
    },
    createParty: ({ name }, call) => done(parties.create(playerOf(call), { name })),
    inviteToParty: (wanted, call) => done(parties.invite(playerOf(call), wanted)),
    acceptPartyInvite: ({ inviteId }, call) => done(parties.accept(playerOf(call), inviteId)),
    declinePartyInvite: ({ inviteId }, call) => nothing(parties.decline(playerOf(call), inviteId)),
    leaveParty: (_input, call) => nothing(parties.leave(playerOf(call))),
    kickFromParty: ({ characterId }, call) => done(parties.kick(playerOf(call), characterId)),
    leadParty: ({ characterId }, call) => done(parties.lead(playerOf(call), characterId)),
    disbandParty: (_input, call) => nothing(parties.disband(playerOf(call))),
  };
}
