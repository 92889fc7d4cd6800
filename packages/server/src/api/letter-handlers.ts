/** The routes of letters as calls of their service. */
import type { letterRoutes } from '@rubato/protocol';
import { Refused, TURN_MS, type Caller, type PostOffice } from '@rubato/services';
import type { LetterCard } from '../turns/leaving-file.ts';
import type { TurnServices } from '../turns/start-turns.ts';
import { accountOf } from './playing.ts';
import type { RouteHandlers } from './service-routes.ts';

export function letterHandlers({
  post,
  turns: { moves },
}: {
  readonly post: PostOffice;
  readonly turns: Pick<TurnServices, 'moves'>;
}): RouteHandlers<typeof letterRoutes, Caller> {
  return {
    setLetterCard: async ({ id, ...card }, call) => {
      await moves.setCard(accountOf(call).accountId, id, checkedCard(card));
      return { agreed: true };
    },
    moveToFile: async ({ id, mode, referee }, call) => {
      const wish = { gameId: id, mode, ...(referee && { referee: checkedCard(referee) }) };
      const { matchId, turn, bytes } = await moves.leave(accountOf(call).accountId, wish);
      return { match: matchId, turn, file: bytes };
    },
    moveFromFile: async ({ file, turnMs }, call) => {
      if (turnMs < TURN_MS.least || turnMs > TURN_MS.most)
        throw new Refused('bad-value', `turnMs must be from ${TURN_MS.least} to ${TURN_MS.most}, not ${turnMs}`);
      const { id, matchId, turn } = await moves.enter(accountOf(call).accountId, file, turnMs);
      return { id, match: matchId, turn };
    },
    seatClaim: ({ id }, call) => moves.claimOf(accountOf(call).accountId, id),
    claimSeat: async ({ id, player, signature }, call) => {
      await moves.claim(accountOf(call).accountId, id, { player, signature });
      return { claimed: true };
    },
    sendParcel: async (parcel, call) => {
      await post.send(accountOf(call).accountId, parcel);
      return { sent: true };
    },
    parcels: async (wish, call) => ({ parcels: await post.list(accountOf(call).accountId, wish) }),
    parcel: async ({ name }, call) => ({ bytes: await post.get(accountOf(call).accountId, name) }),
    dropParcel: async ({ name }, call) => {
      await post.drop(accountOf(call).accountId, name);
      return { dropped: true };
    },
  };
}

const ID = /^[a-z0-9_]+(-[a-z0-9_]+)*$/;
const KEY = /^[A-Za-z0-9_-]{43}$/;

/** Throws Refused `bad-value`. */
function checkedCard(card: LetterCard): LetterCard {
  const { player, name, sign, seal } = card;
  if (!ID.test(player) || name.length > 64 || /\p{Cc}/u.test(name) || !KEY.test(sign) || !KEY.test(seal))
    throw new Refused('bad-value', 'a card has a player (a-z, 0-9, _ and hyphens), a name, and two keys as base64url');
  return card;
}
