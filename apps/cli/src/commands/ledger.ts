/** `rubato ledger`: proves that no coin and no item was ever lost or doubled. */
import { verifyServicesLedger } from '@rubato/server';
import { Argument } from 'commander';
import type { Command } from 'commander';
import { CliError, exitCodes } from '../exit.ts';
import { counted, whole } from '../human.ts';
import { createOutput, table } from '../output.ts';
import { addServiceFlags, servicePlace } from '../service-place.ts';
import type { ServiceFlags } from '../service-place.ts';
import type { Shell } from '../shell.ts';

type LedgerReport = Awaited<ReturnType<typeof verifyServicesLedger>>;

const HELP = `
Reads the whole history of gold and items: every transaction must sum up to
nothing, every balance and every item must be where its history says, and every
trade that is done must have exactly one transaction. A server may be running.
Exit code 3 says that something is wrong; the first 100 findings are printed.

Example:
  rubato ledger verify --data demo && echo "nothing lost, nothing doubled"`;

export function addLedger(program: Command, shell: Shell): Command {
  const command = program
    .command('ledger')
    .summary('prove that no coin and no item was ever lost or doubled')
    .description('Prove the ledger of gold and items from its own history.')
    .addArgument(new Argument('<verify>', 'Read all of it and check it.').choices(['verify']));
  return addServiceFlags(command)
    .addHelpText('after', HELP)
    .action((_what: 'verify', flags: ServiceFlags) => verify(flags, shell));
}

async function verify(flags: ServiceFlags, shell: Shell): Promise<void> {
  const report = await verifyServicesLedger(servicePlace(flags, shell));
  createOutput(flags, shell).result(report, shown);
  if (report.ok) return;
  const { problems } = report;
  throw new CliError(
    exitCodes.corrupt,
    `the ledger is wrong in ${counted(problems, 'place')}; keep a copy before anything is changed`,
  );
}

function shown({ ok, checked, findings, problems }: LedgerReport): string {
  const { transactions, entries, moves, balances, items } = checked;
  const extent = [
    counted(transactions, 'transaction'),
    `${counted(entries, 'entry', 'entries')} of ${counted(balances, 'balance')}`,
    `${counted(moves, 'move')} of ${counted(items, 'item')}`,
  ].join(', ');
  if (ok) return `OK: ${extent}`;
  const rows = findings.map(({ problem, where, message }) => [problem, where, message]);
  const more = problems > findings.length ? [`… and ${whole(problems - findings.length)} more`] : [];
  return [`NOT OK: ${extent}`, table(['problem', 'where', 'what'], rows), ...more].join('\n');
}
