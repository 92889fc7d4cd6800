/** The realm as one player has it: a connection, what is known, and what can be done. */
import { batch, effect, untracked } from '@preact/signals';
import { createServiceClient, openWebSocketChannel, type ServiceClient } from '@rubato/client';
import { places } from '@rubato/realm';
import { api, wordsFor } from '../account/account.ts';
import { account } from '../account/who.ts';
import { toast } from '../kit/toast.tsx';
import { browserClock, browserRandom } from '../play/browser-ports.ts';
import { hear, read, withoutSender, type Channel } from './chat-log.ts';
import { noFight, stands } from './fight-book.ts';
import { canEnter, wayTo } from './map-ways.ts';
import { follow, RealmStore } from './realm-store.ts';
import { counted } from './purse.ts';
import type { Fight, Trade } from './told.ts';
import { dropped, noted, readAgain } from './trade-book.ts';

/** Between two places of a longer way, so that it can be followed with the eye. */
const STRIDE_MS = 260;
/** What is owed reaches the purse a moment after it was told. */
const PURSE_AGAIN_MS = [0, 700, 2500] as const;

export class Realm extends RealmStore {
  readonly #client: ServiceClient;
  readonly #stops: (() => void)[] = [];
  #walk = 0;

  constructor() {
    super();
    const { protocol, host } = location;
    this.#client = createServiceClient({
      api,
      url: `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/ws`,
      dial: (url) => openWebSocketChannel(url),
      clock: browserClock,
      random: browserRandom,
      program: 'rubato-web',
    });
    follow(this, this.#client, {
      purse: () => this.#purse(),
      condition: () => this.#read(api.condition(), (condition) => (this.condition.value = condition)),
      foes: () => this.#foes(),
      tradeAsked: () => toast('Somebody asks for a trade.', 'accent'),
    });
    this.#client.onState((link) => {
      this.link.value = link;
      if (link.state === 'connected') this.#enter();
    });
  }

  /** Follows who is logged in, until the result is called. */
  open(): () => void {
    let before: string | undefined;
    this.#stops.push(
      effect(() => {
        const id = account.value?.accountId;
        untracked(() => {
          if (id === before) return;
          before = id;
          this.#client.disconnect();
          this.leave();
          this.characters.value = undefined;
          if (id !== undefined) this.connect();
        });
      }),
    );
    return () => {
      for (const stop of this.#stops.splice(0)) stop();
      this.#walk++;
      this.#client.disconnect();
    };
  }

  connect(): void {
    this.#client.connect().catch(() => undefined);
  }

  // Characters.

  async create(name: string, faction: string): Promise<void> {
    const character = await this.#client.createCharacter(name, faction);
    await this.choose(character.id);
  }

  async choose(characterId: string): Promise<void> {
    const character = await this.#client.selectCharacter(characterId);
    this.leave();
    this.me.value = character;
    this.#readAll();
  }

  /** Back to the choice of characters. */
  step(): void {
    this.leave();
    this.#read(api.characters(), ({ characters }) => (this.characters.value = characters));
  }

  // The world.

  /** Walks there, road by road; another walk ends this one. */
  async walkTo(to: string): Promise<void> {
    const walk = ++this.#walk;
    const me = this.me.peek();
    const sky = this.world.peek()?.sky ?? 'calm';
    if (!me || me.locationId === to) return;
    const way = wayTo(me.locationId, to, (place) => canEnter(place, me.level, sky));
    if (!way) return toast(`No road is open to ${places.get(to)?.name ?? to} now.`, 'warn');
    for (const [nth, place] of way.entries()) {
      if (nth > 0) await new Promise((done) => setTimeout(done, STRIDE_MS));
      if (walk !== this.#walk || !(await this.#went(place))) return;
    }
  }

  async #went(place: string): Promise<boolean> {
    const moved = await this.#try(this.#client.sendMove(place));
    if (!moved) return false;
    this.arrived(moved.locationId);
    this.meet(this.#client.nearbyPlayers);
    this.#foes();
    this.#history('local');
    return true;
  }

  async talk(person: string): Promise<string | undefined> {
    return (await this.#try(api.talkTo({ id: person })))?.says;
  }

  async claim(shardId: string, release: boolean): Promise<void> {
    const shard = await this.#try(this.#client.request('SHARD_CAPTURED', { shardId, release }));
    if (shard) this.shardsAre([shard]);
  }

  /** How far a claim got is told to nobody, so whoever stands there asks. */
  readShards(): void {
    if (this.link.peek().state === 'connected')
      this.#read(this.#client.getShardStatus(), (shards) => this.shardsAre(shards));
  }

  async quest(questId: string, action: 'accept' | 'abandon'): Promise<void> {
    const done = await this.#try(this.#client.request('QUEST_UPDATE', { action, questId }));
    if (done) this.quests.value = done.quests;
  }

  // Chat.

  async say(channel: Channel, message: string, recipientId: string): Promise<boolean> {
    const client = this.#client;
    const ways = {
      global: () => client.sendChat(message, 'global'),
      local: () => client.sendChat(message, 'local'),
      faction: () => client.request('FACTION_CHAT', { message }),
      party: () => client.sendPartyChat(message),
      whisper: () => client.sendWhisper(recipientId, message),
    } as const;
    return (await this.#try(ways[channel]())) !== undefined;
  }

  look(channel: Channel): void {
    this.channel.value = channel;
    this.unread.value = read(this.unread.peek(), channel);
  }

  recallWhispers(characterId: string): void {
    this.#history('whisper', characterId);
  }

  async block(characterId: string): Promise<void> {
    const done = await this.#try(api.block({ characterId }).then(() => true));
    if (!done) return;
    this.chat.value = withoutSender(this.chat.peek(), characterId);
    toast(`You hear nothing more of ${this.names.peek().get(characterId) ?? 'them'}.`);
  }

  async report(messageId: string, reason: string): Promise<boolean> {
    const done = await this.#try(api.report({ messageId, reason }));
    if (done) toast('Reported. Somebody will look at it.', 'good');
    return done !== undefined;
  }

  // The party.

  /** Into one's party; whoever has none makes one by it. */
  async invite(characterId: string): Promise<void> {
    if (!this.party.peek()) {
      const party = await this.#try(this.#client.createParty());
      if (!party) return;
      this.partyIs(party);
    }
    const invite = await this.#try(this.#client.inviteToParty(this.party.peek()!.id, characterId));
    if (invite) toast(`${this.names.peek().get(characterId) ?? 'They'} can answer now.`);
  }

  async answerInvite(inviteId: string, accept: boolean): Promise<void> {
    const type = accept ? 'PARTY_ACCEPT' : 'PARTY_DECLINE';
    const answer = await this.#try(this.#client.request(type, { inviteId }));
    this.invites.value = this.invites.peek().filter((invite) => invite.inviteId !== inviteId);
    if (answer && 'members' in answer) {
      this.partyIs(answer);
      this.#history('party');
    }
  }

  async leaveParty(): Promise<void> {
    if (await this.#try(this.#client.request('PARTY_LEAVE', {}))) this.partyIs(undefined);
  }

  async kick(characterId: string): Promise<void> {
    const party = await this.#try(this.#client.request('PARTY_KICK', { characterId }));
    if (party) this.partyIs(party);
  }

  async lead(characterId: string): Promise<void> {
    const party = await this.#try(api.leadParty({ characterId }));
    if (party) this.partyIs(party);
  }

  // Trades.

  askForTrade = (characterId: string) => this.#trade(this.#client.request('TRADE_REQUEST', { characterId }));
  acceptTrade = (tradeId: string) => this.#trade(this.#client.request('TRADE_ACCEPT', { tradeId }));
  declineTrade = (tradeId: string) => this.#trade(this.#client.request('TRADE_DECLINE', { tradeId }));
  confirmTrade = ({ id: tradeId, revision }: Trade) =>
    this.#trade(this.#client.request('TRADE_COMPLETE', { tradeId, revision }));
  forgetTrade(tradeId: string): void {
    this.trades.value = dropped(this.trades.peek(), tradeId);
  }

  offer({ id: tradeId, revision }: Trade, gold: number, items: readonly string[]): Promise<void> {
    const assets = gold > 0 ? [{ asset: 'gold', amount: gold }] : [];
    return this.#trade(this.#client.request('TRADE_UPDATE', { tradeId, offer: { revision, assets, items } }), tradeId);
  }

  /** Refused: the other changed something meanwhile, most likely, so it is read again. */
  async #trade(request: Promise<Trade>, tradeId?: string): Promise<void> {
    const trade = await this.#try(request);
    if (trade) this.trades.value = noted(this.trades.peek(), trade);
    if (trade?.state === 'done') this.#purse();
    if (!trade && tradeId !== undefined) this.#trades();
  }

  // Fights.

  async startFight(targetId: string, mode?: 'duel' | 'attack'): Promise<void> {
    const fight = await this.#try(this.#client.request('COMBAT_START', { targetId, mode }));
    if (fight) this.fight.value = this.#stands(fight);
    else this.#foes();
  }

  async act(
    actionType: 'attack' | 'ability' | 'defend' | 'item' | 'flee',
    more: { readonly targetId?: string; readonly abilityName?: string; readonly itemId?: string } = {},
  ): Promise<void> {
    const fight = this.fight.peek().fight;
    if (!fight) return;
    const { combatId, turn } = fight;
    const after = await this.#try(this.#client.request('COMBAT_ACTION', { combatId, turn, actionType, ...more }));
    if (after) this.fight.value = this.#stands(after);
  }

  endFight(): void {
    this.fight.value = noFight;
  }

  #stands = (fight: Fight) => stands(this.fight.peek(), fight, counted(this.items.peek()));

  // Reading.

  /** A new socket: what was told in between is not told again. */
  #enter(): void {
    this.#read(api.characters(), ({ characters }) => {
      batch(() => {
        this.characters.value = characters;
        const chosen = characters.find(({ selected, deletedMs }) => selected && deletedMs === undefined);
        if (chosen) this.me.value = chosen;
      });
      if (this.me.peek()) this.#readAll();
    });
    this.#readWorld();
  }

  #readWorld(): void {
    this.#read(this.#client.getWorldState(), (world) => (this.world.value = world));
    this.#read(this.#client.getShardStatus(), (shards) => (this.shards.value = shards));
    this.#read(api.worldEvents(), ({ events }) => (this.events.value = events));
  }

  #readAll(): void {
    const client = this.#client;
    this.#read(client.getNearbyPlayers(), (players) => this.meet(players));
    this.#read(api.condition(), (condition) => (this.condition.value = condition));
    this.#read(client.request('QUEST_UPDATE', {}), ({ quests }) => (this.quests.value = quests));
    this.#read(api.ownParty(), ({ party, invites }) => {
      this.partyIs(party);
      this.invites.value = invites;
      if (party) this.#history('party');
    });
    this.#foes();
    this.#trades();
    this.#purse(1);
    for (const channel of ['global', 'local', 'faction'] as const) this.#history(channel);
    // Whoever is in no fight is refused, which is no fault.
    client.request('COMBAT_STATE', {}).then(
      (fight) => (this.fight.value = this.#stands(fight)),
      () => undefined,
    );
  }

  #foes(): void {
    if (this.me.peek()) this.#read(api.foes(), ({ foes }) => (this.foes.value = foes));
  }

  #trades(): void {
    this.#read(api.trades(), ({ trades }) => (this.trades.value = readAgain(this.trades.peek(), trades)));
  }

  #purse(times: number = PURSE_AGAIN_MS.length): void {
    for (const ms of PURSE_AGAIN_MS.slice(0, times))
      setTimeout(() => {
        if (!this.me.peek()) return;
        this.#read(api.inventory(), ({ items }) => (this.items.value = items));
        this.#read(api.balances(), ({ balances }) => {
          this.gold.value = balances.find(({ asset }) => asset === 'gold')?.amount ?? 0;
        });
      }, ms);
  }

  #history(channel: Channel, of?: string): void {
    this.#read(api.chatHistory({ channel, ...(of !== undefined && { with: of }) }), ({ messages }) => {
      for (const { senderId, senderName } of messages) if (senderId !== undefined) this.name(senderId, senderName);
      this.chat.value = hear(this.chat.peek(), channel, messages);
    });
  }

  /** A read that fails says nothing: the next connection reads again. */
  #read<T>(request: Promise<T>, take: (value: T) => void): void {
    const of = this.me.peek()?.id;
    request.then(
      (value) => {
        if (of === undefined || of === this.me.peek()?.id) take(value);
      },
      () => undefined,
    );
  }

  /** Undefined when it was refused; then people were told why. */
  async #try<T>(request: Promise<T>): Promise<T | undefined> {
    try {
      return await request;
    } catch (error) {
      toast(wordsFor(error), 'warn');
      return undefined;
    }
  }
}
