/** The routes of letters as calls of their service. */
import type { letterRoutes } from '@rubato/protocol';
import type { Caller, PostOffice } from '@rubato/services';
import { accountOf } from './playing.ts';
import type { RouteHandlers } from './service-routes.ts';

export function letterHandlers({ post }: { readonly post: PostOffice }): RouteHandlers<typeof letterRoutes, Caller> {
  return {
    sendParcel: async (parcel, call) => {
      await post.send(accountOf(call).accountId, parcel);
      return { sent: true };
    },
    parcels: async ({ match, after }, call) => ({
      parcels: await post.list(accountOf(call).accountId, match, after),
    }),
    parcel: async ({ name }, call) => ({ bytes: await post.get(accountOf(call).accountId, name) }),
    dropParcel: async ({ name }, call) => {
      await post.drop(accountOf(call).accountId, name);
      return { dropped: true };
    },
  };
}
