/**
 * A match in this page: the real rules, its players at this screen or played by the commander. It is a match of letters
 * whose referee is the browser, so what it saves is a `.tribal` file like any other.
 */
import { BotRunner, defineBot, Machine, type MachineSnapshot, type Seat } from '@rubato/game';
import {
  isComputer,
  LetterRefused,
  loadMachine,
  Match,
  newGenesis,
  newReceipt,
  newSheet,
  openingOf,
  openMatch,
  openTribal,
  pastTurns,
  readGenesis,
  rulesOf,
  saveTribal,
  shapesOf,
  sheetsOf,
  signersOf,
  signGenesis,
  signRecord,
  unsignedBy,
  WebLetterCrypto,
  type Author,
  type Doc,
  type Genesis,
  type PastMatch,
  type PastTurn,
  type ReadGenesis,
  type Tribal,
} from '@rubato/letters';
import { base64url, fromBase64url, fromHex } from '@rubato/schema';
import {
  factionOf,
  planOrders,
  scenarioOf,
  tactics,
  TURN_TICKS,
  type ScenarioName,
  type Strength,
  type TacticsOrder,
  type TacticsView,
  tacticsLetters,
} from '@rubato/tactics';
import { filmTurn, type Film, type FilmedTurn } from './film.ts';
import { localKeys, saltOfGame, type LocalKeys } from './local-keys.ts';
import { orderToJson } from './order-json.ts';
import { playedBy, playerOf, type Seated, type Seating } from './seating.ts';

/** What the browser is called that keeps the sheets of its own matches. */
export const REFEREE = 'this-browser';
/** Bytes of the dice that machines and bots take. */
const SEED_BYTES = 16;

export interface NewMatch {
  readonly scenario: ScenarioName;
  readonly seats: readonly Seating[];
  readonly fog: boolean;
}

/** What an edge gives: the time, and bytes that nobody can foretell. */
export interface MatchPorts {
  readonly nowMs: () => number;
  readonly random: (bytes: number) => Uint8Array;
}

export const pagePorts: MatchPorts = {
  nowMs: () => Date.now(),
  random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
};

/** What a server ran before the match became a file. */
const OPENING = 'opening.json.gz';

type Keys = ReadonlyMap<string, LocalKeys>;

export class LocalMatch {
  readonly seats: readonly Seated[];
  readonly scenario: ScenarioName;
  readonly #match: Match;
  readonly #keys: Keys | undefined;
  readonly #crypto: WebLetterCrypto;
  readonly #ports: MatchPorts;
  readonly #previous: Tribal | undefined;
  /** Turns that were run here. */
  readonly #ran = new Map<number, FilmedTurn>();
  readonly #read: ReadGenesis;
  #past: Promise<PastMatch> | undefined;

  private constructor(match: Match, parts: Parts) {
    this.#match = match;
    this.#read = parts.read;
    this.#keys = parts.keys;
    this.#crypto = parts.crypto;
    this.#ports = parts.ports;
    this.#previous = parts.previous;
    this.seats = match.genesis.players.map(({ player, seat, name }) => {
      return { player, seat: seat as Seat, name, by: isComputer(match.genesis, player) ? 'captain' : playedBy(player) };
    });
    this.scenario = this.view.battle.scenario;
  }

  static async create(options: NewMatch, ports: MatchPorts = pagePorts): Promise<LocalMatch> {
    const crypto = new WebLetterCrypto();
    const salt = ports.random(SEED_BYTES);
    const ids = options.seats.map(playerOf);
    const keys = await keysOf(salt, ids);
    let letter = newGenesis(genesisOf(options, ids, keys, ports.nowMs()), salt);
    for (const [player, { sign }] of keys) letter = await signGenesis(crypto, letter, player, sign);
    const read = readGenesis(letter);
    return new LocalMatch(new Match(tacticsLetters, read, crypto), { read, keys, crypto, ports });
  }

  /** Throws LetterRefused for what is no such file. One whose keys aren't a browser's own opens for watching. */
  static async open(file: Uint8Array, ports: MatchPorts = pagePorts): Promise<LocalMatch> {
    const crypto = new WebLetterCrypto();
    const opened = openTribal(file);
    const keys = await ownKeys(opened, crypto);
    const previous = keys ? { ...opened, genesis: await signedBy(keys, opened.genesis, crypto) } : opened;
    const { match } = await openMatch(previous, tacticsLetters, crypto, 'unsigned');
    if (match.phase === 'replaying') match.watched();
    return new LocalMatch(match, { read: previous.genesis, keys, crypto, ports, previous });
  }

  get id(): string {
    return this.#match.id;
  }
  get title(): string {
    return scenarioOf[this.scenario].title;
  }
  get createdMs(): number {
    return this.#match.genesis.createdMs;
  }
  /** False: the file is of people who sign for themselves, and can only be watched here. */
  get playable(): boolean {
    return this.#keys !== undefined;
  }
  get over(): boolean {
    return this.#match.over;
  }
  /** The turn that is open, or the last one. */
  get turn(): number {
    return this.#match.turn ?? this.#match.machine.turn;
  }
  /** Turns that can be seen again, ascending. */
  get pastTurns(): readonly number[] {
    const { turns, firstTurn } = this.#match;
    const before = this.#previous?.entries.has(OPENING) ? firstTurn : 0;
    return [...Array.from({ length: before }, (_, i) => i + 1), ...turns];
  }
  /** The first block, and the state after the last turn: all that another thread needs to show the match. */
  get shown(): { readonly genesis: Doc; readonly state: Uint8Array } {
    return { genesis: this.#match.genesisLetter, state: this.#match.stateBytes() };
  }
  /** The whole truth; for titles and results only. */
  get view(): TacticsView {
    return this.#match.machine.view as unknown as TacticsView;
  }
  /** Seats of people whose orders are still awaited. */
  get awaited(): readonly Seated[] {
    if (this.over) return [];
    return this.seats.filter((seated) => seated.by === 'human' && this.#isAwaited(seated));
  }
  /** What a seat sees; valid until the turn runs. */
  viewOf(seat: Seat): TacticsView {
    return this.#match.machine.viewOf(seat) as unknown as TacticsView;
  }

  /** Signs and hands in a seat's orders for the open turn. Throws LetterRefused when the rules refuse one. */
  async submit({ player }: Seated, orders: readonly TacticsOrder[]): Promise<void> {
    const rev = (this.#match.letters.sheets.get(player)?.value.rev ?? 0) + 1;
    const sheet = await newSheet(this.#match, this.#author(player), {
      rev,
      orders: orders.map(orderToJson),
      random: this.#ports.random(64),
    });
    const answer = await this.#match.accept(sheet);
    if (!answer.ok) throw new LetterRefused(answer.code, answer.message);
  }

  /** Once every person's orders are in: the commander's follow, the turn runs, and the next opens. */
  async run(): Promise<void> {
    for (const seated of this.seats) {
      if (seated.by !== 'human' && this.#isAwaited(seated)) await this.submit(seated, this.#think(seated, seated.by));
    }
    for (const of of this.#match.letters.sheets.keys())
      await this.#match.accept(await newReceipt(this.#match, this.#author(REFEREE), of));
    const opening = this.#match.machine.snapshot();
    const log = this.#match.close();
    this.#match.countersigned(await signRecord(log.record, this.#author(REFEREE)));
    this.#match.watched();
    const machine = Machine.load(tactics, opening, { hashEvery: 0 });
    const sheets = sheetsOf(this.#read, log, { letterGame: tacticsLetters, machine });
    this.#ran.set(log.turn, filmed(opening, { turn: log.turn, sheets, seed: log.record.record.seed }));
  }

  /** A past turn as a seat saw it. One that wasn't run here costs all turns of the file, once. Throws LetterRefused. */
  async film(turn: number, seat: Seat): Promise<Film> {
    return filmTurn(this.#ran.get(turn) ?? (await this.#fromFile(turn)), seat);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const previous = this.#previous && { previous: this.#previous };
    return saveTribal(this.#match, { nowMs: this.#ports.nowMs(), layout: 'joined', ...previous });
  }

  /** A sheet counts for its people once it is there; the browser's receipt follows when the turn runs. */
  #isAwaited({ player }: Seated): boolean {
    return this.#match.awaited().includes(player) && !this.#match.letters.sheets.has(player);
  }

  #think({ seat }: Seated, strength: Strength): readonly TacticsOrder[] {
    const bot = defineBot<typeof tactics>((view, who, random) => {
      return { orders: planOrders(view as TacticsView, who, random, strength) };
    });
    const dice = fromHex(this.#match.prev).subarray(0, SEED_BYTES);
    const { orders } = new BotRunner(bot, dice).play(this.viewOf(seat), seat, this.#match.machine.tick);
    return (orders ?? []) as readonly TacticsOrder[];
  }

  #author(player: string): Author {
    const pair = this.#keys?.get(player)?.sign;
    if (!pair) throw new LetterRefused('not-in-roster', `nobody signs for ${player} in this browser`);
    return { player, pair, crypto: this.#crypto, nowMs: this.#ports.nowMs() };
  }

  async #fromFile(turn: number): Promise<FilmedTurn> {
    if (!this.#previous) throw new RangeError(`the file holds no turn ${turn}`);
    this.#past ??= pastTurns(this.#previous, { letterGame: tacticsLetters, crypto: this.#crypto });
    const { start, turns } = await this.#past;
    const at = turns.findIndex((past) => past.turn === turn);
    const past = turns[at];
    if (!past) throw new RangeError(`the file holds no turn ${turn}`);
    const opening = loadMachine(tacticsLetters, this.#read, turns[at - 1]?.state ?? start);
    return filmed(opening.snapshot(), past);
  }
}

function filmed(
  opening: MachineSnapshot,
  { turn, sheets, seed }: Pick<PastTurn, 'turn' | 'sheets' | 'seed'>,
): FilmedTurn {
  const orders = sheets.flatMap(({ seat, orders: given }) => given.map((order) => ({ ...order, seat }) as never));
  return { turn, opening, orders, seed: fromHex(seed).subarray(0, SEED_BYTES) };
}

interface Parts {
  readonly read: ReadGenesis;
  readonly keys: Keys | undefined;
  readonly crypto: WebLetterCrypto;
  readonly ports: MatchPorts;
  readonly previous?: Tribal;
}

async function keysOf(salt: Uint8Array, players: readonly string[]): Promise<Keys> {
  const all = new Set([...players, REFEREE]);
  return new Map(await Promise.all([...all].map(async (player) => [player, await localKeys(salt, player)] as const)));
}

/** The keys of a match that a browser has opened, or taken over from a server: they follow from its salt, or the game's name there. */
async function ownKeys(tribal: Tribal, crypto: WebLetterCrypto): Promise<Keys | undefined> {
  const { genesis } = tribal.genesis;
  if (genesis.referee?.player !== REFEREE) return undefined;
  const players = signersOf(genesis).map(({ player }) => player);
  const begun = await keysOf(fromBase64url(genesis.salt), players);
  if (isOwn(begun, genesis)) return begun;
  const game = (await openingOf(tribal, crypto))?.opening.id;
  const taken = game === undefined ? undefined : await keysOf(saltOfGame(game), players);
  return taken && isOwn(taken, genesis) ? taken : undefined;
}

const isOwn = (keys: Keys, genesis: Genesis): boolean =>
  signersOf(genesis).every(({ player, sign }) => base64url(keyIn(keys, player)) === sign);

/** What a server made nobody has signed yet. */
async function signedBy(keys: Keys, read: ReadGenesis, crypto: WebLetterCrypto): Promise<ReadGenesis> {
  let { letter } = read;
  for (const player of await unsignedBy(crypto, read)) {
    const pair = keys.get(player)?.sign;
    if (pair) letter = await signGenesis(crypto, letter, player, pair);
  }
  return readGenesis(letter);
}

const keyIn = (keys: Keys, player: string): Uint8Array => keys.get(player)?.sign.publicKey ?? new Uint8Array();

function genesisOf({ scenario, seats, fog }: NewMatch, ids: readonly string[], keys: Keys, createdMs: number) {
  const person = (player: string, name: string) => {
    const { sign, seal } = keys.get(player) as LocalKeys;
    return { player, name, sign: base64url(sign.publicKey), seal: base64url(seal.publicKey) };
  };
  const free = scenarioOf[scenario].teams === 'free';
  return {
    mode: 'escrow' as const,
    game: tactics.name,
    gameVersion: tactics.version,
    schema: shapesOf(tacticsLetters),
    rules: rulesOf(tacticsLetters),
    scenario: scenarioOf[scenario].title,
    settings: { scenario, fog },
    limits: { ticks: TURN_TICKS, turnMs: null, revealMs: null, strikes: 0, standIn: 'idle' },
    players: seats.map(({ name }, i) => {
      const faction = factionOf(free ? i + 1 : (i % 2) + 1);
      return { ...person(ids[i] as string, name), seat: i + 1, faction };
    }),
    referee: person(REFEREE, 'This browser'),
    createdMs,
  };
}
