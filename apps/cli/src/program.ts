/** The commands and their flags. */
import { VERSION } from '@rubato/server';
import { Command } from 'commander';
import { addBots } from './commands/bots.ts';
import { addConfig } from './commands/config.ts';
import { addReplay } from './commands/replay.ts';
import { addRooms } from './commands/rooms.ts';
import { addServe } from './commands/serve.ts';
import { addVerify } from './commands/verify.ts';

const EXIT_CODES = `
Exit codes: 0 ok, 1 failure, 2 usage, 3 verification failed or corrupt, 4 network, 5 not authorised.
Every command takes --json. Documentation: docs/ in this repository.`;

export function createProgram(): Command {
  const program = new Command('rubato')
    .description('One game definition, any tempo, any scale: serve, watch over, replay and verify matches.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(rubato --help lists the commands, rubato COMMAND --help its flags)')
    .addHelpText('after', EXIT_CODES);
  for (const add of [addServe, addRooms, addReplay, addVerify, addBots, addConfig]) {
    const command = add(program);
    command.option('--json', 'print one JSON value instead of text', false).exitOverride();
  }
  return program;
}
