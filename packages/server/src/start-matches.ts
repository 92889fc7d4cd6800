/** Queues, ratings, boards and the house's own services of one server, wired to each other. */
import type { Clock, Database, Log } from '@rubato/ports';
import {
  Boards,
  ChatModeration,
  CLEANUP_EVERY_MS,
  MatchDirector,
  Matchmaking,
  Moderation,
  newId,
  Operators,
  Ratings,
  type Notice,
  type Reports,
} from '@rubato/services';
import { OidcVerifier, type OidcIssuer } from './auth/oidc.ts';
import { configuredMatches, type MatchDefinitions } from './config/matches-setting.ts';
import type { ServerConfig } from './config/settings.ts';
import { MatchRunner } from './matches/match-runner.ts';
import { nodeRandom } from './node/node-random.ts';
import { repeatTask } from './repeat-task.ts';
import type { Unwind } from './unwind.ts';

/** What players can search for, beside what the settings say. Default: nothing. */
export type MatchOptions = MatchDefinitions;

export interface MatchServices {
  readonly matchmaking: Matchmaking;
  readonly ratings: Ratings;
  readonly boards: Boards;
  readonly moderation: Moderation;
  readonly chatModeration: ChatModeration;
  readonly operators: Operators;
  readonly issuers: readonly OidcIssuer[];
  readonly verifier: OidcVerifier;
  readonly matches: MatchRunner;
}

export interface MatchParts {
  readonly options: MatchOptions;
  readonly config: Pick<ServerConfig, 'region' | 'regions' | 'publicUrl' | 'identityIssuers' | 'matches'>;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly reports: Reports;
  readonly deliver: (notices: readonly Notice[]) => void;
}

export function startMatches(parts: MatchParts, unwind: Unwind): MatchServices {
  const { options, config, database, clock, log, reports, deliver } = parts;
  const context = { database, clock, log, random: nodeRandom };
  const regions = [config.region, ...config.regions.map(({ id }) => id).filter((id) => id !== config.region)];
  const { queues, ladders, boards: definitions } = configuredMatches(options, config.matches, regions);
  const boards = new Boards(context, definitions);
  const ratings = new Ratings(context, ladders, boards);
  const matchmaking = new Matchmaking(context, queues, ratings);
  const issuers = config.identityIssuers.map(issuerOf);
  const purge = async () => {
    while ((await boards.purge()) > 0);
  };
  unwind.add(repeatTask(purge, { clock, log, everyMs: CLEANUP_EVERY_MS, failed: 'old boards could not be deleted' }));
  return {
    matchmaking,
    ratings,
    boards,
    moderation: new Moderation(context, reports),
    chatModeration: new ChatModeration(context),
    operators: new Operators(context),
    issuers,
    verifier: new OidcVerifier(issuers),
    matches: new MatchRunner({
      ...context,
      director: new MatchDirector(context, queues, ratings),
      queues,
      region: config.region,
      url: config.publicUrl ?? '',
      holder: newId(context),
      deliver,
    }),
  };
}

/** `https://issuer.example client-id`, as the setting has it. */
function issuerOf(text: string): OidcIssuer {
  const [issuer = '', audience = ''] = text.split(' ');
  return { issuer, audience };
}
