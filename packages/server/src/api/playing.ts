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

/** Of routes that are declared for an account; whoever has none was refused before. */
export function accountOf({ caller }: ApiCall<Caller>): Caller {
  if (caller === undefined) throw new TypeError('the route was declared for anyone');
  return caller;
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** What came along, without what did not. */
export function present<T extends object>(input: T): Present<T> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Present<T>;
}
