/** `rubato letter plan | submit | status | open | simulate`: playing, without any courier. */
import { advance, type Party, plan, submit } from '@rubato/couriers';
import { BotRunner, type Seat } from '@rubato/game';
import { LetterRefused, parseJson, type SheetOrder } from '@rubato/letters';
import { stateToJson } from '@rubato/schema';
import { resolve } from 'node:path';
import { CliError, exitCodes } from '../exit.ts';
import { readFileNamed } from '../named-file.ts';
import { createOutput, facts } from '../output.ts';
import type { Shell } from '../shell.ts';
import { wholeNumber } from '../whole-number.ts';
import { describeMatch, factsOf, headline, knownOf } from './describe-match.ts';
import type { KeyFlags } from './key-file.ts';
import { letterGameNamed } from './letter-games.ts';
import { openParty, random } from './match-file.ts';
import { keyFlag, type Verbs } from './verb.ts';

interface OrderFlags extends KeyFlags {
  readonly orders?: string;
  readonly bot?: boolean;
}

export function addPlayVerbs(verbs: Verbs, shell: Shell): void {
  for (const [name, summary] of [
    ['plan', 'check orders and keep them as a draft'],
    ['submit', 'give orders: the draft, a file, or a bot’s'],
  ] as const)
    keyFlag(verbs(name, summary))
      .argument('<file>', 'the match')
      .option('--orders <json>', 'A file with the list of orders: [{"name": …, "args": {…}}].')
      .option('--bot', 'Let the game’s bot choose.')
      .action((file: string, flags: OrderFlags) => giveOrders(name, file, flags, shell));
  keyFlag(verbs('status', 'say how a match stands, and whose turn it is'))
    .argument('<file>', 'the match')
    .action(async (file: string, flags: KeyFlags) => say(await openParty(file, flags, shell), flags, shell));
  keyFlag(verbs('open', 'show what you may see, and what happened in a turn'))
    .argument('<file>', 'the match')
    .option('--turn <n>', 'The turn whose events are shown; default the last.', wholeNumber(1, 1_000_000))
    .action(async (file: string, flags: KeyFlags & { turn?: number }) => {
      const party = await openParty(file, flags, shell);
      createOutput(flags, shell).result(viewFor(party, flags.turn), (view) => JSON.stringify(view, undefined, 2));
    });
  keyFlag(verbs('simulate', 'run the turn, once all is there'))
    .argument('<file>', 'the match')
    .action((file: string, flags: KeyFlags) => simulate(file, flags, shell));
}

async function giveOrders(verb: 'plan' | 'submit', file: string, flags: OrderFlags, shell: Shell): Promise<void> {
  const party = await openParty(file, flags, shell);
  if (party.table.turn === undefined) throw new LetterRefused('match-over', 'the match is over');
  const orders = flags.bot ? botOrders(party) : ordersIn(flags, shell);
  const chosen = orders ?? (verb === 'submit' ? party.desk.draft : undefined);
  if (chosen === undefined)
    throw new CliError(exitCodes.usage, `nothing to ${verb}: --orders names a file, --bot asks the game’s bot`);
  if (verb === 'plan') await plan(party, chosen);
  else await submit(party, chosen, Date.now());
  await advance(party, Date.now());
  say(party, flags, shell);
}

function ordersIn({ orders }: OrderFlags, { directory }: Shell): readonly SheetOrder[] | undefined {
  if (orders === undefined) return undefined;
  const read = parseJson(readFileNamed(resolve(directory, orders), orders, 'it holds the list of orders'), orders);
  const isOrder = (one: unknown): one is SheetOrder =>
    typeof one === 'object' && one !== null && 'name' in one && typeof one.name === 'string' && 'args' in one;
  if (Array.isArray(read) && read.every(isOrder)) return read;
  throw new CliError(exitCodes.usage, `${orders} is no list of orders: [{"name": …, "args": {…}}]`);
}

/** What the game's stand-in would order now, by what the player may know. */
export function botOrders(party: Party): readonly SheetOrder[] {
  const { match, genesis, player } = party;
  const { letterGame, standIn } = letterGameNamed(genesis.game);
  const bot = letterGame.bots?.[standIn];
  const seat = genesis.players.find((one) => one.player === player)?.seat as Seat | undefined;
  const machine = match?.machine ?? knownOf(party);
  if (machine === undefined || bot === undefined || seat === undefined)
    throw new CliError(exitCodes.usage, 'no bot can play this: --orders names a file');
  const { orders } = new BotRunner(bot, random.bytes(16)).play(machine.viewOf(seat), seat, machine.tick);
  return (orders ?? []) as readonly SheetOrder[];
}

async function simulate(file: string, flags: KeyFlags, shell: Shell): Promise<void> {
  const party = await openParty(file, flags, shell);
  const turns = await advance(party, Date.now());
  const found = { ...describeMatch(party), ran: turns.map(({ turn }) => turn) };
  if (turns.length === 0) throw new CliError(exitCodes.failure, `no turn was run. ${headline(found)}`);
  createOutput(flags, shell).result(found, ({ ran }) => `Ran turn ${ran.join(', ')}. ${headline(found)}`);
}

/** Through the player's own eyes; a referee's are a spectator's. */
function viewFor(party: Party, turn: number | undefined) {
  const { match, seat, genesis, player } = party;
  if (match === undefined) return seat?.view ?? { turn: null, view: null, events: [] };
  const shown = turn ?? match.machine.turn;
  const own = genesis.players.find((one) => one.player === player)?.seat as Seat | undefined;
  const log = match.log(shown);
  if (turn !== undefined && log === undefined) throw new CliError(exitCodes.usage, `turn ${turn} is not in the file`);
  const events = (log?.events ?? []).filter(({ to }) => {
    const seats = (to as { readonly seats?: readonly unknown[] } | undefined)?.seats;
    return own === undefined || seats === undefined || seats.includes(own);
  });
  return { turn: shown, view: stateToJson(match.machine.copyView(own ?? null)), events };
}

function say(party: Party, flags: KeyFlags, shell: Shell): void {
  createOutput(flags, shell).result(describeMatch(party), (found) => `${headline(found)}\n\n${facts(factsOf(found))}`);
}
