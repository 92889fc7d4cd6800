// The match files that every engine opens: a battle of tactics among captains, played by signed letters.
import { BotRunner, codecsOf } from '@rubato/game';
import type { Seat } from '@rubato/game';
import { Match, newAbsence, newCommit, newGenesis, newSheet, readGenesis } from '@rubato/letters';
import { openTribal, rulesOf, saveTribal, shapesOf, signGenesis, WebLetterCrypto } from '@rubato/letters';
import type { Author, KeyPair, SheetOrder } from '@rubato/letters';
import { base64url } from '@rubato/schema';
import { bot, tactics, TURN_TICKS } from '@rubato/tactics';
import { times } from '../../../tools/provision/soak.ts';
import { letterGame } from './letter-report.ts';

export const crypto = new WebLetterCrypto();
const SEED = Uint8Array.from({ length: 16 }, (_, i) => i * 15 + 1);
const START_MS = 1_760_000_000_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** QuickJS takes a minute for turns of their real length. */
const TICKS = times(12, TURN_TICKS);

interface Commander {
  readonly player: string;
  readonly seat: Seat;
  readonly sign: KeyPair;
  readonly seal: KeyPair;
}

/** Three turns, in the last of which the third commander is missing, and an open one with a commitment. */
export async function letterFile(): Promise<Uint8Array> {
  const commanders = await Promise.all(
    ['ada', 'ben', 'cho'].map(async (player, i): Promise<Commander> => {
      const [sign, seal] = [await crypto.newSigningPair(), await crypto.newSealingPair()];
      return { player, seat: (i + 1) as Seat, sign, seal };
    }),
  );
  const match = await begun(commanders);
  await play(match, commanders, commanders);
  await play(match, commanders, commanders);
  await play(match, commanders, commanders.slice(0, 2));
  const [first] = commanders as [Commander];
  await accepted(match, [await newCommit(match, authorOf(first, match), await sheetOf(match, first))]);
  return saveTribal(match, { nowMs: START_MS + HOUR_MS });
}

async function begun(commanders: readonly Commander[]): Promise<Match> {
  const players = commanders.map(({ player, seat, sign, seal }) => {
    const keys = { sign: base64url(sign.publicKey), seal: base64url(seal.publicKey) };
    return { player, name: player, ...keys, seat, faction: 'Terran' };
  });
  const limits = { ticks: TICKS, turnMs: HOUR_MS, revealMs: HOUR_MS, strikes: 2, standIn: 'captain' };
  const { name: game, version: gameVersion } = tactics;
  const hashes = { schema: shapesOf(letterGame), rules: rulesOf(letterGame) };
  const place = { scenario: 'engines', settings: { scenario: 'beacon' } };
  const body = { mode: 'peer', game, gameVersion, ...hashes, ...place, limits, players, createdMs: START_MS } as const;
  let letter = newGenesis(body, SEED);
  for (const { player, sign } of commanders) letter = await signGenesis(crypto, letter, player, sign);
  return new Match(letterGame, readGenesis(letter), crypto);
}

const authorOf = ({ player, sign }: Commander, { openedMs }: Match, late = 1): Author => {
  return { player, pair: sign, crypto, nowMs: openedMs + late * MINUTE_MS };
};

function sheetOf(match: Match, commander: Commander) {
  const { machine } = match;
  const { commands, commandIndex } = codecsOf(tactics);
  const { orders = [] } = new BotRunner(bot, SEED).play(machine.viewOf(commander.seat), commander.seat, machine.tick);
  const given = orders.map(({ name, args }): SheetOrder => {
    return { name, args: commands[commandIndex.get(name) ?? -1]?.codec.toJson(args) as SheetOrder['args'] };
  });
  const random = globalThis.crypto.getRandomValues(new Uint8Array(64));
  return newSheet(match, authorOf(commander, match), { orders: given, random });
}

type Letter = Parameters<Match['accept']>[0];

async function accepted(match: Match, letters: readonly Letter[]): Promise<void> {
  for (const letter of letters) {
    const answer = await match.accept(letter);
    if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
  }
}

/** A turn among those present; who is not is declared absent by all others, an hour later. */
async function play(match: Match, all: readonly Commander[], present: readonly Commander[]): Promise<void> {
  const commits: Letter[] = [];
  const sheets: Letter[] = [];
  for (const commander of present) {
    const sheet = await sheetOf(match, commander);
    commits.push(await newCommit(match, authorOf(commander, match), sheet));
    sheets.push(sheet);
  }
  await accepted(match, commits);
  const missing = all.filter((one) => !present.includes(one)).map(({ player }) => player);
  if (missing.length > 0)
    for (const commander of present)
      await accepted(match, [await newAbsence(match, authorOf(commander, match, 61), { phase: 'commit', missing })]);
  await accepted(match, sheets);
  match.close();
  match.watched();
}

/** The file with one bit of its second turn changed. */
export function spoilt(file: Uint8Array): Uint8Array {
  const entry = openTribal(file).entries.get('events/turn_000002.json.gz') as Uint8Array;
  const copy = file.slice();
  const at = Buffer.from(file).indexOf(Buffer.from(entry));
  copy[at + entry.length - 20]! ^= 1;
  return copy;
}
