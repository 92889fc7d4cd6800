/**
 * The services of one server: database, accounts, characters; what they tell, done. Migrations run before anything else
 * reads the database.
 */
import type { Authenticate, Host } from '@rubato/host';
import type { Bus, Clock, Database, Log, PasswordHash } from '@rubato/ports';
import type { SocketLimits } from '@rubato/protocol';
import {
  Accounts,
  CHARACTER_LIMITS,
  Characters,
  Ledger,
  mayTradeOver,
  knownLocations,
  migrate,
  Refused,
  stayInFights,
  Trades,
  type Tournaments,
  type TurnSeeks,
  World,
  type AccountLimits,
  type CharacterRules,
  type Fights,
  type ServiceContext,
  type SessionsEnded,
} from '@rubato/services';
import { Argon2PasswordHash } from './auth/argon2-password-hash.ts';
import { openBus, openRates } from './bus/open-bus.ts';
import type { SharedRates } from './bus/redis-rates.ts';
import { hearSessionsEnd, tellerOn } from './bus/teller.ts';
import type { ServerConfig } from './config/settings.ts';
import { openServicesDatabase } from './database/open-services-database.ts';
import type { FightGame } from './fights/fight-game.ts';
import { startFights } from './fights/start-fights.ts';
import type { FoesPort } from './fights/world-foes.ts';
import { startMatches, type MatchOptions, type MatchServices } from './start-matches.ts';
import {
  startNotifications,
  type NotificationOptions,
  type NotificationServices,
  type NotificationStart,
} from './mail/start-notifications.ts';
import { keepHouse } from './housekeeping.ts';
import { nodeName } from './node/node-name.ts';
import { nodeRandom } from './node/node-random.ts';
import { SESSION_ENDS, type Told } from './socket/told.ts';
import { startPost, type PostServices } from './start-post.ts';
import { leavingParties, startSocial, type SocialOptions, type SocialServices } from './start-social.ts';
import { startSeeks } from './turns/start-seeks.ts';
import { startTournaments } from './turns/start-tournaments.ts';
import { startTurns, type TurnOptions, type TurnServices } from './turns/start-turns.ts';
import type { Unwind } from './unwind.ts';
import type { HostedWorld } from './world/start-world.ts';

export interface ServiceOptions extends SocialOptions, MatchOptions, TurnOptions, NotificationOptions {
  /** The world that everybody shares; a server may go without one. */
  readonly world?: HostedWorld | undefined;
  /** How people and creatures fight in it. Default: not at all. */
  readonly fights?: FightGame | undefined;
  /** What is offered to newcomers. Default: as the world has it; without one, a single faction, `wanderers`. */
  readonly characterRules?: CharacterRules;
  readonly accountLimits?: Partial<AccountLimits>;
  /** Default: argon2id. */
  readonly passwords?: PasswordHash;
  readonly socketLimits?: Partial<SocketLimits>;
  /** Between the servers of one world; closed with this one. Default: as the settings say. */
  readonly bus?: Bus;
}

export interface Services extends SocialServices, MatchServices, PostServices {
  readonly database: Database;
  readonly accounts: Accounts;
  readonly characters: Characters;
  readonly ledger: Ledger;
  readonly trades: Trades;
  /** Runs once its match does. */
  readonly world: World | undefined;
  readonly fights: Fights | undefined;
  readonly turns: TurnServices;
  readonly tournaments: Tournaments;
  readonly seeks: TurnSeeks;
  readonly notifying: NotificationServices;
  /** Once the host has started: goes on with the fights under way. `world` is where creatures live. */
  connectFights(host: Host, world: FoesPort | undefined): Promise<void>;
  /** For the host: who shows a session token. */
  readonly authenticate: Authenticate;
  /** Between the servers of one world. */
  readonly bus: Bus;
  /** What the servers of one world count together; a server that is alone has none. */
  readonly sharedRates: SharedRates | undefined;
  /** What this server calls itself among them, over restarts too. */
  readonly node: string;
  /** From now on sessions that end, on whichever server, close their sockets. */
  connect(host: Host): Promise<void>;
  /** Tells whom it concerns, on every server, after a call was committed. */
  readonly deliver: (told: readonly Told[]) => void;
}

export interface ServiceParts extends ServiceOptions {
  readonly config: Pick<
    ServerConfig,
    'data' | 'database' | 'sync' | 'bus' | 'region' | 'regions' | 'publicUrl' | 'identityIssuers' | 'matches'
  > &
    NotificationStart['config'];
  readonly clock: Clock;
  readonly log: Log;
}

const WANDERERS: CharacterRules = {
  startingLocations: new Map([['wanderers', 'crossroads']]),
  ...CHARACTER_LIMITS,
};

const newcomersTo = (world: HostedWorld | undefined): CharacterRules =>
  world ? { ...CHARACTER_LIMITS, startingLocations: world.rules.startingLocations } : WANDERERS;

/** Rejects with DatabaseError or MigrationRefused; `unwind` closes what was opened. */
export async function startServices(parts: ServiceParts, unwind: Unwind): Promise<Services> {
  const { clock, log } = parts;
  const database = await openServicesDatabase(parts.config, log);
  unwind.add(() => database.close());
  const steps = await migrate(database, clock);
  if (steps.length > 0) log.log('info', 'migrated', { steps: steps.map(({ number, name }) => `${number} ${name}`) });
  const { passwords = new Argon2PasswordHash() } = parts;
  const context: ServiceContext = { database, clock, random: nodeRandom, passwords, log };
  const accounts = await Accounts.create(context, parts.accountLimits);
  const { characterRules = newcomersTo(parts.world) } = parts;
  const characters = new Characters(context, characterRules);
  const ledger = new Ledger(context);
  const trades = new Trades({ ...context, mayTrade: mayTradeOver(context) });
  const bus = parts.bus ?? (await openBus(parts.config.bus, log));
  unwind.add(() => bus.close());
  const sharedRates = await openRates(parts.config.bus, log);
  unwind.add(async () => sharedRates?.close());
  const tell = tellerOn({ bus, clock, log });
  const telling = { options: parts, config: parts.config, database, clock, log, tell };
  const notifying = await startNotifications(telling, unwind);
  const { startingLocations } = characterRules;
  const world = parts.world && new World({ ...context, ledger, tell }, parts.world.rules);
  if (world) unwind.add(() => world.stop());
  const places = parts.travelRules ?? world ?? knownLocations(startingLocations.values());
  const options = { ...parts, travelRules: stayInFights(database, places) };
  const social = await startSocial({ ...context, options, startingLocations, bus, deliver: tell }, unwind);
  const deliver = leavingParties(social.parties, { deliver: tell, log });
  unwind.add(keepHouse({ context, characters, trades, deliver }));
  const { reports } = social;
  const matches = startMatches({ ...context, options: parts, config: parts.config, reports, deliver }, unwind);
  const node = nodeName(parts.config.data, nodeRandom);
  const { fights, connectFights } = startFights(
    parts.fights,
    { context, ledger, deliver, node, boards: matches.boards },
    unwind,
  );
  const { ratings } = matches;
  const turns = await startTurns({ options: parts, database, clock, log, ratings, deliver }, unwind);
  const { positions } = turns;
  const slow = { positions, database, clock, log, ratings, deliver };
  const tournaments = startTournaments(slow, unwind);
  const seeks = startSeeks(slow, unwind);
  return {
    database,
    accounts,
    characters,
    ledger,
    trades,
    world,
    fights,
    turns,
    tournaments,
    seeks,
    notifying,
    ...(await startPost({ context, bus }, unwind)),
    connectFights,
    ...social,
    ...matches,
    authenticate: (token) => identityOf(accounts, token),
    bus,
    sharedRates,
    node,
    connect: async (host) => void (await hearSessionsEnd(bus, (ended) => endLogins(ended, host))),
    deliver,
  };
}

function endLogins({ sessionIds, reason }: SessionsEnded, host: Host): void {
  for (const id of sessionIds)
    host.endLogin(id, reason === 'banned' ? 'kicked' : 'notAuthorised', SESSION_ENDS[reason]);
}

/** A guest's made-up name is not worth showing: such a player is called what the join says. */
async function identityOf(accounts: Accounts, token: string): ReturnType<Authenticate> {
  try {
    const { accountId, sessionId: login, username, guest } = await accounts.sessions.authenticate(token);
    return guest ? { accountId, login } : { accountId, login, name: username };
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
