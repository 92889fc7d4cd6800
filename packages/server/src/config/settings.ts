/**
 * Every setting, once. The property's name is the file's key; the flag is the same in kebab case (`--admin-port`), the
 * environment's name the same in capitals (`RUBATO_ADMIN_PORT`). `docs/configuration.md` is made from this.
 */
import { limits } from '@rubato/protocol';
import { matchesSetting } from './matches-setting.ts';
import { choice, list, onOff, REGION, regions, text, url, whole, type Setting } from './setting.ts';

export const DEFAULT_PORT = 8788;
/** The second port of the wire's document: never taken by moving on from a busy default. */
export const SECOND_PORT = 8789;
export const DEFAULT_ADMIN_PORT = 8790;

const DAY_MS = 86_400_000;
const regionName = { pattern: REGION, range: 'letters, digits and dashes, up to 32' };
const issuerItem = {
  item: /^https?:\/\/[^\s,]+ [^\s,]+$/,
  range: 'an issuer’s URL, a space, our client id there',
};
const originItem = { item: /^(\*|https?:\/\/[^/\s]+)$/, range: 'an origin such as https://play.example, or *' };

export const serverSettings = {
  host: text({ default: '127.0.0.1', doc: 'Address to listen on; 0.0.0.0 lets other machines in.' }),
  port: whole({
    default: DEFAULT_PORT,
    min: 0,
    max: 65_535,
    doc: 'Port for WebSocket and HTTP; 0 takes any free one. Only the default moves on when it is busy.',
  }),
  httpPort: whole<undefined>({
    default: undefined,
    min: 0,
    max: 65_535,
    doc: `A second port for HTTP alone, such as ${SECOND_PORT}; it serves /metrics too, so keep it from the public.`,
  }),
  adminPort: whole({
    default: DEFAULT_ADMIN_PORT,
    min: 0,
    max: 65_535,
    doc: 'Port for /metrics on loopback; 0 takes any free one. Only the default moves on when it is busy.',
  }),
  statsd: url<undefined>({
    default: undefined,
    protocols: ['udp:'],
    doc: 'StatsD server that is told the metrics by UDP, such as udp://127.0.0.1:8125; without it, none is.',
  }),
  statsdSeconds: whole({ default: 10, min: 1, max: 3600, doc: 'Between two times that StatsD is told.' }),
  data: text({ default: 'data', doc: 'Directory of journals; created when missing; one server at a time.' }),
  database: url<undefined>({
    default: undefined,
    protocols: ['postgres:', 'postgresql:'],
    doc: 'PostgreSQL for accounts and services; without it, services.db in the data directory.',
  }),
  bus: url<undefined>({
    default: undefined,
    protocols: ['redis:', 'rediss:'],
    doc: 'Redis or Valkey over which several servers on one PostgreSQL are one world; without it, a server is alone.',
  }),
  web: text<undefined>({
    default: undefined,
    doc: 'Directory of the built web app; without it only the API is served.',
  }),
  publicUrl: url<undefined>({
    default: undefined,
    protocols: ['ws:', 'wss:'],
    doc: 'Where clients reach this server, shown by /regions; without it, the host of the request.',
  }),
  pageUrl: url<undefined>({
    default: undefined,
    protocols: ['http:', 'https:'],
    doc: 'Where the web page is, for links in mails and messages.',
  }),
  smtpUrl: url<undefined>({
    default: undefined,
    protocols: ['smtp:', 'smtps:'],
    doc: 'Mail server for reminders, such as smtp://user:password@mail.example:587; needs mailFrom and pageUrl.',
  }),
  mailFrom: text<undefined>({
    default: undefined,
    doc: 'Sender of mails, such as Rubato <games@play.example>.',
  }),
  gatewayUrl: url<undefined>({
    default: undefined,
    protocols: ['http:', 'https:'],
    doc: 'Takes short messages as a POST of { id, to, text }; its password is sent as a bearer token, as in https://:token@sms.example/send.',
  }),
  region: text({ default: 'local', ...regionName, aliases: ['AW_REGION'], doc: 'The region that this server serves.' }),
  regions: regions({ default: [], doc: 'Other regions and their servers, shown by /regions.' }),
  origins: list({ default: [], ...originItem, doc: 'Pages besides our own that may open sockets and call the API.' }),
  identityIssuers: list({
    default: [],
    ...issuerItem,
    doc: 'OpenID Connect issuers whose ID tokens log in, such as https://id.example my-client.',
  }),
  proxies: list({
    default: [],
    item: /^[0-9a-fA-F:.]+$/,
    range: 'an IP address',
    doc: 'Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.',
  }),
  tlsCert: text<undefined>({
    default: undefined,
    doc: 'PEM file of the certificate chain; with tlsKey the server speaks https and wss.',
  }),
  tlsKey: text<undefined>({ default: undefined, doc: 'PEM file of the certificate’s private key.' }),
  seats: whole<undefined>({
    default: undefined,
    min: 1,
    max: limits.seatsPerRoom,
    doc: 'Seats of a new room, at most what its game allows; without it, the game’s own default.',
  }),
  bots: onOff({ default: true, doc: 'Bots fill empty seats of games that have one.' }),
  tickHz: whole<undefined>({
    default: undefined,
    min: 1,
    max: 120,
    doc: 'Ticks per second of every room, for load tests: a game’s own clock runs faster or slower with it.',
  }),
  commitMs: whole({
    default: 50,
    min: 1,
    max: 1000,
    doc: 'How long a turn may wait for its group commit: the most movement that a crash can lose.',
  }),
  sync: choice({
    default: 'full',
    of: ['full', 'normal'],
    doc: 'full survives power loss; normal survives only a crash of the process, and costs less.',
  }),
  helloMs: whole({ default: limits.helloTimeoutMs, min: 100, max: 60_000, doc: 'From an open socket to its hello.' }),
  idleMs: whole({
    default: limits.idleTimeoutMs,
    min: 1000,
    max: 3_600_000,
    doc: 'Silence after which a client counts as gone.',
  }),
  resumeMs: whole({
    default: limits.resumeMs,
    min: 0,
    max: 3_600_000,
    doc: 'How long a seat is kept for a player whose connection is gone.',
  }),
  emptyRoomMs: whole({ default: 30_000, min: 0, max: DAY_MS, doc: 'How long a room without any player is kept.' }),
  retainDays: whole({ default: 14, min: 0, max: 3650, doc: 'Journals of rooms that ended are kept so long.' }),
  retainMb: whole({
    default: 4096,
    min: 1,
    max: 1_048_576,
    doc: 'Journals above this many MiB go, the oldest ended rooms first.',
  }),
  maxRooms: whole({ default: 1000, min: 1, max: 100_000, doc: 'Rooms at once.' }),
  maxConnections: whole({ default: 10_000, min: 1, max: 1_000_000, doc: 'Sockets at once.' }),
  maxConnectionsPerAddress: whole({
    default: 64,
    min: 1,
    max: 1_000_000,
    doc: 'Sockets at once from one address (IPv6: one /64); loopback is not counted.',
  }),
  requestsPerAddress: whole({
    default: 50,
    min: 1,
    max: 1_000_000,
    doc: 'API requests a second from one address (IPv6: one /64), four seconds’ worth at once.',
  }),
  requestsPerAccount: whole({
    default: 20,
    min: 1,
    max: 1_000_000,
    doc: 'API requests a second of one account, four seconds’ worth at once.',
  }),
  matches: matchesSetting,
  drainMs: whole({
    default: 10_000,
    min: 0,
    max: 600_000,
    doc: 'How long a stop may take to say goodbye and write everything down.',
  }),
  production: onOff({
    default: false,
    doc: 'Refuses to resume rooms under changed rules, instead of opening a new segment.',
  }),
  logLevel: choice({
    default: 'info',
    of: ['debug', 'info', 'warn', 'error', 'silent'],
    doc: 'The least important lines that are logged.',
  }),
  logFormat: choice({
    default: 'auto',
    of: ['auto', 'json', 'text'],
    doc: 'auto is text on a terminal and JSON otherwise; lines go to standard error.',
  }),
};

export const clientSettings = {
  url: url({
    default: `ws://127.0.0.1:${DEFAULT_PORT}`,
    protocols: ['ws:', 'wss:'],
    aliases: ['AW_WS_URL'],
    doc: 'The server that client commands connect to.',
  }),
  region: text<undefined>({ default: undefined, ...regionName, aliases: ['AW_REGION'], doc: 'The region to play in.' }),
};

export type ConfigOf<S> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };
export type ServerConfig = ConfigOf<typeof serverSettings>;
export type ClientConfig = ConfigOf<typeof clientSettings>;
