/** What the server tells of a game, by the routes that tell it. */
import type { Api } from '@rubato/client';

export type ServerGame = Awaited<ReturnType<Api['turnGame']>>;
export type ServerSeat = ServerGame['seats'][number];
export type Seek = Awaited<ReturnType<Api['turnSeeks']>>['seeks'][number];
export type VacationTold = Awaited<ReturnType<Api['vacation']>>;
