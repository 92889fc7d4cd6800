// Three players, and where the mode has one a referee, play a race to its end over couriers that fail, each dying now and
// then; and what must be true afterwards.

import {
  type Doc,
  newGenesis,
  openMatch,
  openTribal,
  rulesOf,
  shapesOf,
  verifyTribal,
  WebLetterCrypto,
} from '@rubato/letters';
import { SeededRandom } from '@rubato/ports/doubles';
import { base64url } from '@rubato/schema';
import { expect } from 'vitest';
import type { Courier } from '../courier.ts';
import { CourierError } from '../courier-error.ts';
import { exchange, resend } from '../party/exchange.ts';
import { Party, type PartyKeys } from '../party/party.ts';
import { ownSheet, submit } from '../party/submit.ts';
import { raceGame, TURNS } from './race.ts';
import { Crash, CrashingFile, type Mischief, unreliable } from './unreliable.ts';

export type Mode = 'peer' | 'escrow' | 'host';
export const PLAYERS = ['ada', 'ben', 'cho'] as const;
export const crypto = new WebLetterCrypto();

export interface WholeMatch {
  readonly mode: Mode;
  readonly seed: number;
  /** How likely each mishap is; 0: all goes well. */
  readonly rate: number;
  readonly courierOf: (player: string) => Promise<Courier> | Courier;
  /** Real milliseconds between rounds; default none. */
  readonly pauseMs?: number;
}

interface Player {
  readonly keys: PartyKeys;
  readonly file: CrashingFile;
  readonly desk: CrashingFile;
  readonly courier: Courier;
  readonly random: SeededRandom;
  party: Party | undefined;
}

/** Time goes on by this with each look at the courier: later than any outbox waits. */
const STEP_MS = 3_700_000;
const START_MS = 1_760_000_000_000;
const MAX_ROUNDS = 400;

export const newKeys = async (player: string): Promise<PartyKeys> => ({
  player,
  sign: await crypto.newSigningPair(),
  seal: await crypto.newSealingPair(),
});

export function genesisOf(mode: Mode, keys: readonly PartyKeys[], salt: Uint8Array): Doc {
  const people = keys.map(({ player, sign, seal }, i) => ({
    player,
    seat: i + 1,
    name: player,
    faction: '',
    sign: base64url(sign.publicKey),
    seal: base64url(seal.publicKey),
  }));
  const referee = mode === 'peer' ? undefined : people.pop();
  return newGenesis(
    {
      mode,
      game: raceGame.game.name,
      gameVersion: raceGame.game.version,
      schema: shapesOf(raceGame),
      rules: rulesOf(raceGame),
      scenario: 'Race',
      settings: {},
      limits: { ticks: 1, turnMs: null, revealMs: null, strikes: 0, standIn: 'stroller' },
      players: people,
      ...(referee && {
        referee: { player: referee.player, name: referee.name, sign: referee.sign, seal: referee.seal },
      }),
      createdMs: START_MS,
    },
    salt,
  );
}

/** Plays it; returns how often someone died. */
export async function playWholeMatch({
  mode,
  seed,
  rate,
  courierOf,
  pauseMs = 0,
}: WholeMatch): Promise<{ readonly crashes: number }> {
  const names = [...PLAYERS, ...(mode === 'peer' ? [] : ['judge'])];
  const players = await Promise.all(
    names.map(async (name, i) => {
      const mischief: Mischief = { random: new SeededRandom(`${seed} ${name}`), rate };
      return {
        keys: await newKeys(name),
        file: new CrashingFile(mischief),
        desk: new CrashingFile({ ...mischief }),
        courier: unreliable(await courierOf(name), mischief),
        random: new SeededRandom(seed * 100 + i),
        party: undefined,
      } as Player;
    }),
  );
  const salt = new SeededRandom(seed).bytes(16);
  const genesis = genesisOf(
    mode,
    players.map(({ keys }) => keys),
    salt,
  );
  let crashes = 0;
  let nowMs = START_MS;
  try {
    for (let round = 0; !players.every(isDone); round++) {
      if (round > MAX_ROUNDS) throw new Error(`not over after ${MAX_ROUNDS} rounds`);
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      for (const player of players) {
        nowMs += STEP_MS;
        crashes += await takeTurn(player, { genesis, nowMs, again: rate > 0 && round % 6 === 5 });
      }
    }
    await expectOneHistory(players, mode);
  } finally {
    for (const { courier } of players) await courier.close();
  }
  return { crashes };
}

const isDone = ({ party }: Player): boolean => {
  const { match, seat } = party ?? {};
  return match?.over === true || (seat?.turn === TURNS + 1 && seat.view !== undefined);
};

/** One look of one player; 1 when it died of it. */
async function takeTurn(
  player: Player,
  { genesis, nowMs, again }: { readonly genesis: Doc; readonly nowMs: number; readonly again: boolean },
): Promise<number> {
  const options = { ...player, letterGame: raceGame, crypto };
  try {
    if (player.file.bytes === undefined) await Party.create(options, genesis, nowMs);
    player.party ??= await Party.open(options);
    const { party } = player;
    await party.sign(nowMs);
    if (again) await resend(party);
    if (isAskedFor(party)) await submit(party, [{ name: 'run', args: { effort: 6 } }], nowMs);
    await exchange(party, player.courier, nowMs);
    return 0;
  } catch (error) {
    if (error instanceof CourierError && error.code === 'network') return 0;
    if (!(error instanceof Crash)) throw error;
    player.party = undefined;
    return 1;
  }
}

function isAskedFor(party: Party): boolean {
  const { match, seat } = party;
  if (party.isReferee || (match ?? seat) === undefined || ownSheet(party) !== undefined) return false;
  return match === undefined ? seat?.view !== undefined && seat.turn <= TURNS : !match.over;
}

/** Everyone has the same records, and every file proves them. */
async function expectOneHistory(players: readonly Player[], mode: Mode): Promise<void> {
  const heads: (string | undefined)[] = [];
  for (const { party, file } of players) {
    if (party?.seat !== undefined) {
      heads.push(party.seat.prev);
      continue;
    }
    const bytes = file.bytes as Uint8Array;
    expect(await verifyTribal(bytes, raceGame, crypto)).toMatchObject({ sound: true, problems: [], to: TURNS });
    const { match } = await openMatch(openTribal(bytes), raceGame, crypto);
    expect(match.result?.reason).toBe('furthest');
    expect(match.proofs).toEqual([]);
    heads.push(match.head?.hash);
  }
  expect(new Set(heads).size).toBe(1);
  expect(heads).toHaveLength(mode === 'peer' ? 3 : 4);
}
