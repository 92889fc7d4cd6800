import { ManualClock, MemoryJournalStore, RecordingLog, SeededRandom } from '@rubato/ports/doubles';
import { Store, layoutOf } from '@rubato/schema';
import { Host } from '../host.ts';
import type { HostOptions } from '../host.ts';
import type { HostedGame } from '../hosted-game.ts';
import { duel } from './duel.ts';
import { Peer } from './peer.ts';

export const hostedDuel: HostedGame = { game: duel, hz: 30, seats: { default: 2, max: 4 }, fillWithBots: false };

/** A host on test doubles, its clock in the test's hand. */
export async function stage(options: Partial<HostOptions> = {}) {
  const clock = new ManualClock();
  const log = new RecordingLog();
  const store = new MemoryJournalStore();
  const host = new Host({ clock, random: new SeededRandom('stage'), log, store, games: [hostedDuel], ...options });
  await host.start();
  const connect = (channel = {}) => new Peer(host, clock, channel);
  /** A peer with a seat. */
  const seated = async (wish = {}) => {
    const peer = connect();
    peer.hello();
    peer.join(wish);
    await clock.run(100);
    if (peer.joined === undefined)
      throw new Error(`not seated: ${JSON.stringify(peer.heard)} ${JSON.stringify(peer.closed)}`);
    return peer;
  };
  return { clock, log, store, host, connect, seated };
}

/** What a peer knows of the game, by name. */
export function viewOf(peer: Peer) {
  const store = new Store(layoutOf(duel.state));
  store.restore(peer.newest);
  return store.view;
}
