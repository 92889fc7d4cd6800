/** `rubato letter keys | new | sign`: from nobody to a match that everyone has signed. */
import { Party } from '@rubato/couriers';
import { type Doc, type GenesisBody, newGenesis, rulesOf, shapesOf } from '@rubato/letters';
import type { Command } from 'commander';
import { Option } from 'commander';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { CliError, exitCodes } from '../exit.ts';
import { createOutput, facts } from '../output.ts';
import type { Shell } from '../shell.ts';
import { wholeNumber } from '../whole-number.ts';
import { describeMatch, factsOf, headline } from './describe-match.ts';
import { type Card, type KeyFlags, makeKeys, readCard, readKeys } from './key-file.ts';
import { letterGameNamed } from './letter-games.ts';
import { openParty, optionsFor, random } from './match-file.ts';
import { keyFlag, type Verbs } from './verb.ts';

interface NewFlags extends KeyFlags {
  readonly game: string;
  readonly mode: GenesisBody['mode'];
  readonly with: readonly string[];
  readonly referee?: string;
  readonly observe?: boolean;
  readonly setting: readonly string[];
  readonly turnHours?: number;
  readonly revealHours?: number;
  readonly strikes: number;
}

const HOUR_MS = 3_600_000;
const MAX_HOURS = 366 * 24;
const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export function addBeginVerbs(verbs: Verbs, shell: Shell): void {
  keyFlag(verbs('keys', 'make your keys, or show your card'))
    .requiredOption('--player <id>', 'What you are called in matches: a-z, 0-9, _ and hyphens.')
    .option('--name <name>', 'What people call you.')
    .action(async (flags: KeyFlags & { player: string; name?: string }) => {
      const card = await makeKeys(flags, flags, shell);
      // The card is one line of JSON for people, too: it goes into a file for the others.
      createOutput(flags, shell).result(card, (value) => JSON.stringify(value));
    });
  addNew(keyFlag(verbs('new', 'make the file of a new match')), shell);
  keyFlag(verbs('sign', 'agree to a match: its rules, limits and players'))
    .argument('<file>', 'the match')
    .action(async (file: string, flags: KeyFlags) => {
      const party = await openParty(file, flags, shell);
      await party.sign(Date.now());
      say(party, flags, shell);
    });
}

function addNew(command: Command, shell: Shell): void {
  command
    .argument('<file>', 'the match’s file, which must not exist')
    .option('--game <name>', 'What is played.', 'tactics')
    .addOption(new Option('--mode <mode>', 'Who is trusted.').choices(['peer', 'escrow', 'host']).default('peer'))
    .option('--with <card>', 'The card of another player; again for each.', collect, [])
    .option('--referee <card>', 'Who keeps sheets (escrow) or the state (host).')
    .option('--observe', 'You don’t play: you are the referee.')
    .option('--setting <name=value>', 'A setting of the game; again for each.', collect, [])
    .option('--turn-hours <n>', 'A turn’s deadline; without it there is none.', wholeNumber(1, MAX_HOURS))
    .option('--reveal-hours <n>', 'In peer mode the deadline to show sheets.', wholeNumber(1, MAX_HOURS))
    .option('--strikes <n>', 'After so many missed turns a stand-in plays; 0: never.', wholeNumber(0, 1000), 2)
    .action((file: string, flags: NewFlags) => makeMatch(file, flags, shell));
}

async function makeMatch(file: string, flags: NewFlags, shell: Shell): Promise<void> {
  if (existsSync(resolve(shell.directory, file)))
    throw new CliError(exitCodes.usage, `${file} is there already; choose another name`);
  const nowMs = Date.now();
  const party = await Party.create(optionsFor(file, flags, flags.game, shell), genesisFor(flags, nowMs, shell), nowMs);
  say(party, flags, shell);
}

function genesisFor(flags: NewFlags, nowMs: number, shell: Shell): Doc {
  const { letterGame, ticks, title, standIn } = letterGameNamed(flags.game);
  const { card: own } = readKeys(flags, shell);
  const others = flags.with.map((card) => readCard(card, shell));
  const referee = flags.observe ? own : flags.referee === undefined ? undefined : readCard(flags.referee, shell);
  if ((flags.mode === 'peer') !== (referee === undefined))
    throw new CliError(exitCodes.usage, 'escrow and host mode need --referee or --observe; peer mode has neither');
  const players = flags.observe ? others : [own, ...others];
  if (players.length < 2) throw new CliError(exitCodes.usage, 'a match has two players or more: --with CARD');
  const hours = (count: number | undefined): number | null => (count === undefined ? null : count * HOUR_MS);
  return newGenesis(
    {
      mode: flags.mode,
      game: letterGame.game.name,
      gameVersion: letterGame.game.version,
      schema: shapesOf(letterGame),
      rules: rulesOf(letterGame),
      scenario: title,
      settings: settingsOf(flags.setting),
      limits: {
        ticks,
        turnMs: hours(flags.turnHours),
        revealMs: hours(flags.revealHours ?? flags.turnHours),
        strikes: flags.strikes,
        standIn,
      },
      players: players.map((card: Card, i) => ({ ...card, seat: i + 1, faction: '' })),
      ...(referee && { referee }),
      createdMs: nowMs,
    },
    random.bytes(16),
  );
}

/** Values are JSON where they are, else text. */
function settingsOf(pairs: readonly string[]): Doc {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, value] = /^([a-zA-Z0-9]+)=(.*)$/.exec(pair) ?? [];
      if (name === undefined || value === undefined)
        throw new CliError(exitCodes.usage, `--setting ${pair}: expected name=value`);
      return [name, /^(true|false|-?\d+(\.\d+)?)$/.test(value) ? (JSON.parse(value) as number) : value];
    }),
  );
}

function say(party: Party, flags: KeyFlags, shell: Shell): void {
  createOutput(flags, shell).result(describeMatch(party), (found) => `${headline(found)}\n\n${facts(factsOf(found))}`);
}
