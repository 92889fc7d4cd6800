/** All that the page knows of the realm, each part a signal; `hear` puts what the server tells into it. */
import { batch, signal } from '@preact/signals';
import type { ConnectionState, ServiceClient } from '@rubato/client';
import { toast } from '../kit/toast.tsx';
import {
  channelOf,
  count,
  forget,
  hear,
  nothingNew,
  read,
  silent,
  slowed,
  without,
  type Channel,
  type Line,
  type Slow,
} from './chat-log.ts';
import { acted, ended, healed, hurt, noFight, stands } from './fight-book.ts';
import { Friends } from './friends.ts';
import { counted } from './purse.ts';
import { Sealing } from './sealing.ts';
import type {
  Character,
  Condition,
  Foe,
  Invite,
  Item,
  Party,
  Player,
  Quest,
  ShardNow,
  World,
  WorldEvent,
} from './told.ts';
import { asksFor, noted, type TradeBook } from './trade-book.ts';
import { factionName } from './words.ts';

const EVENTS_SHOWN = 40;

export class RealmStore {
  readonly link = signal<{ readonly state: ConnectionState; readonly reason: string }>({
    state: 'disconnected',
    reason: '',
  });
  /** Undefined until the server said. */
  readonly characters = signal<readonly Character[]>();
  readonly me = signal<Omit<Character, 'selected'>>();
  readonly nearby = signal<readonly Player[]>([]);
  readonly foes = signal<readonly Foe[]>([]);
  readonly condition = signal<Condition>();
  readonly gold = signal(0);
  readonly items = signal<readonly Item[]>([]);
  readonly quests = signal<readonly Quest[]>([]);
  readonly world = signal<World>();
  readonly shards = signal<readonly ShardNow[]>([]);
  readonly events = signal<readonly WorldEvent[]>([]);
  readonly party = signal<Party>();
  readonly invites = signal<readonly Invite[]>([]);
  readonly friends = new Friends((characterId, name) => this.name(characterId, name));
  readonly sealing = new Sealing();
  readonly trades = signal<TradeBook>(new Map());
  readonly fight = signal(noFight);
  readonly chat = signal(silent);
  readonly unread = signal(nothingNew);
  readonly slow = signal<Slow>(new Map());
  /** The channel that is on the screen. */
  readonly channel = signal<Channel>('global');
  readonly chatShown = signal(false);
  /** The map is on the screen, or what lies in its place: trades are seen there. */
  readonly stageShown = signal(false);
  /** Whom one whispers to; empty for nobody yet. */
  readonly whisperTo = signal('');
  /** Rises each time that somebody is about to be whispered to. */
  readonly whispers = signal(0);
  /** Whoever was met or heard, by the character's id. */
  readonly names = signal<ReadonlyMap<string, string>>(new Map());

  /** Nobody's any more: another character, or none. */
  leave(): void {
    batch(() => {
      this.me.value = undefined;
      this.nearby.value = [];
      this.foes.value = [];
      this.condition.value = undefined;
      this.gold.value = 0;
      this.items.value = [];
      this.quests.value = [];
      this.party.value = undefined;
      this.invites.value = [];
      this.friends.forget();
      this.sealing.forget();
      this.trades.value = new Map();
      this.fight.value = noFight;
      this.chat.value = silent;
      this.unread.value = nothingNew;
      this.slow.value = new Map();
    });
  }

  /** Milliseconds to wait between two messages of a channel; 0 for one that is not slow. */
  slowMsOf(channel: Channel): number {
    const { locationId = '', faction = '' } = this.me.value ?? {};
    const names = {
      global: 'global',
      local: `location:${locationId}`,
      faction: `faction:${faction}`,
      party: `party:${this.party.value?.id}`,
      whisper: '',
    };
    return this.slow.value.get(names[channel]) ?? 0;
  }

  /** Turns to the whispers with somebody. */
  whisper(characterId: string): void {
    batch(() => {
      this.whisperTo.value = characterId;
      this.channel.value = 'whisper';
      this.unread.value = read(this.unread.peek(), 'whisper');
      this.whispers.value++;
    });
  }

  name(characterId: string, name: string): void {
    if (this.names.peek().get(characterId) !== name)
      this.names.value = new Map(this.names.peek()).set(characterId, name);
  }

  said(line: Line & { readonly channel: string }): void {
    const channel = channelOf(line.channel);
    if (!channel) return;
    if (line.senderId !== undefined) this.name(line.senderId, line.senderName);
    // Whoever whispers first is whom one most likely answers.
    const other = line.senderId !== undefined && line.senderId !== this.me.peek()?.id;
    if (channel === 'whisper' && other && this.whisperTo.peek() === '') this.whisperTo.value = line.senderId;
    this.chat.value = hear(this.chat.peek(), channel, [line]);
    const seen = this.chatShown.peek() && this.channel.peek() === channel;
    if (!seen && line.senderId !== this.me.peek()?.id) this.unread.value = count(this.unread.peek(), channel);
  }

  arrived(locationId: string): void {
    const me = this.me.peek();
    if (!me || me.locationId === locationId) return;
    this.me.value = { ...me, locationId };
    this.chat.value = forget(this.chat.peek(), 'local');
  }

  partyIs(party: Party | undefined): void {
    const before = this.party.peek();
    if (party && before?.id === party.id && before.version > party.version) return;
    if (before?.id !== party?.id) this.chat.value = forget(this.chat.peek(), 'party');
    this.party.value = party;
    for (const { characterId, name } of party?.members ?? []) this.name(characterId, name);
  }

  shardsAre(changed: readonly ShardNow[]): void {
    const byId = new Map([...this.shards.peek(), ...changed].map((shard) => [shard.id, shard]));
    this.shards.value = [...byId.values()];
  }

  meet(players: readonly Player[]): void {
    this.nearby.value = players.filter(({ characterId }) => characterId !== this.me.peek()?.id);
    for (const { characterId, name } of players) this.name(characterId, name);
  }
}

/** What must be read anew because of something that was told. */
export interface ReadAgain {
  purse(): void;
  condition(): void;
  foes(): void;
}

/** The part of a socket by which things are heard. */
type Heard = Pick<ServiceClient, 'registerHandler' | 'nearbyPlayers'>;

export function follow(store: RealmStore, client: Heard, again: ReadAgain): void {
  followPeople(store, client, again);
  followWorld(store, client);
  followFights(store, client, again);
  for (const type of ['CHAT', 'PARTY_CHAT', 'FACTION_CHAT', 'WHISPER'] as const)
    client.registerHandler(type, (line) => store.said(line));
  client.registerHandler('CHAT_REMOVED', ({ channel: name, messageId }) => {
    const channel = channelOf(name);
    if (channel) store.chat.value = without(store.chat.peek(), channel, messageId);
  });
  client.registerHandler('CHAT_SLOW', ({ channel, slowMs }) => {
    store.slow.value = slowed(store.slow.peek(), channel, slowMs);
  });
  client.registerHandler('WORLD_ANNOUNCEMENT', ({ title, message }) => {
    toast(title ? `${title}: ${message}` : message, 'accent');
  });
  client.registerHandler('QUEST_UPDATE', ({ quests }) => {
    const done = quests.find(({ id, state }) => state === 'done' && stateOf(store, id) === 'active');
    if (done) toast(`Done: ${done.title}.`, 'good');
    const changed = new Map(quests.map((quest) => [quest.id, quest]));
    const known = new Set(store.quests.peek().map(({ id }) => id));
    store.quests.value = [
      ...store.quests.peek().map((quest) => changed.get(quest.id) ?? quest),
      ...quests.filter(({ id }) => !known.has(id)),
    ];
    again.purse();
  });
  for (const type of ['TRADE_REQUEST', 'TRADE_ACCEPT', 'TRADE_DECLINE', 'TRADE_UPDATE', 'TRADE_COMPLETE'] as const)
    client.registerHandler(type, (trade) => {
      store.trades.value = noted(store.trades.peek(), trade);
      if (asksFor(trade, store.me.peek()?.id) && !store.stageShown.peek())
        toast(`${store.names.peek().get(trade.from.characterId) ?? 'Somebody'} asks for a trade.`, 'accent');
      if (trade.state === 'done') again.purse();
    });
}

const stateOf = (store: RealmStore, id: string) => store.quests.peek().find((quest) => quest.id === id)?.state;

function followPeople(store: RealmStore, client: Heard, again: ReadAgain): void {
  const meet = () => store.meet(client.nearbyPlayers);
  client.registerHandler('PLAYER_JOINED_AREA', meet);
  client.registerHandler('PLAYER_LEFT_AREA', meet);
  client.registerHandler('LOCATION_UPDATE', ({ locationId }) => {
    store.arrived(locationId);
    meet();
    again.foes();
  });
  client.registerHandler('CHARACTER_UPDATE', (character) => {
    const me = store.me.peek();
    if (character.id !== me?.id) return;
    if (character.level > me.level) toast(`${character.name} is level ${character.level} now.`, 'good');
    store.arrived(character.locationId);
    store.me.value = character;
    again.condition();
  });
  client.registerHandler('PARTY_UPDATE', (party) => store.partyIs(party));
  client.registerHandler('PARTY_INVITE', (invite) => {
    const others = store.invites.peek().filter(({ inviteId }) => inviteId !== invite.inviteId);
    store.invites.value = [...others, invite];
    toast(`${invite.inviterName} asks you into the party.`, 'accent');
  });
  client.registerHandler('PARTY_DECLINE', ({ characterId }) => {
    toast(`${store.names.peek().get(characterId) ?? 'Somebody'} declined.`);
  });
  client.registerHandler('FRIEND_UPDATE', ({ characterId, state }) => {
    void store.friends.read().then(() => {
      const name = store.names.peek().get(characterId) ?? 'Somebody';
      if (state === 'asking') toast(`${name} asks to be friends.`, 'accent');
      if (state === 'friends') toast(`${name} is your friend now.`, 'good');
    });
  });
  const gone = (words: string) => () => {
    store.partyIs(undefined);
    toast(words);
  };
  client.registerHandler('PARTY_KICK', gone('You were removed from the party.'));
  client.registerHandler('PARTY_DISBAND', gone('The party is no more.'));
}

function followWorld(store: RealmStore, client: Heard): void {
  client.registerHandler('WORLD_STATE', (world) => {
    if (world.version >= (store.world.peek()?.version ?? 0)) store.world.value = world;
  });
  client.registerHandler('SHARD_STATUS', ({ shards }) => store.shardsAre(shards));
  client.registerHandler('SHARD_CAPTURED', ({ shard, byName }) => {
    store.shardsAre([shard]);
    toast(`${byName} took the ${shard.name} for ${factionName(shard.faction)}.`, 'accent');
  });
  client.registerHandler('REALITY_SHIFT', ({ reason }) => toast(reason, 'warn'));
  client.registerHandler('AETHERFALL', ({ reason }) => toast(reason, 'warn'));
  client.registerHandler('EVENT_TRIGGER', (event) => {
    const others = store.events.peek().filter(({ id }) => id !== event.id);
    store.events.value = [event, ...others].slice(0, EVENTS_SHOWN);
  });
}

function followFights(store: RealmStore, client: Heard, again: ReadAgain): void {
  const { fight } = store;
  for (const type of ['COMBAT_START', 'COMBAT_STATE'] as const)
    client.registerHandler(type, (state) => (fight.value = stands(fight.peek(), state, counted(store.items.peek()))));
  client.registerHandler('COMBAT_ACTION', (act) => (fight.value = acted(fight.peek(), act, store.me.peek()?.id ?? '')));
  client.registerHandler('COMBAT_DAMAGE', (blow) => (fight.value = hurt(fight.peek(), blow)));
  client.registerHandler('COMBAT_HEAL', (gift) => (fight.value = healed(fight.peek(), gift)));
  client.registerHandler('COMBAT_END', (end) => {
    fight.value = ended(fight.peek(), end);
    again.purse();
    again.condition();
    again.foes();
  });
}
