/** The routes of accounts and characters as calls of their services. */
import type { authRoutes, characterRoutes } from '@rubato/protocol';
import {
  TokenReused,
  type Accounts,
  type Caller,
  type Characters,
  type Client,
  type ServiceResult,
} from '@rubato/services';
import { addressGroup } from '../websocket/peer-address.ts';
import { characterDeleted, characterSelected, characterUpdated } from '../socket/character-notices.ts';
import type { Told } from '../socket/told.ts';
import type { ApiCall, RouteHandlers } from './service-routes.ts';

type Call = ApiCall<Caller>;
/** What a committed call asks for beside its answer. */
export type Notify = readonly Told[];

export interface AccountParts {
  readonly accounts: Accounts;
  /** Does what a committed call asks for beside its answer. */
  readonly deliver: (notify: Notify) => void;
}

export interface CharacterParts extends Pick<AccountParts, 'deliver'> {
  readonly characters: Characters;
}

export function accountHandlers({ accounts, deliver }: AccountParts): RouteHandlers<typeof authRoutes, Caller> {
  const { sessions } = accounts;
  const done = async <T>(result: Promise<ServiceResult<T>>): Promise<T> => {
    const { reply, notify } = await result;
    deliver(notify);
    return reply;
  };
  const nothing = async (result: Promise<ServiceResult<void>>) => {
    await done(result);
    return {};
  };
  return {
    register: (wanted, call) => done(accounts.register(withoutAbsent(wanted), clientOf(call))),
    login: (credentials, call) => done(accounts.login(credentials, clientOf(call))),
    guest: (_input, call) => done(accounts.guest(clientOf(call))),
    refresh: async ({ refreshToken }, call) => {
      try {
        return await done(sessions.refresh(refreshToken, clientOf(call)));
      } catch (error) {
        if (error instanceof TokenReused) deliver(error.notify);
        throw error;
      }
    },
    nameGuest: (wanted, call) => accounts.upgradeGuest(callerOf(call), withoutAbsent(wanted), clientOf(call)),
    logout: (_input, call) => nothing(sessions.logout(callerOf(call))),
    sessions: async (_input, call) => ({ sessions: await sessions.list(callerOf(call)) }),
    revoke: ({ id }, call) => nothing(sessions.revoke(callerOf(call), id)),
    revokeOthers: (_input, call) => nothing(sessions.revokeOthers(callerOf(call))),
    password: (change, call) => nothing(accounts.changePassword(callerOf(call), change)),
  };
}

/** What sockets are told of characters is told whichever way they were changed. */
export function characterHandlers({
  characters,
  deliver,
}: CharacterParts): RouteHandlers<typeof characterRoutes, Caller> {
  return {
    characters: async (_input, call) => ({ characters: await characters.list(callerOf(call)) }),
    createCharacter: async (wanted, call) => {
      const character = await characters.create(callerOf(call), wanted);
      deliver([characterUpdated(callerOf(call), character)]);
      return character;
    },
    selectCharacter: async ({ characterId }, call) => {
      const caller = callerOf(call);
      const character = await characters.select(caller, characterId);
      deliver(characterSelected(caller, character));
      return character;
    },
    deleteCharacter: async ({ id }, call) => {
      const reply = await characters.remove(callerOf(call), id);
      deliver(characterDeleted(callerOf(call), { characterId: id, ...reply }));
      return reply;
    },
    restoreCharacter: async ({ id }, call) => {
      const character = await characters.restore(callerOf(call), id);
      deliver([characterUpdated(callerOf(call), character)]);
      return character;
    },
  };
}

/** Limits count households: every host of an IPv6 network has more addresses than could be counted. */
function clientOf({ address, program }: Call): Client {
  return { address: addressGroup(address), program };
}

/** Of routes that declare one; whoever has none was refused before. */
function callerOf({ caller }: Call): Caller {
  if (caller === undefined) throw new TypeError('the route was declared for anyone');
  return caller;
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutAbsent<T extends object>(input: T): Present<T> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Present<T>;
}
