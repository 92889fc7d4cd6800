/** A room from nothing: its facts, its machine, bots in the empty seats. */
import { Machine, SEED_BYTES, checkSettings } from '@rubato/game';
import { utf8Length } from '@rubato/schema';
import type { Seat } from '@rubato/schema';
import { limits } from '@rubato/protocol';
import type { Join } from '@rubato/protocol';
import type { HostContext } from './host-context.ts';
import type { HostedGame } from './hosted-game.ts';
import { newCode, newId } from './ids.ts';
import type { Lobby } from './lobby.ts';
import { Room } from './room.ts';
import type { RoomFacts } from './room-meta.ts';

/** Creates the room that a join asks for; throws when the game does not accept the settings. */
export function createRoom(
  context: HostContext,
  lobby: Lobby,
  hosted: HostedGame,
  join: Join,
  closed: (room: Room) => void,
): Room {
  const settings = parseSettings(hosted, join.settings ?? '');
  const facts: RoomFacts = {
    id: newId(context.random),
    code: join.private ? freeCode(context, lobby) : '',
    region: context.region,
    seats: join.seats ?? hosted.seats.default,
    settings: join.settings ?? '',
    createdMs: context.clock.wallMs(),
    epoch: 1,
    game: hosted.game,
  };
  const machine = Machine.start(hosted.game, {
    seats: [] as Seat[],
    seed: context.random.bytes(SEED_BYTES),
    settings,
    hashEvery: hosted.hz,
  });
  const room = new Room(context, hosted, facts, machine, { segment: 0, resumed: false, closed });
  if (hosted.fillWithBots) for (const slot of room.slots) room.seatBot(slot);
  return room;
}

function parseSettings(hosted: HostedGame, text: string): object | undefined {
  if (text === '') return undefined;
  if (utf8Length(text) > limits.settingsBytes)
    throw new TypeError(`the settings take more than ${limits.settingsBytes} bytes`);
  let json: object;
  try {
    json = JSON.parse(text) as object;
  } catch {
    throw new TypeError('settings are not JSON');
  }
  return checkSettings(hosted.game, json);
}

function freeCode(context: HostContext, lobby: Lobby): string {
  for (;;) {
    const code = newCode(context.random);
    if (!lobby.codeTaken(code)) return code;
  }
}
