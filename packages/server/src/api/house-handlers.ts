/** The routes of bans and of external identities as calls of their services. */
import type { banRoutes, identityRoutes } from '@rubato/protocol';
import { Refused, type Accounts, type Caller, type ExternalIdentity, type Moderation } from '@rubato/services';
import { IdentityRefused, IssuerUnavailable, type OidcIssuer, type OidcVerifier } from '../auth/oidc.ts';
import type { Told } from '../socket/told.ts';
import { addressGroup } from '../websocket/peer-address.ts';
import { accountOf } from './playing.ts';
import type { RouteHandlers } from './service-routes.ts';

export function banHandlers({
  moderation,
}: {
  readonly moderation: Moderation;
}): RouteHandlers<typeof banRoutes, Caller> {
  return {
    bans: async (_input, call) => ({ bans: await moderation.own(accountOf(call), addressGroup(call.address)) }),
    appealBan: async ({ id, note }, call) => {
      await moderation.appeal(accountOf(call), id, note);
      return {};
    },
  };
}

export interface IdentityParts {
  readonly accounts: Accounts;
  readonly issuers: readonly OidcIssuer[];
  readonly verifier: OidcVerifier;
  readonly deliver: (told: readonly Told[]) => void;
}

export function identityHandlers(parts: IdentityParts): RouteHandlers<typeof identityRoutes, Caller> {
  const { accounts, issuers, verifier, deliver } = parts;
  return {
    issuers: async () => ({ issuers }),
    identityLogin: async ({ issuer, idToken }, { address, program }) => {
      const identity = await verified(verifier, issuer, idToken);
      const { reply, notify } = await accounts.loginWithIdentity(identity, { address: addressGroup(address), program });
      deliver(notify);
      return reply;
    },
    linkIdentity: async ({ issuer, idToken }, call) => {
      await accounts.linkIdentity(accountOf(call), await verified(verifier, issuer, idToken));
      return {};
    },
  };
}

async function verified(verifier: OidcVerifier, issuer: string, idToken: string): Promise<ExternalIdentity> {
  try {
    return await verifier.verify(issuer, idToken);
  } catch (error) {
    if (error instanceof IdentityRefused) throw new Refused('wrong-credentials', error.message);
    // Nothing is wrong with the caller: the issuer can't be asked now.
    if (error instanceof IssuerUnavailable) throw new Refused('overloaded', `${error.message}; try again soon`);
    throw error;
  }
}
