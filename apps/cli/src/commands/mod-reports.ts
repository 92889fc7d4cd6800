/** `rubato mod`'s verbs for what players report: see, take, close, hand to the admins. */
import type { adminRoutes, RouteReply } from '@rubato/protocol';
import { InvalidArgumentError, Option } from 'commander';
import { HouseApi, type HouseFlags } from '../house-api.ts';
import { age } from '../human.ts';
import { createOutput, facts, table } from '../output.ts';
import type { Shell } from '../shell.ts';
import type { Verb } from './mod.ts';

type Report = RouteReply<(typeof adminRoutes)['report']>;

interface ListFlags extends HouseFlags {
  readonly state: Report['state'];
  readonly escalated?: boolean;
  readonly after?: string;
}

const DECISIONS = ['upheld', 'dismissed'] as const;

export function addReports(verb: Verb, shell: Shell): void {
  verb('reports', 'List reports of players, the oldest first, 50 at a time.')
    .addOption(new Option('--state <state>', 'Which.').choices(['open', ...DECISIONS]).default('open'))
    .option('--escalated', 'Only those that were handed to the admins.')
    .option('--after <report>', 'Those behind this one: the next page.')
    .action(async ({ state, escalated, after, ...flags }: ListFlags) => {
      const found = await new HouseApi(flags, shell).call('listReports', { state, escalated, after });
      createOutput(flags, shell).result(found, ({ reports }) => listed(reports));
    });
  verb('report <report>', 'Show a report, with what was said.').action(async (id: string, flags: HouseFlags) => {
    const found = await new HouseApi(flags, shell).call('report', { id });
    createOutput(flags, shell).result(found, shown);
  });
  verb('take <report>', 'Say that you look into an open report: for a day it is left to you.').action(
    async (id: string, flags: HouseFlags) => {
      const taken = await new HouseApi(flags, shell).call('takeReport', { id });
      createOutput(flags, shell).result(taken, () => `yours: ${id}`);
    },
  );
  verb('close <report> <decision>', 'Close an open report as upheld or dismissed.')
    .option('--note <text>', 'Why; for the house and its audit.')
    .action(async (id: string, decision: string, flags: HouseFlags & { readonly note?: string }) => {
      const state = DECISIONS.find((known) => known === decision);
      if (state === undefined) throw new InvalidArgumentError(`A report is closed as ${DECISIONS.join(' or ')}.`);
      const closed = await new HouseApi(flags, shell).call('closeReport', { id, state, note: flags.note });
      createOutput(flags, shell).result(closed, () => `${state}: ${id}`);
    });
  verb('escalate <report>', 'Hand an open report to the admins.')
    .requiredOption('--note <text>', 'Why; for the admins and the audit.')
    .action(async (id: string, flags: HouseFlags & { readonly note: string }) => {
      const handed = await new HouseApi(flags, shell).call('escalateReport', { id, note: flags.note });
      createOutput(flags, shell).result(handed, () => `for the admins: ${id}`);
    });
}

function listed(reports: readonly Report[]): string {
  if (reports.length === 0) return 'no such reports';
  const nowMs = Date.now();
  const rows = reports.map((report) => {
    const { id, createdMs, accusedName, reason } = report;
    return [id, age(createdMs, nowMs), accusedName, reason, whoseIs(report)];
  });
  return table(['report', 'since', 'whom', 'why', 'is'], rows);
}

function whoseIs({ state, takenBy, escalatedMs }: Report): string {
  if (state !== 'open') return state;
  if (takenBy !== undefined) return `looked into by ${takenBy}`;
  return escalatedMs === undefined ? 'open' : 'for the admins';
}

function shown(report: Report): string {
  const { id, createdMs, reporterId, accusedId, accusedAccountId, accusedName, reason, context } = report;
  const lines = facts([
    ['report', id],
    ['is', whoseIs(report)],
    ['since', age(createdMs, Date.now())],
    ['by', reporterId],
    ['against', `${accusedName} (character ${accusedId}, account ${accusedAccountId})`],
    ['why', reason],
    ...optional('handed on', report.escalation),
    ...optional('closed by', report.handledBy),
    ...optional('note', report.note),
  ]);
  if (context.length === 0) return lines;
  const said = context.map(({ sentMs, channel, senderName, message }) => [
    new Date(sentMs).toISOString(),
    channel,
    senderName,
    message,
  ]);
  return `${lines}\n${table(['when', 'where', 'who', 'said'], said)}`;
}

function optional(name: string, value: string | undefined): readonly (readonly [string, string])[] {
  return value === undefined ? [] : [[name, value]];
}
