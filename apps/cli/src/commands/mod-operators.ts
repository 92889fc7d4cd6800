/** `rubato mod`'s verbs for those who run the house: let in, see, end, and one's own token anew. */
import type { adminRoutes, RouteReply } from '@rubato/protocol';
import { InvalidArgumentError } from 'commander';
import { CliError, exitCodes } from '../exit.ts';
import { HouseApi, type HouseFlags } from '../house-api.ts';
import { createOutput, table } from '../output.ts';
import type { Shell } from '../shell.ts';
import type { Verb } from './mod.ts';

type Operator = RouteReply<(typeof adminRoutes)['me']>;

const ROLES: readonly Operator['role'][] = ['viewer', 'moderator', 'admin'];

export function addOperators(verb: Verb, shell: Shell): void {
  verb('first <token>', 'Exchange the token that the first start printed for the first admin’s.')
    .requiredOption('--name <name>', 'What the audit calls you.')
    .action(async (token: string, flags: HouseFlags & { readonly name: string }) => {
      const made = await new HouseApi(flags, shell).call('firstRun', { token, name: flags.name });
      createOutput(flags, shell).result(made, ({ token: own }) => own);
    });
  verb(
    'let-in <name> <role>',
    'Let somebody in as viewer, moderator or admin, and print their token; for admins.',
  ).action(async (name: string, wanted: string, flags: HouseFlags) => {
    const role = ROLES.find((known) => known === wanted);
    if (role === undefined) throw new InvalidArgumentError(`The role must be ${ROLES.join(', ')}.`);
    const made = await new HouseApi(flags, shell).call('addOperator', { name, role });
    createOutput(flags, shell).result(made, ({ token }) => token);
  });
  verb('operators', 'List who runs the house; for admins.').action(async (flags: HouseFlags) => {
    const found = await new HouseApi(flags, shell).call('operators', {});
    createOutput(flags, shell).result(found, ({ operators }) => listed(operators));
  });
  verb('let-out <name>', 'End an operator’s access at once; for admins.').action(
    async (name: string, flags: HouseFlags) => {
      const house = new HouseApi(flags, shell);
      const { operators } = await house.call('operators', {});
      const found = operators.find((operator) => operator.name === name);
      if (!found) throw new CliError(exitCodes.usage, `there is no operator ${name}; mod operators lists them`);
      await house.call('revokeOperator', { id: found.id });
      createOutput(flags, shell).result({ ended: found }, () => `${name} has no access any more`);
    },
  );
  verb('renew', 'Print a new token for yourself; the one before is void.').action(async (flags: HouseFlags) => {
    const made = await new HouseApi(flags, shell).call('renewToken', {});
    createOutput(flags, shell).result(made, ({ token }) => token);
  });
}

function listed(operators: readonly Operator[]): string {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const rows = operators.map(({ name, role, createdMs, expiresMs }) => [name, role, day(createdMs), day(expiresMs)]);
  return table(['operator', 'as', 'since', 'token until'], rows);
}
