/** For routes that are declared for whoever has chosen a character. */
import { Refused, type Caller, type Player } from '@rubato/services';
import type { ApiCall } from './service-routes.ts';

/** Who plays; a character may have been deleted since its session was looked up. */
export function playerOf({ caller }: ApiCall<Caller>): Player {
  if (caller === undefined) throw new TypeError('the route was declared for anyone');
  const { accountId, characterId } = caller;
  if (characterId === null) throw new Refused('not-allowed', 'choose a character first (POST /api/characters/select)');
  return { accountId, characterId };
}
