/** `rubato mod`: what operators do about players, through a running server, so that it is told and audited. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { HouseApi, type HouseFlags } from '../house-api.ts';
import { age } from '../human.ts';
import { createOutput, facts, table } from '../output.ts';
import type { Shell } from '../shell.ts';
import { wholeNumber } from '../whole-number.ts';
import { addOperators } from './mod-operators.ts';
import { addReports } from './mod-reports.ts';

const HELP = `
Runs on the server's own machine: the admin listener is on loopback. Your
token is read from RUBATO_ADMIN_TOKEN or --token-file; the first one comes
from "first", by the token that the first start printed. Each act is a row of
the audit.

Examples:
  rubato mod first TOKEN --name anna > anna.token
  rubato mod let-in mona moderator > mona.token
  rubato mod ban griefer --reason "cheats" --for 7d --token-file anna.token
  rubato mod unban BAN --reason "was his brother"
  rubato mod slow global 30
  rubato mod reports
  rubato mod close REPORT upheld --note "muted for a week"`;

const SLOW_MOST_S = 3600;
const ROLES = ['player', 'moderator', 'admin'] as const;
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Of a network, or of somebody in it; a name has neither a dot nor a colon. */
const ADDRESS = /^[\da-f]*[.:][\da-f.:]*$/i;

interface BanFlags extends HouseFlags {
  readonly reason: string;
  readonly for?: number;
  readonly kind: 'login' | 'chat' | 'trade' | 'ranked';
}
interface ReasonFlags extends HouseFlags {
  readonly reason: string;
}

export function addMod(program: Command, shell: Shell): Command {
  const mod = program
    .command('mod')
    .summary('let operators in, ban, mute, handle reports, slow a channel, take messages out, read the audit')
    .description('Act on players and chat, as an operator of the house.')
    .addHelpText('after', HELP);
  const verb = (name: string, meaning: string): Command =>
    mod
      .command(name)
      .description(meaning)
      .option('--admin <url>', 'The admin address; default http://127.0.0.1:8790, or RUBATO_ADMIN_URL.')
      .option('--token-file <file>', 'Your token, in a file; default RUBATO_ADMIN_TOKEN.')
      .option('--json', 'Print one JSON value instead of text.');
  const reason = (command: Command): Command =>
    command.requiredOption('--reason <text>', 'Why; the player reads it, and the audit keeps it.');
  addOperators(verb, shell);
  addLooks(verb, shell);
  addActs(verb, reason, shell);
  addReports(verb, shell);
  return mod;
}

export type Verb = (name: string, meaning: string) => Command;

function addLooks(verb: Verb, shell: Shell): void {
  verb('find <account>', 'Show an account, by name or id, with its bans.').action(
    async (account: string, flags: HouseFlags) => {
      const found = await new HouseApi(flags, shell).call('findAccount', { account });
      createOutput(flags, shell).result(found, ({ id, username, role, createdMs, bans }) =>
        [
          facts([
            ['account', id],
            ['name', username],
            ['role', role],
            ['since', age(createdMs, Date.now())],
          ]),
          bansIn(bans),
        ].join('\n'),
      );
    },
  );
  verb('bans', 'List bans in force, the newest first.')
    .option('--appealed', 'Only those with a note of the banned.')
    .action(async (flags: HouseFlags & { readonly appealed?: boolean }) => {
      const found = await new HouseApi(flags, shell).call('listBans', { appealed: flags.appealed });
      createOutput(flags, shell).result(found, ({ bans }) => bansIn(bans));
    });
  verb('audit', 'Show what operators did, the newest first.')
    .option('--before <number>', 'Rows before this one.', wholeNumber(1, 2 ** 32 - 1))
    .action(async (flags: HouseFlags & { readonly before?: number }) => {
      const found = await new HouseApi(flags, shell).call('audit', { before: flags.before });
      createOutput(flags, shell).result(found, ({ rows }) =>
        table(
          ['row', 'when', 'who', 'did', 'to', 'what'],
          rows.map(({ seq, atMs, actorName, action, target, data }) => [
            String(seq),
            new Date(atMs).toISOString(),
            actorName,
            action,
            target,
            data,
          ]),
        ),
      );
    });
}

function addActs(verb: Verb, reason: (command: Command) => Command, shell: Shell): void {
  reason(verb('ban <who>', 'Ban an account, by name or id, or an address.'))
    .option('--for <time>', 'As 30m, 12h or 7d; without it for good, which takes an admin.', durationMs)
    .addOption(new Option('--kind <kind>', 'From what.').choices(['login', 'chat', 'trade', 'ranked']).default('login'))
    .action(async (who: string, flags: BanFlags) => {
      const house = new HouseApi(flags, shell);
      const scope = ADDRESS.test(who) ? 'address' : 'account';
      const subject = scope === 'address' ? who : (await house.call('findAccount', { account: who })).id;
      const { kind, reason: why, for: forMs } = flags;
      const made = await house.call('addBan', { scope, subject, kind, reason: why, durationMs: forMs });
      createOutput(flags, shell).result(made, (ban) => bansIn([ban]));
    });
  reason(verb('unban <ban>', 'Lift a ban, by its id.')).action(async (id: string, flags: ReasonFlags) => {
    await new HouseApi(flags, shell).call('removeBan', { id, note: flags.reason });
    createOutput(flags, shell).result({ lifted: id }, () => `lifted ${id}`);
  });
  reason(verb('role <account> <role>', 'Let an account be player, moderator or admin in the game; for admins.')).action(
    async (account: string, role: string, flags: ReasonFlags) => {
      const wanted = ROLES.find((known) => known === role);
      if (wanted === undefined) throw new InvalidArgumentError(`The role must be ${ROLES.join(', ')}.`);
      const input = { account, role: wanted, reason: flags.reason };
      const found = await new HouseApi(flags, shell).call('setAccountRole', input);
      createOutput(flags, shell).result(found, ({ username, role: now }) => `${username} is ${now} now`);
    },
  );
  verb('slow <channel> <seconds>', 'Let accounts wait between two messages of a channel; 0 ends it.').action(
    async (channel: string, seconds: string, flags: HouseFlags) => {
      const slowMs = wholeNumber(0, SLOW_MOST_S)(seconds) * 1000;
      const slow = await new HouseApi(flags, shell).call('slowChannel', { channel, slowMs });
      createOutput(flags, shell).result(slow, () =>
        slowMs === 0 ? `${channel} is slow no more` : `${channel}: one message every ${seconds} s`,
      );
    },
  );
  verb('announce <text>', 'Tell everybody in the world.')
    .option('--title <title>', 'Above it.')
    .action(async (message: string, flags: HouseFlags & { readonly title?: string }) => {
      const said = await new HouseApi(flags, shell).call('announce', { message, title: flags.title });
      createOutput(flags, shell).result(said, ({ messageId }) => `announced as ${messageId}`);
    });
  reason(verb('remove <message>', 'Take a message out of its channel, by its id.')).action(
    async (id: string, flags: ReasonFlags) => {
      const removed = await new HouseApi(flags, shell).call('removeMessage', { id, reason: flags.reason });
      createOutput(flags, shell).result(removed, ({ channel }) => `taken out of ${channel}`);
    },
  );
}

interface ShownBan {
  readonly id: string;
  readonly subject: string;
  readonly kind: string;
  readonly reason: string;
  readonly expiresMs?: number | undefined;
  readonly appeal?: string | undefined;
}

function bansIn(bans: readonly ShownBan[]): string {
  if (bans.length === 0) return 'no bans';
  const rows = bans.map(({ id, subject, kind, reason, expiresMs, appeal }) => {
    const until = expiresMs === undefined ? 'for good' : new Date(expiresMs).toISOString();
    return [id, subject, kind, until, reason, appeal ?? ''];
  });
  return table(['ban', 'whom', 'from', 'until', 'why', 'they say'], rows);
}

/** `30m`, `12h`, `7d` in milliseconds. */
function durationMs(text: string): number {
  const [, count = '', unit = ''] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  const unitMs = UNITS[unit];
  if (unitMs === undefined) throw new InvalidArgumentError('It must be a number with m, h or d, as 30m, 12h or 7d.');
  return Number(count) * unitMs;
}
