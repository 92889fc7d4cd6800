// Host mode: only the host has the whole state. After each turn it sends every player the record, and what that player may
// know, sealed to their key. The full file is published at the end; it must have the records that everyone was sent.

import { base64url, DecodeError, fromBase64url, type Json, stateFromJson, stateToJson } from '@rubato/schema';
import { codecsOf, Machine, SEED_BYTES, type Seat } from '@rubato/game';
import type { KeyPair, LetterCrypto } from '../crypto/letter-crypto.ts';
import type { Doc } from '../json/canonical.ts';
import { doc, list, oneOf, record, text, whole } from '../json/read.ts';
import { hash, playerId, signature, version } from '../letters/fields.ts';
import type { Genesis, ReadGenesis } from '../letters/genesis.ts';
import { openLetter, sealLetter } from '../letters/sealed-letter.ts';
import { hashOf, isSignedBy, signLetter } from '../letters/signed.ts';
import { type ReadRecord, readRecord } from '../letters/turn-record.ts';
import { LIMITS } from '../limits.ts';
import { LetterRefused } from '../refused.ts';
import { accepted, type Answer, refused } from './answer.ts';
import type { Author, Desk } from './compose.ts';
import type { LetterGame } from './letter-game.ts';
import type { Match } from './match.ts';
import type { TurnLog } from './turn-log.ts';

const readView = record({
  v: version,
  kind: oneOf('view'),
  match: hash,
  /** The last turn that was run, 0 before the first. */
  turn: whole(0, LIMITS.turns),
  /** Who hosts, and signs. */
  player: playerId,
  to: playerId,
  /** The record after which it looks like that; before the first turn the match. */
  prev: hash,
  sealed: text(LIMITS.documentBytes),
  checksum: hash,
  signature,
});
const readContent = record({ view: doc, events: list(doc, 16_384) });

/** What one player may know after a turn. */
export interface SeatView {
  readonly turn: number;
  /** The state in its JSON form. */
  readonly view: Doc;
  /** What this player heard of the turn. */
  readonly events: readonly Doc[];
}

/** The view of one player after the last turn, signed by the host and legible to that player alone. */
export async function newView(match: Match, host: Author, to: string): Promise<Doc> {
  const reader = match.genesis.players.find(({ player }) => player === to);
  if (reader === undefined) throw new LetterRefused('not-in-roster', `${to} has no part in this match`);
  const { turn } = match.machine;
  const seat = reader.seat as Seat;
  const view = stateToJson(match.machine.copyView(seat));
  const content = { view, events: heard(match.log(turn), seat) };
  const sealed = base64url(await sealLetter(host.crypto, reader.seal, content));
  const body = { v: 1, kind: 'view', match: match.id, turn, player: host.player, to, prev: match.prev, sealed };
  return (await signLetter(host.crypto, 'view', body, host.pair)) as unknown as Doc;
}

function heard(log: TurnLog | undefined, seat: Seat): Doc[] {
  return (log?.events ?? []).filter(({ to }) => {
    const seats = (to as { readonly seats?: readonly Json[] } | undefined)?.seats;
    return seats === undefined || seats.includes(seat);
  });
}

export interface HostedSeatOptions {
  readonly player: string;
  /** The player's X25519 pair. */
  readonly seal: KeyPair;
  readonly crypto: LetterCrypto;
}

/** A player's side of a hosted match: the chain of records, and the newest view. `newSheet` takes it as it takes a match. */
export class HostedSeat implements Desk {
  readonly id: string;
  readonly genesis: Genesis;
  readonly player: string;
  readonly #seal: KeyPair;
  readonly #crypto: LetterCrypto;
  readonly #records: ReadRecord[] = [];
  #view: SeatView | undefined;

  constructor({ genesis, match }: ReadGenesis, { player, seal, crypto }: HostedSeatOptions) {
    this.id = match;
    this.genesis = genesis;
    this.player = player;
    this.#seal = seal;
    this.#crypto = crypto;
  }

  get turn(): number {
    return this.#records.length + 1;
  }
  get prev(): string {
    return this.#records.at(-1)?.hash ?? this.id;
  }
  get openedMs(): number {
    return this.#records.at(-1)?.record.closedMs ?? this.genesis.createdMs;
  }
  /** The newest view that belongs to the newest record. */
  get view(): SeatView | undefined {
    return this.#view?.turn === this.turn - 1 ? this.#view : undefined;
  }

  /** The match as far as this player may know it, for the rules or a bot to be asked; undefined while the newest view is missing. Throws LetterRefused for what is no state of this game. */
  machine({ game }: LetterGame): Machine | undefined {
    const { view, genesis } = this;
    if (view === undefined) return undefined;
    try {
      return Machine.load(game, {
        turn: view.turn,
        tick: view.turn * genesis.limits.ticks,
        seats: genesis.players.map(({ seat }) => seat as Seat),
        // Nothing is ever run in it.
        seed: new Uint8Array(SEED_BYTES),
        settings: genesis.settings,
        state: stateFromJson(codecsOf(game).layout, view.view),
        ring: [],
      });
    } catch (error) {
      if (!(error instanceof DecodeError || error instanceof RangeError || error instanceof TypeError)) throw error;
      throw new LetterRefused('bad-state', error.message, 'view');
    }
  }

  /** The host's record of the next turn. */
  async acceptRecord(letter: Doc): Promise<Answer> {
    return this.#answer(async () => {
      const read = readRecord(letter);
      const { match, turn, prev, rules, signatures } = read.record;
      if (match !== this.id) return refused('wrong-match', 'of another match');
      const known = this.#records[turn - 1];
      if (known?.hash === read.hash) return { ok: true, what: 'duplicate' };
      if (known !== undefined) return refused('record-differs', `another record of turn ${turn} than was sent before`);
      if (turn > this.turn) return refused('turn-ahead', `of turn ${turn}, turn ${this.turn} is open`);
      if (prev !== this.prev) return refused('chain-broken', 'does not follow the turn before');
      if (rules !== this.genesis.rules) return refused('rules-replaced', 'run by other rules than everyone signed');
      const mark = this.#host && signatures[this.#host.player];
      if (mark === undefined) return refused('record-unsigned', 'the host has not signed it');
      if (!(await this.#isHosts('turn', letter, mark))) return refused('bad-signature', 'not signed by the host');
      // Another may have been accepted while the signature was verified.
      if (turn !== this.turn) return refused('turn-closed', `turn ${turn} is closed`);
      this.#records.push(read);
      return accepted;
    });
  }

  /** The host's view for this player after the newest record. */
  async acceptView(letter: Doc): Promise<Answer> {
    return this.#answer(async () => {
      const read = readView(letter, 'view');
      if (read.checksum !== hashOf('view', letter)) return refused('checksum', 'changed: its checksum differs');
      if (read.match !== this.id) return refused('wrong-match', 'of another match');
      if (read.turn >= this.turn) return refused('turn-ahead', `the record of turn ${read.turn} is not there yet`);
      if (read.turn < this.turn - 1) return refused('turn-closed', `of turn ${read.turn}`);
      if (read.prev !== this.prev) return refused('wrong-prev', 'of another history');
      if (read.to !== this.player) return refused('not-for-you', `for ${read.to}`);
      if (!(await this.#isHosts('view', letter, read.signature)))
        return refused('bad-signature', 'not signed by the host');
      const content = await openLetter(this.#crypto, this.#seal, fromBase64url(read.sealed));
      this.#view = { turn: read.turn, ...readContent(content, 'view') };
      return accepted;
    });
  }

  /** The first turn whose published record isn't the one that was sent; undefined when the published file tells the same. */
  firstDifference(published: ReadonlyMap<number, () => TurnLog>): number | undefined {
    const at = this.#records.findIndex((sent, i) => published.get(i + 1)?.().record.hash !== sent.hash);
    return at < 0 ? undefined : at + 1;
  }

  get #host() {
    return this.genesis.referee;
  }

  async #isHosts(domain: 'turn' | 'view', letter: Doc, mark: string): Promise<boolean> {
    return this.#host !== undefined && isSignedBy(this.#crypto, domain, letter, mark, this.#host.sign);
  }

  async #answer(judge: () => Promise<Answer>): Promise<Answer> {
    try {
      return await judge();
    } catch (error) {
      if (!(error instanceof LetterRefused)) throw error;
      return refused(error.code, error.message);
    }
  }
}
