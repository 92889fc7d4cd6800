// One player's or referee's side of a match that is played by letters: its file, its desk, and what is to be done next. It
// knows no clock and no network; couriers carry what it puts into its outbox. A crash anywhere loses nothing: what goes out
// was saved before, and what came in is acknowledged after it was saved.

import {
  type Answer,
  type Author,
  type Doc,
  HostedSeat,
  type KeyPair,
  type LetterCrypto,
  type LetterGame,
  LetterRefused,
  Match,
  openMatch,
  openTribal,
  readGenesis,
  type ReadGenesis,
  saveTribal,
  signGenesis,
  type Tribal,
  signersOf,
  unsignedBy,
} from '@rubato/letters';
import type { Random } from '@rubato/ports';
import { sendLetter, sendPublic } from './dispatch.ts';
import { type Desk, deskBytes, newDesk, readDesk } from './desk.ts';
import type { Saved } from './saved.ts';

export interface PartyKeys {
  readonly player: string;
  readonly sign: KeyPair;
  readonly seal: KeyPair;
}

export interface PartyOptions {
  readonly letterGame: LetterGame;
  readonly keys: PartyKeys;
  readonly crypto: LetterCrypto;
  readonly random: Random;
  /** The `.tribal` file. */
  readonly file: Saved;
  readonly desk: Saved;
  /** How long after a deadline others are declared absent: letters may still be on their way. Default ten minutes. */
  readonly graceMs?: number;
}

const GRACE_MS = 600_000;

export class Party {
  readonly options: PartyOptions;
  readonly desk: Desk;
  /** The match; undefined while signatures are missing, and for a seat whose match somebody else hosts. */
  match: Match | undefined;
  /** A hosted match as this player may know it. */
  seat: HostedSeat | undefined;
  #genesis: ReadGenesis;
  #unsigned: readonly string[] = [];
  #tribal: Tribal;

  private constructor(options: PartyOptions, tribal: Tribal, desk: Desk) {
    this.options = options;
    this.desk = desk;
    this.#tribal = tribal;
    this.#genesis = tribal.genesis;
  }

  /** Throws LetterRefused for what is wrong with the file, or when it isn't there or this player has no part in it. */
  static async open(options: PartyOptions): Promise<Party> {
    const bytes = await options.file.load();
    if (bytes === undefined) throw new LetterRefused('entry-missing', 'there is no such file');
    const saved = await options.desk.load();
    const party = new Party(options, openTribal(bytes), saved === undefined ? newDesk() : readDesk(saved));
    if (!party.everyone.includes(party.player))
      throw new LetterRefused('not-in-roster', `${party.player} has no part in this match`);
    await party.#begin();
    return party;
  }

  /** Makes the file of a match that is to be signed, and signs it. */
  static async create(options: PartyOptions, genesis: Doc, nowMs: number): Promise<Party> {
    await options.desk.save(deskBytes(newDesk()));
    const match = new Match(options.letterGame, readGenesis(genesis), options.crypto);
    await options.file.save(saveTribal(match, { nowMs }));
    const party = await Party.open(options);
    await party.sign(nowMs);
    return party;
  }

  get player(): string {
    return this.options.keys.player;
  }
  get genesis(): ReadGenesis['genesis'] {
    return this.#genesis.genesis;
  }
  get id(): string {
    return this.#genesis.match;
  }
  get genesisLetter(): Doc {
    return this.#genesis.letter;
  }
  /** Players and referee; not those seats that the computer plays. */
  get everyone(): readonly string[] {
    return signersOf(this.genesis).map(({ player }) => player);
  }
  get others(): readonly string[] {
    return this.everyone.filter((one) => one !== this.player);
  }
  get isReferee(): boolean {
    return this.genesis.referee?.player === this.player;
  }
  /** Who has not signed the match yet. */
  get unsigned(): readonly string[] {
    return this.#unsigned;
  }
  /** What sheets are made for. Throws LetterRefused while signatures are missing. */
  get table(): Match | HostedSeat {
    const table = this.match ?? this.seat;
    if (table === undefined)
      throw new LetterRefused('not-ready', `not signed by ${this.#unsigned.join(', ')}: the match has not begun`);
    return table;
  }

  author(nowMs: number): Author {
    const { keys, crypto } = this.options;
    return { player: keys.player, pair: keys.sign, crypto, nowMs };
  }

  /** This player's word to play by these rules with these people. */
  async sign(nowMs: number): Promise<void> {
    const { crypto, keys } = this.options;
    if (!this.#unsigned.includes(this.player)) return;
    const signed = await signGenesis(crypto, this.genesisLetter, this.player, keys.sign);
    sendPublic(this, { turn: 0, kind: 'genesis', letter: signed });
    await this.saveDesk();
    await this.takeGenesis(signed, nowMs);
  }

  /** Takes over valid signatures that were missing. */
  async takeGenesis(letter: Doc, nowMs: number): Promise<Answer> {
    const { crypto, letterGame } = this.options;
    const other = readGenesis(letter);
    if (other.match !== this.id) return { ok: false, code: 'wrong-match', message: 'of another match' };
    const stillMissing = await unsignedBy(crypto, other);
    const more = this.#unsigned.filter((player) => !stillMissing.includes(player));
    if (more.length === 0) return { ok: true, what: 'duplicate' };
    const signatures = { ...this.genesis.signatures };
    for (const player of more) signatures[player] = other.genesis.signatures[player] as string;
    this.#genesis = readGenesis({ ...this.genesisLetter, signatures });
    const bytes = saveTribal(new Match(letterGame, this.#genesis, crypto), { nowMs, previous: this.#tribal });
    await this.options.file.save(bytes);
    this.#tribal = openTribal(bytes);
    await this.#begin();
    return { ok: true, what: 'accepted' };
  }

  /** A letter of this player's own: safe on the desk before it counts anywhere. */
  async keepOwn(letter: Doc, nowMs: number): Promise<void> {
    const turn = letter['turn'] as number;
    this.desk.own = [...this.desk.own.filter((one) => (one['turn'] as number) >= turn - 1), letter];
    sendLetter(this, letter);
    await this.saveDesk();
    await this.match?.accept(letter);
    await this.saveMatch(nowMs);
  }

  saveDesk(): Promise<void> {
    return this.options.desk.save(deskBytes(this.desk));
  }

  async saveMatch(nowMs: number): Promise<void> {
    if (this.match === undefined) return;
    const bytes = saveTribal(this.match, { nowMs, previous: this.#tribal });
    await this.options.file.save(bytes);
    this.#tribal = openTribal(bytes);
  }

  get graceMs(): number {
    return this.options.graceMs ?? GRACE_MS;
  }

  async #begin(): Promise<void> {
    const { crypto, letterGame, keys } = this.options;
    this.#unsigned = await unsignedBy(crypto, this.#genesis);
    if (this.#unsigned.length > 0) return;
    if (this.genesis.mode === 'host' && !this.isReferee) {
      this.seat = new HostedSeat(this.#genesis, { player: this.player, seal: keys.seal, crypto });
      for (const record of this.desk.records) await this.seat.acceptRecord(record);
      if (this.desk.view !== undefined) await this.seat.acceptView(this.desk.view);
      return;
    }
    this.match = (await openMatch(this.#tribal, letterGame, crypto)).match;
    // A crash may have come between the desk and the file.
    for (const letter of this.desk.own)
      if (letter['turn'] === this.match.turn && !isSecret(this.genesis, letter)) await this.match.accept(letter);
  }
}

/** A sheet of peer mode stays on the desk until every commitment is there. */
const isSecret = ({ mode }: ReadGenesis['genesis'], letter: Doc): boolean =>
  mode === 'peer' && letter['kind'] === 'order';
