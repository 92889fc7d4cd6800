/** The realm's page, as a player uses it. */
import type { Locator, Page } from 'playwright-core';
import { picture } from './browser.ts';

export class RealmPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** As a guest, with a new character. */
  async enter(url: string, name: string, faction: string): Promise<this> {
    const { page } = this;
    await page.goto(`${url}/realm`);
    await page.getByRole('button', { name: 'Play as a guest' }).waitFor();
    await picture(page, `realm-gate ${name}`);
    await this.press('Play as a guest');
    await page.getByLabel('Its name').fill(name);
    await page.getByRole('radio', { name: faction }).check({ force: true });
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
    await this.place(name).click();
    await this.place(`${name}, you are here`).waitFor();
  }

  async press(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name }).click();
  }

  async part(name: 'Chat' | 'Party' | 'Quests' | 'World' | 'Map' | 'Here'): Promise<void> {
    await this.page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
  }

  async say(channel: RegExp, message: string): Promise<void> {
    await this.part('Chat');
    await this.page.getByRole('radio', { name: channel }).click();
    await this.page.getByPlaceholder('Say something').fill(message);
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
}
