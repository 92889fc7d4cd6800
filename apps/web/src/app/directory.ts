/** What the lobby knows of the server: whether it answers, where it is, and its open rooms. */
import { signal, type ReadonlySignal } from '@preact/signals';
import { routes, type RoomsReply, type RoomSummary, type StatusReply } from '@rubato/protocol';

export type Directory =
  | { readonly kind: 'asking' }
  | { readonly kind: 'online'; readonly status: StatusReply; readonly rooms: readonly RoomSummary[] }
  | { readonly kind: 'offline'; readonly reason: string };

const ANSWER_MS = 4_000;
const RENEW_MS = 4_000;
/** Rooms listed; the server may know more. */
export const ROOMS_MAX = 50;

type Fetch = (
  path: string,
  options: { readonly signal: AbortSignal },
) => Promise<Pick<Response, 'ok' | 'status' | 'json'>>;

/** One look at the server; never rejects. */
export async function ask(request: Fetch): Promise<Directory> {
  try {
    const [status, rooms] = await Promise.all([get(request, routes.status.path), get(request, routes.rooms.path)]);
    if (!isStatus(status) || !isRooms(rooms))
      return { kind: 'offline', reason: 'What answers here is no Rubato server.' };
    return { kind: 'online', status, rooms: rooms.rooms.filter((room) => room.status === 'open').slice(0, ROOMS_MAX) };
  } catch (error) {
    return { kind: 'offline', reason: error instanceof HttpFault ? error.message : 'The server does not answer.' };
  }
}

class HttpFault extends Error {}

async function get(request: Fetch, path: string): Promise<unknown> {
  const response = await request(path, { signal: AbortSignal.timeout(ANSWER_MS) });
  if (!response.ok) throw new HttpFault(`The server answered with ${response.status}.`);
  return await response.json();
}

function isStatus(value: unknown): value is StatusReply {
  const status = value as Partial<StatusReply> | null;
  return typeof status?.region === 'string' && typeof status.players === 'number' && Array.isArray(status.games);
}

function isRooms(value: unknown): value is RoomsReply {
  const rooms = (value as Partial<RoomsReply> | null)?.rooms;
  return (
    Array.isArray(rooms) &&
    rooms.every(
      (room) => typeof room?.id === 'string' && typeof room.game === 'string' && typeof room.seats === 'number',
    )
  );
}

const found = signal<Directory>({ kind: 'asking' });
export const directory: ReadonlySignal<Directory> = found;

/** Asks now and shows that it does. */
export async function renewDirectory(): Promise<void> {
  const answer = await ask((path, options) => fetch(path, options));
  found.value = answer;
}

/** Keeps the directory fresh while the page is visible; the returned function stops it. */
export function watchDirectory(): () => void {
  void renewDirectory();
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void renewDirectory();
  }, RENEW_MS);
  return () => clearInterval(timer);
}
