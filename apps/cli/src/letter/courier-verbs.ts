/** `rubato letter send | fetch | watch`: what travels. */
import {
  advance,
  type Courier,
  exchange,
  type Exchanged,
  flush,
  type Party,
  readKey,
  receive,
  resend,
  submit,
  readSaved,
  saveFile,
} from '@rubato/couriers';
import { type Doc, Match, openTribal, parseJson, readGenesis, saveTribal, type Tribal } from '@rubato/letters';
import { resolve } from 'node:path';
import { CliError, exitCodes } from '../exit.ts';
import { createOutput } from '../output.ts';
import type { Output } from '../output.ts';
import type { Shell } from '../shell.ts';
import { wholeNumber } from '../whole-number.ts';
import { type CourierFlags, courierOf } from './courier-file.ts';
import { describeMatch, headline } from './describe-match.ts';
import { crypto, type KeyFlags, readKeys } from './key-file.ts';
import { letterGameNamed } from './letter-games.ts';
import { bytesOf, openParty } from './match-file.ts';
import { botOrders } from './play-verbs.ts';
import { courierFlag, keyFlag, type Verbs } from './verb.ts';

type Flags = KeyFlags & CourierFlags;
interface FetchFlags extends Flags {
  readonly from?: string;
}
interface WatchFlags extends Flags {
  readonly bot?: boolean;
  readonly poll: number;
}

export function addCourierVerbs(verbs: Verbs, shell: Shell): void {
  courierFlag(keyFlag(verbs('send', 'send what waits to be sent')))
    .argument('<file>', 'the match')
    .option('--again', 'Send again what others may have lost, too.')
    .action((file: string, flags: Flags & { again?: boolean }) => send(file, flags, shell));
  courierFlag(keyFlag(verbs('fetch', 'take what has come, and run the turn when all is there')))
    .argument('<file>', 'the match; when there is none yet, one that you are invited to')
    .option('--from <tribal>', 'Take the letters from another’s file instead.')
    .action((file: string, flags: FetchFlags) => fetchLetters(file, flags, shell));
  courierFlag(keyFlag(verbs('watch', 'fetch and send until the match is over')))
    .argument('<file>', 'the match')
    .option('--bot', 'Let the game’s bot order whenever it is your turn.')
    .option('--poll <seconds>', 'Look at least so often.', wholeNumber(1, 86_400), 60)
    .action((file: string, flags: WatchFlags) => watch(file, flags, shell));
}

async function send(file: string, flags: Flags & { again?: boolean }, shell: Shell): Promise<void> {
  const party = await openParty(file, flags, shell);
  await withCourier(flags, party.player, shell, async (courier) => {
    if (flags.again) await resend(party);
    const flushed = await flush(party, courier, Date.now(), { all: true });
    createOutput(flags, shell).result(flushed, ({ sent, failures }) => `${sent} sent, ${failures.length} failed.`);
    throwFirst(flushed.failures);
  });
}

function throwFirst(failures: Exchanged['flushed']['failures']): void {
  const [first] = failures;
  if (first === undefined) return;
  const code =
    first.code === 'auth' ? exitCodes.auth : first.code === 'network' ? exitCodes.network : exitCodes.failure;
  throw new CliError(code, `${failures.length} not sent, they stay in the outbox: ${first.message}`);
}

async function fetchLetters(file: string, flags: FetchFlags, shell: Shell): Promise<void> {
  if (flags.from !== undefined) return takeFrom(file, flags.from, flags, shell);
  const { keys } = readKeys(flags, shell);
  await withCourier(flags, keys.player, shell, async (courier) => {
    if ((await readSaved(resolve(shell.directory, file))) === undefined) await takeInvitation(courier, file, shell);
    const party = await openParty(file, flags, shell);
    const received = await receive(party, courier, Date.now());
    const turns = await advance(party, Date.now());
    const found = {
      ...describeMatch(party),
      ...received,
      problem: received.problem?.message ?? null,
      ran: turns.map(({ turn }) => turn),
    };
    createOutput(flags, shell).result(found, ({ taken, refused, ran }) => {
      const lines = refused.map(({ code, message }) => `refused (${code}): ${message}`);
      const done = ran.length > 0 ? `Ran turn ${ran.join(', ')}. ` : '';
      return [`${taken} taken.`, ...lines, `${done}${headline(found)}`].join('\n');
    });
    if (received.problem !== undefined) throw received.problem;
  });
}

/** The first block of a match that nobody here has yet, as a file of it. */
async function takeInvitation(courier: Courier, file: string, shell: Shell): Promise<void> {
  const key = (await courier.list()).find((one) => readKey(one)?.kind === 'genesis');
  if (key === undefined) throw new CliError(exitCodes.failure, `${file} isn’t there, and no invitation has come`);
  await saveInvitation(file, parseJson(await courier.fetch(key), key) as Doc, shell);
}

/** @param attached what the inviting file has beside the match: what a server ran before it */
async function saveInvitation(
  file: string,
  letter: Doc,
  shell: Shell,
  attached: Tribal['unknown'] = [],
): Promise<void> {
  const read = readGenesis(letter);
  const match = new Match(letterGameNamed(read.genesis.game).letterGame, read, crypto);
  await saveFile(resolve(shell.directory, file), saveTribal(match, { nowMs: Date.now(), attached }));
}

/** By hand: signatures and letters of the open turn out of a file that somebody gave us. */
async function takeFrom(file: string, from: string, flags: FetchFlags, shell: Shell): Promise<void> {
  const other = openTribal(await bytesOf(from, shell));
  if ((await readSaved(resolve(shell.directory, file))) === undefined)
    await saveInvitation(file, other.genesis.letter, shell, other.unknown);
  const party = await openParty(file, flags, shell);
  const nowMs = Date.now();
  const answers = [await party.takeGenesis(other.genesis.letter, nowMs)];
  if (party.match !== undefined) {
    // Twice: sheets count once all commitments are there.
    for (const letter of [...other.letters, ...other.letters])
      answers.push(await party.match.accept(letter, party.isReferee ? { receivedMs: nowMs } : {}));
    await party.saveMatch(nowMs);
  }
  const turns = await advance(party, nowMs);
  const taken = answers.filter((answer) => answer.ok && answer.what !== 'duplicate' && answer.what !== 'kept').length;
  const found = { ...describeMatch(party), taken, ran: turns.map(({ turn }) => turn) };
  createOutput(flags, shell).result(found, () => `${taken} taken.\n${headline(found)}`);
  const bad = answers.find((answer) => !answer.ok && answer.code !== 'turn-closed');
  if (bad !== undefined && !bad.ok) throw new CliError(exitCodes.corrupt, `${from}: ${bad.code}: ${bad.message}`);
}

async function watch(file: string, flags: WatchFlags, shell: Shell): Promise<void> {
  const party = await openParty(file, flags, shell);
  const output = createOutput(flags, shell);
  let stopped = false;
  const forget = shell.onInterrupt(() => (stopped = true));
  let said = '';
  try {
    await withCourier(flags, party.player, shell, async (courier) => {
      while (!stopped) {
        await orderByBot(party, flags);
        const done = await exchange(party, courier, Date.now());
        said = tell(party, done, said, output);
        if (describeMatch(party).phase === 'ended' && party.desk.outbox.size === 0) break;
        if (isBotsTurn(party, flags)) continue;
        await courier.wait(flags.poll * 1000).catch(() => new Promise((resolve) => setTimeout(resolve, 1000)));
      }
    });
  } finally {
    forget();
  }
  output.result(describeMatch(party), (found) => headline(found));
}

const isBotsTurn = (party: Party, { bot }: WatchFlags): boolean => bot === true && describeMatch(party).yourTurn;

async function orderByBot(party: Party, flags: WatchFlags): Promise<void> {
  if (isBotsTurn(party, flags)) await submit(party, botOrders(party), Date.now());
}

/** Says what changed; returns what was said last. */
function tell(party: Party, { received, turns, flushed }: Exchanged, said: string, output: Output): string {
  for (const { turn } of turns) output.line(`Ran turn ${turn}.`);
  for (const { code, message } of received.refused) output.line(`refused (${code}): ${message}`);
  const [failure] = flushed.failures;
  const trouble = received.problem?.message ?? failure?.message;
  const now = trouble === undefined ? headline(describeMatch(party)) : `Trying again: ${trouble}`;
  if (now !== said) output.line(now);
  return now;
}

async function withCourier(
  flags: CourierFlags,
  player: string,
  shell: Shell,
  use: (courier: Courier) => Promise<void>,
): Promise<void> {
  const courier = await courierOf(flags, player, shell);
  try {
    await use(courier);
  } finally {
    await courier.close();
  }
}
