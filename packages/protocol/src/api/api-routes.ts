/** Every declared route, by the name under which clients call it. */
import { authRoutes } from './auth-routes.ts';
import { banRoutes } from './ban-routes.ts';
import { boardRoutes } from './board-routes.ts';
import { characterRoutes } from './character-routes.ts';
import { chatRoutes } from './chat-routes.ts';
import { fightRoutes } from './fight-routes.ts';
import { identityRoutes } from './identity-routes.ts';
import { itemRoutes } from './item-routes.ts';
import { letterRoutes } from './letter-routes.ts';
import { ladderRoutes } from './ladder-routes.ts';
import { matchRoutes } from './match-routes.ts';
import { notificationRoutes } from './notification-routes.ts';
import { partyRoutes } from './party-routes.ts';
import { presenceRoutes } from './presence-routes.ts';
import { seekRoutes } from './seek-routes.ts';
import { socialRoutes } from './social-routes.ts';
import { tournamentRoutes } from './tournament-routes.ts';
import { tradeRoutes } from './trade-routes.ts';
import { turnRoutes } from './turn-routes.ts';
import { questRoutes, worldRoutes } from './world-routes.ts';

export const apiRoutes = {
  ...authRoutes,
  ...identityRoutes,
  ...banRoutes,
  ...characterRoutes,
  ...itemRoutes,
  ...tradeRoutes,
  ...partyRoutes,
  ...chatRoutes,
  ...socialRoutes,
  ...presenceRoutes,
  ...fightRoutes,
  ...worldRoutes,
  ...questRoutes,
  ...matchRoutes,
  ...boardRoutes,
  ...ladderRoutes,
  ...turnRoutes,
  ...seekRoutes,
  ...tournamentRoutes,
  ...notificationRoutes,
  ...letterRoutes,
} as const;

export type ApiRoutes = typeof apiRoutes;
export type ApiRouteName = keyof ApiRoutes;
