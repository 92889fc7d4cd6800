/** `rubato rooms`: what a data directory holds, also beside a running server. */
import { parseMeta } from '@rubato/host';
import type { RoomRecord, RoomStatus } from '@rubato/ports';
import { Option } from 'commander';
import type { Command } from 'commander';
import { addDataFlags, openDataDirectory } from '../data-directory.ts';
import type { DataFlags } from '../data-directory.ts';
import { age, counted } from '../human.ts';
import { createOutput, table } from '../output.ts';
import { winnersInWords } from '../result-words.ts';
import type { Shell } from '../shell.ts';

interface Flags extends DataFlags {
  readonly status?: RoomStatus;
  readonly driven?: boolean;
  readonly json?: boolean;
}

const STATUSES: readonly RoomStatus[] = ['open', 'closed', 'frozen'];

const HELP = `
An open room is being played, or goes on at the next start of its server. A
closed one is over. A frozen one was stopped by an error in the rules of its
game, and kept. A running server does not mind being read.

Example:
  rubato rooms --data demo --status open`;

export function addRooms(program: Command, shell: Shell): Command {
  const command = program.command('rooms').summary('list the rooms of a data directory');
  return addDataFlags(command)
    .description('List the rooms of a data directory, the oldest first.')
    .addOption(new Option('--status <status>', 'Only rooms in this state:').choices(STATUSES))
    .option('--driven', 'Also matches that the server drives itself: the world, and fights in it.')
    .addHelpText('after', HELP)
    .action((flags: Flags) => rooms(flags, shell));
}

async function rooms(flags: Flags, shell: Shell): Promise<void> {
  const { store, name } = await openDataDirectory(flags, shell);
  try {
    const { status, driven = false } = flags;
    const all = await store.rooms(status === undefined ? undefined : { status });
    const records = driven ? all : all.filter((record) => parseMeta(record).driven === undefined);
    createOutput(flags, shell).result(records.map(shown), (list) => textOf(list, status, name, Date.now()));
  } finally {
    await store.close();
  }
}

function shown(record: RoomRecord) {
  const { id, game, gameVersion, status, createdMs, changedMs, epoch, segment } = record;
  const { seats, code, region, result } = parseMeta(record);
  const held = (state: string) => seats.filter((seat) => seat.held === state).length;
  return {
    id,
    game,
    gameVersion,
    status,
    createdMs,
    changedMs,
    epoch,
    segment,
    private: code !== '',
    region,
    seats: seats.length,
    players: held('player'),
    bots: held('bot'),
    result: result ?? null,
  };
}

type ShownRoom = ReturnType<typeof shown>;

const HEADER = ['room', 'game', 'status', 'players', 'bots', 'started', 'changed', 'result'];

function textOf(rooms: readonly ShownRoom[], status: RoomStatus | undefined, name: string, nowMs: number): string {
  if (rooms.length === 0) return `no ${status === undefined ? '' : `${status} `}rooms in ${name}`;
  const rows = rooms.map((room) => [
    room.id,
    room.game,
    room.status,
    `${room.players}/${room.seats}`,
    `${room.bots}`,
    age(room.createdMs, nowMs),
    age(room.changedMs, nowMs),
    winnersInWords(room.result),
  ]);
  return `${table(HEADER, rows)}\n${summary(rooms)}`;
}

function summary(rooms: readonly ShownRoom[]): string {
  const parts = STATUSES.flatMap((status) => {
    const count = rooms.filter((room) => room.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  return `${counted(rooms.length, 'room')}: ${parts.join(', ')}`;
}
