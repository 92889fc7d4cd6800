/** The few HTTP routes beside the socket, as data: the server registers them, the client types its calls by them. */
export interface Route {
  readonly method: 'GET';
  readonly path: string;
  readonly meaning: string;
  /** Status codes it answers with. */
  readonly answers: Readonly<Record<number, string>>;
}

export const routes = {
  healthz: {
    method: 'GET',
    path: '/healthz',
    meaning: 'The process lives and its store reads and writes.',
    answers: { 200: 'HealthReply', 503: 'HealthReply' },
  },
  readyz: {
    method: 'GET',
    path: '/readyz',
    meaning: 'New players may be sent here (not while starting or draining).',
    answers: { 200: 'ReadyReply', 503: 'ReadyReply' },
  },
  regions: {
    method: 'GET',
    path: '/regions',
    meaning: 'The regions known here and where to connect for each.',
    answers: { 200: 'RegionsReply' },
  },
  status: {
    method: 'GET',
    path: '/api/status',
    meaning: 'What this server is and how busy it is.',
    answers: { 200: 'StatusReply' },
  },
  rooms: {
    method: 'GET',
    path: '/api/rooms',
    meaning: 'Public rooms, oldest first; `?game=` narrows it.',
    answers: { 200: 'RoomsReply' },
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;

export interface HealthReply {
  readonly ok: boolean;
  /** By name of what was checked: `ok` or what is wrong. */
  readonly checks: Readonly<Record<string, string>>;
}

export interface ReadyReply {
  readonly ready: boolean;
  readonly reason: string;
}

export interface RegionsReply {
  /** The region of the server that answers. */
  readonly here: string;
  readonly regions: readonly { readonly id: string; readonly url: string }[];
}

export interface StatusReply {
  readonly name: string;
  readonly version: string;
  readonly protocolVersions: readonly number[];
  readonly region: string;
  readonly uptimeMs: number;
  readonly rooms: number;
  readonly players: number;
  readonly games: readonly { readonly name: string; readonly version: number; readonly seats: number }[];
}

export interface RoomsReply {
  readonly rooms: readonly RoomSummary[];
}

export interface RoomSummary {
  readonly id: string;
  readonly game: string;
  readonly gameVersion: number;
  readonly region: string;
  readonly status: 'open' | 'closed' | 'frozen';
  readonly seats: number;
  readonly players: number;
  readonly bots: number;
  readonly spectators: number;
  readonly createdMs: number;
}

/** The reply of each route, by its name. */
export interface RouteReplies {
  readonly healthz: HealthReply;
  readonly readyz: ReadyReply;
  readonly regions: RegionsReply;
  readonly status: StatusReply;
  readonly rooms: RoomsReply;
}
