/** Chat, parties, friends, blocks, reports, presence and travel of one server, wired to each other. */
import type { Bus, Clock, Database, Log } from '@rubato/ports';
import {
  Blocks,
  Chat,
  CLEANUP_EVERY_MS,
  Friends,
  knownLocations,
  Parties,
  Presence,
  Reports,
  SecretKeys,
  Travel,
  type ChatLimits,
  type PartyLimits,
  type SocialLimits,
  type TravelRules,
} from '@rubato/services';
import { nodeRandom } from './node/node-random.ts';
import { repeatTask } from './repeat-task.ts';
import type { Told } from './socket/told.ts';
import type { Unwind } from './unwind.ts';

export interface SocialOptions {
  /** Where characters may travel. Default: to every location where characters begin. */
  readonly travelRules?: TravelRules;
  readonly chatLimits?: Partial<ChatLimits>;
  readonly partyLimits?: Partial<PartyLimits>;
  readonly socialLimits?: Partial<SocialLimits>;
}

export interface SocialServices {
  readonly chat: Chat;
  readonly parties: Parties;
  readonly friends: Friends;
  readonly blocks: Blocks;
  readonly reports: Reports;
  readonly secretKeys: SecretKeys;
  readonly presence: Presence;
  readonly travel: Travel;
}

export interface SocialParts {
  readonly options: SocialOptions;
  readonly startingLocations: ReadonlyMap<string, string>;
  readonly database: Database;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  readonly deliver: (told: readonly Told[]) => void;
}

export async function startSocial(parts: SocialParts, unwind: Unwind): Promise<SocialServices> {
  const { options, database, bus, clock, log, deliver } = parts;
  const context = { database, bus, clock, log, random: nodeRandom };
  const rules = options.travelRules ?? knownLocations(parts.startingLocations.values());
  const presence = new Presence(context, { tell: deliver });
  await presence.start();
  unwind.add(() => presence.stop());
  const services: SocialServices = {
    chat: new Chat(context, options.chatLimits),
    parties: new Parties(context, options.partyLimits),
    friends: new Friends(context, options.socialLimits),
    blocks: new Blocks(context, options.socialLimits),
    reports: new Reports(context, options.socialLimits),
    secretKeys: new SecretKeys(context),
    presence,
    travel: new Travel({ database, clock, presence, rules }),
  };
  unwind.add(cleanAgainAndAgain(services, { clock, log }));
  return services;
}

/** Whoever is deleted leaves its party; everything else forgets by itself. */
export function leavingParties(
  parties: Parties,
  { deliver, log }: { readonly deliver: SocialParts['deliver']; readonly log: Log },
): SocialParts['deliver'] {
  return (told) => {
    deliver(told);
    const gone = told.flatMap((one) => (one.kind === 'unplayed' ? [one.characterId] : []));
    if (gone.length === 0) return;
    parties.forget(gone).then(
      ({ notify }) => deliver(notify),
      (error: unknown) => log.log('warn', 'a deleted character could not leave its party', { error }),
    );
  };
}

function cleanAgainAndAgain(
  { chat, parties, reports }: SocialServices,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): () => void {
  const clean = async () => {
    await chat.clean();
    await parties.clean();
    await reports.clean();
  };
  return repeatTask(clean, { clock, log, everyMs: CLEANUP_EVERY_MS, failed: 'old talk could not be forgotten' });
}
