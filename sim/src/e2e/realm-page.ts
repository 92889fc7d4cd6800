/** The realm's page, as a player uses it: with a pointer, or with nothing but the keyboard. */
import type { Locator, Page } from 'playwright-core';
import { picture } from './browser.ts';

/** What the keyboard may need from one end of the page to the other. */
const MOST_STEPS = 150;

export class RealmPage {
  readonly page: Page;
  readonly #byKeyboard: boolean;

  constructor(page: Page, hands: 'pointer' | 'keyboard' = 'pointer') {
    this.page = page;
    this.#byKeyboard = hands === 'keyboard';
  }

  /** As a guest, or with an account of that name; with a new character. */
  async enter(url: string, name: string, faction: string, account?: string): Promise<this> {
    const { page } = this;
    await page.goto(`${url}/realm`);
    await page.getByRole('button', { name: 'Play as a guest' }).waitFor();
    await picture(page, `realm-gate ${name}`);
    if (account === undefined) await this.press('Play as a guest');
    else {
      await this.type(page.getByLabel('Name'), account);
      await this.type(page.getByLabel('Password'), 'four plain words here');
      await page.keyboard.press('Enter');
    }
    await this.type(page.getByLabel('Its name'), name);
    await this.choose(page.getByRole('group', { name: 'Its faction' }), faction);
    await picture(page, `realm-making ${name}`);
    await this.press('Make the character');
    await this.place('The Stillpoint').waitFor();
    return this;
  }

  /** A place of the map, by the beginning of its words. */
  place(name: string): Locator {
    return this.page
      .getByRole('group', { name: 'Map of the realm' })
      .getByRole('button', { name: new RegExp(`^${name}`) });
  }

  async walk(name: string): Promise<void> {
    const place = this.place(name);
    if (this.#byKeyboard) {
      await this.reach(this.page.locator('.place[tabindex="0"]'));
      await this.#arrowsTo(place);
      await this.page.keyboard.press('Enter');
    } else await place.click();
    await this.place(`${name}, you are here`).waitFor();
  }

  async press(what: string | RegExp | Locator): Promise<void> {
    const button =
      typeof what === 'string' || what instanceof RegExp ? this.page.getByRole('button', { name: what }) : what;
    if (!this.#byKeyboard) return button.click();
    await this.reach(button);
    await this.page.keyboard.press('Enter');
  }

  async type(field: Locator, text: string): Promise<void> {
    if (!this.#byKeyboard) return field.fill(text);
    await this.reach(field);
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.insertText(text);
  }

  /** One of several, of which only the chosen one is reached by Tab. */
  async choose(group: Locator, name: string | RegExp, role: 'radio' | 'tab' = 'radio'): Promise<void> {
    const wanted = group.getByRole(role, { name });
    if (!this.#byKeyboard) return wanted.click({ force: true });
    const state = role === 'tab' ? { selected: true } : { checked: true };
    await this.reach(group.getByRole(role, state));
    for (let steps = 0; !(await focused(wanted)); steps++) {
      if (steps > MOST_STEPS) throw new Error(`the arrows don’t lead to ${String(name)}`);
      await this.page.keyboard.press('ArrowRight');
    }
  }

  async part(name: 'Chat' | 'Party' | 'Friends' | 'Quests' | 'World' | 'Map' | 'Here'): Promise<void> {
    await this.choose(this.page.getByRole('tablist'), new RegExp(`^${name}`), 'tab');
  }

  async channel(name: RegExp): Promise<void> {
    await this.part('Chat');
    await this.choose(this.page.getByRole('radiogroup', { name: 'Channel' }), name);
  }

  async say(channel: RegExp, message: string): Promise<void> {
    await this.channel(channel);
    await this.speak(message);
  }

  /** In the channel that is open. */
  async speak(message: string): Promise<void> {
    await this.type(this.page.getByRole('textbox', { name: /^Say: / }), message);
    await this.press('Send');
  }

  async reads(message: string): Promise<void> {
    await this.page
      .getByRole('log', { name: /^Messages/ })
      .getByText(message, { exact: true })
      .waitFor();
  }

  /** What one has, as the purse lists it. */
  async has(thing: string | RegExp): Promise<void> {
    await this.page.getByRole('list', { name: 'Gold and items' }).getByText(thing).waitFor();
  }

  /** By Tab from wherever the focus is, forwards or backwards as it lies on the page. */
  async reach(wanted: Locator): Promise<void> {
    await wanted.waitFor();
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const key = await wanted.evaluate((element) => {
        const at = document.activeElement;
        if (at === element) return undefined;
        const before = at && at.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING;
        return before ? 'Shift+Tab' : 'Tab';
      });
      if (key === undefined) return;
      await this.page.keyboard.press(key);
    }
    throw new Error(`Tab does not lead to ${String(wanted)}`);
  }

  /** On the map: each arrow goes to the next place in its direction. */
  async #arrowsTo(place: Locator): Promise<void> {
    const tried = new Set<string>();
    for (let steps = 0; !(await focused(place)); steps++) {
      if (steps > MOST_STEPS) throw new Error(`the arrows don’t lead to ${String(place)}`);
      const from = this.page.locator('.place:focus');
      const [here, there] = await Promise.all([from.boundingBox(), place.boundingBox()]);
      const [right, down] = [there!.x - here!.x, there!.y - here!.y];
      const ways = [right > 0 ? 'ArrowRight' : 'ArrowLeft', down > 0 ? 'ArrowDown' : 'ArrowUp'];
      if (Math.abs(down) > Math.abs(right)) ways.reverse();
      const at = await from.getAttribute('data-place');
      const way = ways.find((one) => !tried.has(`${at} ${one}`)) ?? ways[steps % 2]!;
      tried.add(`${at} ${way}`);
      await this.page.keyboard.press(way);
    }
  }
}

const focused = (locator: Locator): Promise<boolean> =>
  locator.evaluate((element) => element === document.activeElement);
