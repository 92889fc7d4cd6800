/** Every declared route, by the name under which clients call it. */
import { authRoutes } from './auth-routes.ts';
import { characterRoutes } from './character-routes.ts';
import { itemRoutes } from './item-routes.ts';
import { tradeRoutes } from './trade-routes.ts';

export const apiRoutes = { ...authRoutes, ...characterRoutes, ...itemRoutes, ...tradeRoutes } as const;

export type ApiRoutes = typeof apiRoutes;
export type ApiRouteName = keyof ApiRoutes;
