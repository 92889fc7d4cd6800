/** `rubato rooms`: what a data directory holds, also beside a running server. */
import { parseMeta } from '@rubato/host';
import type { RoomRecord, RoomStatus } from '@rubato/ports';
import { openSqliteStore } from '@rubato/server';
import type { Command } from 'commander';
import { createOutput, table } from '../output.ts';

export function addRooms(program: Command): Command {
  return program
    .command('rooms')
    .description('list the rooms of a data directory')
    .option('--data <dir>', 'the data directory', 'data')
    .option('--status <status>', 'only rooms that are open, closed or frozen')
    .action(rooms);
}

async function rooms(flags: {
  readonly data: string;
  readonly status?: RoomStatus;
  readonly json: boolean;
}): Promise<void> {
  const store = await openSqliteStore({ directory: flags.data, readOnly: true });
  try {
    const records = await store.rooms(flags.status === undefined ? undefined : { status: flags.status });
    createOutput(flags).result(records.map(shown), (list) =>
      list.length === 0 ? `no rooms in ${flags.data}` : table(HEADER, list.map(row)),
    );
  } finally {
    await store.close();
  }
}

function shown(record: RoomRecord) {
  const { id, game, gameVersion, status, createdMs, changedMs, epoch, segment } = record;
  const { seats, code, region, result } = parseMeta(record);
  const held = (state: string) => seats.filter((seat) => seat.held === state).length;
  const counts = { seats: seats.length, players: held('player'), bots: held('bot') };
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
    ...counts,
    result,
  };
}

const HEADER = ['room', 'game', 'status', 'players', 'bots', 'epoch', 'created'];

function row(room: ReturnType<typeof shown>): string[] {
  const created = new Date(room.createdMs).toISOString().slice(0, 19).replace('T', ' ');
  return [room.id, room.game, room.status, `${room.players}/${room.seats}`, `${room.bots}`, `${room.epoch}`, created];
}
