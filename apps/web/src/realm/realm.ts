/** The realm as one player has it: a connection, what is known, and what can be done. */
import { batch, effect, untracked } from '@preact/signals';
import { KeyChanged } from '@rubato/client';
import { places } from '@rubato/realm';
import { api } from '../account/account.ts';
import { account } from '../account/who.ts';
import { toast } from '../kit/toast.tsx';
import { followState, heardUntil, pageSocket } from '../notices/page-socket.ts';
import { hear, read, withoutSender, type Channel } from './chat-log.ts';
import { conversationOf, type Conversation } from './conversation.ts';
import { noFight, stands } from './fight-book.ts';
import { canEnter, wayTo } from './map-ways.ts';
import { follow, RealmStore } from './realm-store.ts';
import { counted } from './purse.ts';
import { sealWords } from './sealing.ts';
import type { Fight, Reported, Trade } from './told.ts';
import { tried } from './tried.ts';
import { dropped, noted, readAgain } from './trade-book.ts';
import { shardAt } from './words.ts';

/** Between two places of a longer way, so that it can be followed with the eye. */
const STRIDE_MS = 260;
/** What is owed reaches the purse a moment after it was told. */
const PURSE_AGAIN_MS = [0, 700, 2500] as const;

export class Realm extends RealmStore {
  readonly #client = pageSocket();
  readonly #stops: (() => void)[] = [];
  #walk = 0;

  /** Follows who is logged in, until the result is called. */
  open(): () => void {
    let before: string | undefined;
    follow(this, heardUntil(this.#client, this.#stops), {
      purse: () => this.#purse(),
      condition: () => this.#read(api.condition(), (condition) => (this.condition.value = condition)),
      foes: () => this.#foes(),
    });
    this.#stops.push(
      effect(() => this.sealing.open(this.chat.value, this.party.value?.id)),
      effect(() => {
        const id = account.value?.accountId;
        untracked(() => {
          if (id === before) return;
          before = id;
          this.leave();
          this.characters.value = undefined;
        });
      }),
      followState(this.#client, (link) => {
        this.link.value = link;
        if (link.state === 'connected') this.#enter();
      }),
    );
    return () => {
      for (const stop of this.#stops.splice(0)) stop();
      this.#walk++;
    };
  }

  /** Again, after it was given up. */
  connect(): void {
    this.#client.connect().catch(() => undefined);
  }

  // Characters.

  async create(name: string, faction: string): Promise<void> {
    const character = await this.#client.createCharacter(name, faction);
    await this.choose(character.id, true);
  }

  /** @param fresh it was made a moment ago */
  async choose(characterId: string, fresh = false): Promise<void> {
    const character = await this.#client.selectCharacter(characterId);
    this.leave();
    this.me.value = character;
    this.#readAll(fresh);
  }

  /** Back to the choice of characters. */
  step(): void {
    this.leave();
    this.#readCharacters();
  }

  /** It can be restored until the server's time for that is over. */
  async delete(characterId: string): Promise<void> {
    await tried(this.#client.deleteCharacter(characterId));
    this.#readCharacters();
  }

  async restore(characterId: string): Promise<void> {
    await tried(api.restoreCharacter({ id: characterId }));
    this.#readCharacters();
  }

  #readCharacters(): void {
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
    const moved = await tried(this.#client.sendMove(place));
    if (!moved) return false;
    this.arrived(moved.locationId);
    this.meet(this.#client.nearbyPlayers);
    this.#foes();
    this.#history('local');
    // From now on what happens to the shard here is told.
    if (shardAt(place)) this.#read(this.#client.getShardStatus(), (shards) => this.shardsAre(shards));
    return true;
  }

  async talk(person: string): Promise<string | undefined> {
    return (await tried(api.talkTo({ id: person })))?.says;
  }

  async claim(shardId: string, release: boolean): Promise<void> {
    const shard = await tried(this.#client.request('SHARD_CAPTURED', { shardId, release }));
    if (shard) this.shardsAre([shard]);
  }

  async quest(questId: string, action: 'accept' | 'abandon'): Promise<void> {
    const done = await tried(this.#client.request('QUEST_UPDATE', { action, questId }));
    if (done) this.quests.value = done.quests;
  }

  // Chat.

  /** False when it could not be said; then people were told why. */
  async say(channel: Channel, text: string, recipientId: string): Promise<boolean> {
    const client = this.#client;
    await this.sealing.settled();
    const conversation = conversationOf(this, channel, recipientId);
    const locked = conversation && this.sealing.isLocked(conversation.id, conversation.lines);
    const message = locked ? await this.#seal(conversation, text) : text;
    if (message === undefined) return false;
    const ways = {
      global: () => client.sendChat(message, 'global'),
      local: () => client.sendChat(message, 'local'),
      faction: () => client.request('FACTION_CHAT', { message }),
      party: () => client.sendPartyChat(message),
      whisper: () => client.sendWhisper(recipientId, message),
    } as const;
    return (await tried(ways[channel]())) !== undefined;
  }

  /** Undefined when it could not be sealed: never is it sent open instead. */
  async #seal({ to }: Conversation, text: string): Promise<string | undefined> {
    try {
      return await this.sealing.seal(to, text);
    } catch (error) {
      if (error instanceof KeyChanged) this.sealing.changed.value = error;
      else toast(sealWords(error), 'warn');
      return undefined;
    }
  }

  look(channel: Channel): void {
    this.channel.value = channel;
    this.unread.value = read(this.unread.peek(), channel);
  }

  recallWhispers(characterId: string): void {
    this.#history('whisper', characterId);
  }

  async block(characterId: string): Promise<void> {
    const name = this.names.peek().get(characterId) ?? 'them';
    if (await this.friends.block(characterId, name)) this.chat.value = withoutSender(this.chat.peek(), characterId);
  }

  async report(reported: Reported, reason: string): Promise<boolean> {
    const what =
      reported.kind === 'message' ? { messageId: reported.messageId } : { characterId: reported.characterId };
    const done = await tried(api.report({ ...what, reason }));
    if (done) toast('Reported. Somebody will look at it.', 'good');
    return done !== undefined;
  }

  // The party.

  /** Into one's party; whoever has none makes one by it. */
  async invite(characterId: string): Promise<void> {
    if (!this.party.peek()) {
      const party = await tried(this.#client.createParty());
      if (!party) return;
      this.partyIs(party);
    }
    const invite = await tried(this.#client.inviteToParty(this.party.peek()!.id, characterId));
    if (invite) toast(`${this.names.peek().get(characterId) ?? 'They'} can answer now.`);
  }

  async answerInvite(inviteId: string, accept: boolean): Promise<void> {
    const type = accept ? 'PARTY_ACCEPT' : 'PARTY_DECLINE';
    const answer = await tried(this.#client.request(type, { inviteId }));
    this.invites.value = this.invites.peek().filter((invite) => invite.inviteId !== inviteId);
    if (answer && 'members' in answer) {
      this.partyIs(answer);
      this.#history('party');
    }
  }

  async leaveParty(): Promise<void> {
    if (await tried(this.#client.request('PARTY_LEAVE', {}))) this.partyIs(undefined);
  }

  async kick(characterId: string): Promise<void> {
    const party = await tried(this.#client.request('PARTY_KICK', { characterId }));
    if (party) this.partyIs(party);
  }

  async lead(characterId: string): Promise<void> {
    const party = await tried(api.leadParty({ characterId }));
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
    const trade = await tried(request);
    if (trade) this.trades.value = noted(this.trades.peek(), trade);
    if (trade?.state === 'done') this.#purse();
    if (!trade && tradeId !== undefined) this.#trades();
  }

  // Fights.

  async startFight(targetId: string, mode?: 'duel' | 'attack'): Promise<void> {
    const fight = await tried(this.#client.request('COMBAT_START', { targetId, mode }));
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
    const after = await tried(this.#client.request('COMBAT_ACTION', { combatId, turn, actionType, ...more }));
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

  #readAll(fresh = false): void {
    const client = this.#client;
    void this.sealing.start(this.me.peek()!.id, fresh);
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
    void this.friends.read();
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
      // Whispers are read with one other: to whom each was said is clear by who said it.
      const me = this.me.peek()?.id;
      const lines = messages.map((line) =>
        of === undefined ? line : { ...line, recipientId: line.senderId === me ? of : me },
      );
      this.chat.value = hear(this.chat.peek(), channel, lines);
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
}
