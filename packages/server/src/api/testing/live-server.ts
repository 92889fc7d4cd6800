/** A started server for tests of its API, on SQLite or PostgreSQL, restartable, and calls by the name of a route. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiRoutes, type ApiRouteName, type ServiceRoute } from '@rubato/protocol';
import { CHARACTER_LIMITS, type AccountLimits, type Tokens } from '@rubato/services';
import { Argon2PasswordHash } from '../../auth/argon2-password-hash.ts';
import { startServer, type RunningServer, type StartOptions } from '../../serve.ts';
import { putTables } from '../../testing/with-tables.ts';

export const PASSWORD = 'correct horse battery';
/** The real function at the least cost: tests of accounts are not tests of how hard passwords are to guess. */
const TEST_COST = { memoryKiB: 64, passes: 1 };

const MANY = { tokens: 100_000, perMs: 1000 };
/** So generous that only tests of limits meet them. */
export const NO_LIMITS: Partial<AccountLimits> = {
  loginPerAccount: MANY,
  loginPerAddress: MANY,
  registerPerAddress: MANY,
  guestPerAddress: MANY,
  refreshPerAddress: MANY,
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // The tests look at whatever they expect to be there.
  readonly body: Readonly<Record<string, unknown>> & { readonly error?: string };
}

export interface Called {
  readonly input?: Readonly<Record<string, unknown>>;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the input’s own body. */
  readonly body?: string;
  readonly query?: string;
}

export interface LivePlayer {
  readonly token: string;
  /** The character's. */
  readonly id: string;
  readonly accountId: string;
}

let people = 0;

export class LiveServer {
  readonly #options: Partial<StartOptions>;
  readonly #databaseUrl: () => Promise<string | undefined>;
  #database: Promise<string | undefined> | undefined;
  readonly #data = mkdtempSync(join(tmpdir(), 'rubato-api-'));
  #server: RunningServer | undefined;

  /** @param databaseUrl asked once, at the first start; a database that `options` name goes before it */
  constructor(options: Partial<StartOptions> = {}, databaseUrl = async (): Promise<string | undefined> => undefined) {
    this.#options = options;
    this.#databaseUrl = databaseUrl;
  }

  get running(): RunningServer {
    if (!this.#server) throw new Error('not started');
    return this.#server;
  }

  async start(): Promise<this> {
    const world = {
      startingLocations: new Map([['sun', 'dawn-gate']]),
      ...CHARACTER_LIMITS,
      perAccount: 2,
      deletedPerAccount: 1,
    };
    this.#database ??= this.#databaseUrl();
    const database = await this.#database;
    if (!this.#server) await putTables(this.#data);
    this.#server = await startServer({
      games: [],
      accountLimits: NO_LIMITS,
      passwords: new Argon2PasswordHash(TEST_COST),
      characterRules: world,
      ...this.#options,
      config: {
        data: this.#data,
        database,
        port: 0,
        adminPort: 0,
        // No test looks at what a power cut would take.
        sync: 'normal',
        requestsPerAddress: 10_000,
        requestsPerAccount: 10_000,
        ...this.#options.config,
      },
    });
    return this;
  }

  async restart(): Promise<void> {
    await this.running.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
    rmSync(this.#data, { recursive: true, force: true });
  }

  async call(name: ApiRouteName, { input = {}, token, headers = {}, body, query = '' }: Called = {}): Promise<Answer> {
    const route: ServiceRoute = apiRoutes[name];
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_, field: string) => encodeURIComponent(String(input[field])));
    const names = Object.keys(route.body);
    const own =
      names.length === 0 ? undefined : JSON.stringify(Object.fromEntries(names.map((each) => [each, input[each]])));
    const sent = body ?? own;
    const answer = await fetch(`${this.running.url}${path}${query}`, {
      method: route.method,
      headers: {
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer['body'] };
  }

  /** A new account, logged in. */
  async register(username = `player${this.#letters()}`): Promise<Tokens> {
    const { status, body } = await this.call('register', { input: { username, password: PASSWORD } });
    if (status !== 200) throw new Error(`not registered: ${JSON.stringify(body)}`);
    return body as unknown as Tokens;
  }

  /** A new account without a password, which costs no hash. */
  async guest(): Promise<Tokens> {
    const { status, body } = await this.call('guest');
    if (status !== 200) throw new Error(`no guest: ${JSON.stringify(body)}`);
    return body as unknown as Tokens;
  }

  /** A new guest who plays as a new character. */
  async player(): Promise<LivePlayer> {
    const { sessionToken: token, accountId } = await this.guest();
    const id = await this.character(token);
    await this.call('selectCharacter', { token, input: { characterId: id } });
    return { token, id, accountId };
  }

  /** A new character of this login; its id. */
  async character(token: string): Promise<string> {
    const input = { name: `Hero${this.#letters()}`, faction: 'sun' };
    const { status, body } = await this.call('createCharacter', { input, token });
    if (status !== 200) throw new Error(`no character: ${JSON.stringify(body)}`);
    return String(body['id']);
  }

  /** Differs each time, and looks like nothing else. */
  #letters(): string {
    const digits = String(people++).padStart(3, '0');
    return digits.replaceAll(/\d/g, (digit) => 'bcdfghjkmn'[Number(digit)]!);
  }
}
