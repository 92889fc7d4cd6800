/** Friends and blocks of one's character. The server tells when a friendship changes; where friends are is asked for. */
import { signal } from '@preact/signals';
import { api } from '../account/account.ts';
import { toast } from '../kit/toast.tsx';
import type { Blocked, Friend } from './told.ts';
import { tried } from './tried.ts';

export class Friends {
  /** Undefined until the server said. */
  readonly list = signal<readonly Friend[]>();
  readonly blocked = signal<readonly Blocked[]>([]);
  readonly #named: (characterId: string, name: string) => void;
  #reads = 0;

  /** @param named is told the name of everybody on the lists */
  constructor(named: (characterId: string, name: string) => void) {
    this.#named = named;
  }

  forget(): void {
    this.#reads++;
    this.list.value = undefined;
    this.blocked.value = [];
  }

  /** Asks for all of it again; of answers that overtake each other the last one asked for counts. */
  async read(): Promise<void> {
    const read = ++this.#reads;
    const answers = await Promise.all([api.friends(), api.blocks()]).catch(() => undefined);
    if (!answers || read !== this.#reads) return;
    const [{ friends }, { blocks }] = answers;
    this.list.value = friends;
    this.blocked.value = blocks;
    for (const { characterId, name } of [...friends, ...blocks]) this.#named(characterId, name);
  }

  /** Asks, or agrees with who asked. */
  async ask(characterId: string, name: string): Promise<void> {
    const asked = await tried(api.askFriend({ characterId }));
    if (asked) toast(asked.state === 'friends' ? `${name} is your friend now.` : `${name} can answer now.`, 'good');
    await this.read();
  }

  async accept(characterId: string): Promise<void> {
    await tried(api.acceptFriend({ id: characterId }));
    await this.read();
  }

  /** Ends a friendship, takes a request back, or declines one. */
  async remove(characterId: string): Promise<void> {
    await tried(api.removeFriend({ id: characterId }));
    await this.read();
  }

  async block(characterId: string, name: string): Promise<boolean> {
    const done = await tried(api.block({ characterId }).then(() => true));
    if (done) toast(`You hear nothing more of ${name}.`);
    await this.read();
    return done === true;
  }

  async unblock(characterId: string): Promise<void> {
    await tried(api.unblock({ id: characterId }));
    await this.read();
  }

  /** Whether they are friends, or one of them asked. */
  knows(characterId: string): boolean {
    return this.list.value?.some((friend) => friend.characterId === characterId) ?? false;
  }
}
