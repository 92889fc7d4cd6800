/** The file of a long match of tactics: two players fly to and fro, signing, committing and showing their sheets each turn. */
import type { Machine } from '@rubato/game';
import {
  Match,
  newCommit,
  newGenesis,
  newSheet,
  readGenesis,
  rulesOf,
  saveTribal,
  shapesOf,
  signGenesis,
  WebLetterCrypto,
  type SheetOrder,
} from '@rubato/letters';
import { base64url } from '@rubato/schema';
import { inRock, tactics, tacticsLetters, type TacticsView, TURN_TICKS } from '@rubato/tactics';
import { gzipSync } from 'node:zlib';

const crypto = new WebLetterCrypto();
const START_MS = 1_760_000_000_000;
const HOUR_MS = 3_600_000;

/** To and fro, but not into a rock: where they lie depends on the match's name, and so on its players' keys. */
function plansOf(machine: Machine, seat: number): SheetOrder[] {
  const view = machine.view as unknown as TacticsView;
  const step = machine.turn % 2 === 0 ? 9 : -9;
  return [...view.ships]
    .filter(({ owner }) => owner === seat)
    .flatMap((ship) => {
      const [x, y, z] = [ship.x, ship.y, ship.z].map(Math.round) as [number, number, number];
      const position = [z + step, z - step, z].map((to) => ({ x, y, z: to })).find((to) => !inRock(view, ship, to));
      if (position === undefined) return [];
      const rotation = { x: 0, y: 0, z: 0, w: 1 };
      return [
        { name: 'MovementPlanned', args: { ship: ship.id, mode: 'Move', position, rotation } },
        { name: 'MovementConfirmed', args: { ship: ship.id } },
      ];
    });
}

/** @param bombs entries that inflate to 16 MiB each */
export async function longFile(turns: number, bombs = 0): Promise<Uint8Array> {
  const people = await Promise.all(
    ['ada', 'ben'].map(async (player, i) => {
      const [sign, seal] = [await crypto.newSigningPair(), await crypto.newSealingPair()];
      const shown = { player, name: player, sign: base64url(sign.publicKey), seal: base64url(seal.publicKey) };
      return { player, sign, shown: { ...shown, seat: i + 1, faction: '' } };
    }),
  );
  let letter = newGenesis(
    {
      mode: 'peer',
      game: tactics.name,
      gameVersion: tactics.version,
      schema: shapesOf(tacticsLetters),
      rules: rulesOf(tacticsLetters),
      scenario: 'A long one',
      // Nobody meets, so that nobody is lost before the end.
      settings: { scenario: 'asteroid-belt-ambush', turnLimit: 1000, fog: false },
      limits: { ticks: TURN_TICKS, turnMs: HOUR_MS, revealMs: HOUR_MS, strikes: 2, standIn: 'bot' },
      players: people.map(({ shown }) => shown),
      createdMs: START_MS,
    },
    new Uint8Array(16).fill(9),
  );
  for (const { player, sign } of people) letter = await signGenesis(crypto, letter, player, sign);
  const match = new Match(tacticsLetters, readGenesis(letter), crypto);
  for (let turn = 1; turn <= turns; turn++) {
    const sheets = [];
    for (const [i, { player, sign }] of people.entries()) {
      const author = { player, pair: sign, crypto, nowMs: match.openedMs + 1000 };
      const random = new Uint8Array(64).fill(turn);
      const sheet = await newSheet(match, author, { orders: plansOf(match.machine, i + 1), random });
      sheets.push(sheet);
      await taken(match, await newCommit(match, author, sheet));
    }
    for (const sheet of sheets) await taken(match, sheet);
    match.close();
    match.watched();
  }
  const bytes = new Uint8Array(gzipSync(new Uint8Array(16 << 20)));
  const attached = Array.from({ length: bombs }, (_, i) => ({ name: `bomb_${i}.gz`, bytes }));
  return saveTribal(match, { nowMs: match.openedMs, attached });
}

async function taken(match: Match, letter: Parameters<Match['accept']>[0]): Promise<void> {
  const answer = await match.accept(letter);
  if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
}
