/** The tactics pages as a player uses them for games on the server. */
import { createHash } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';

export class TacticsPlayer {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** In the menu, as a guest. */
  async enter(url: string): Promise<this> {
    await this.page.goto(`${url}/tactics`);
    await this.button('Play as a guest').click();
    return this;
  }

  /** Opens a game for two that only invited people join, in which nobody hides; gives its link. */
  async openGame(title: string): Promise<string> {
    const { page } = this;
    await this.button('New online game').click();
    await page.getByLabel('Scenario').selectOption('beacon');
    await page.getByLabel('Title').fill(title);
    await page.getByRole('switch', { name: /Hide ships/ }).uncheck();
    await this.button('Open the game').click();
    const link = page.getByLabel('Whoever has this link can join');
    await link.waitFor();
    return link.inputValue();
  }

  async joinBy(link: string): Promise<this> {
    await this.page.goto(link);
    await this.button('Play as a guest').click();
    await this.button('Join the battle').click();
    return this;
  }

  /**
   * Sends the first ship to about that height, and waits until the server has the plan. Gives the height: rocks lie elsewhere
   * in each game, and no ship may go into one.
   */
  async plan(height: number): Promise<string> {
    const { page } = this;
    await this.button('Give orders').waitFor();
    await page.getByRole('tab', { name: 'Course' }).click();
    await this.button('Move').click();
    for (let tried = height; ; tried += 9) {
      await page.getByLabel('Height').fill(String(tried));
      await page.getByText('Saving the draft…').waitFor();
      await page.getByText('Draft saved').waitFor();
      if ((await page.locator('.ship-row').first().getByText('moves').count()) > 0) return String(tried);
    }
  }

  /** What the course of the chosen ship says of its height; undefined without a course. */
  async height(): Promise<string | undefined> {
    const field = this.page.getByLabel('Height');
    return (await field.count()) > 0 ? field.inputValue() : undefined;
  }

  /** The film of a turn as the server tells it to this page, as a player's or a spectator's, while `cause` makes it fetch it. */
  async filmOf(turn: number, cause: () => Promise<void>, as: 'play' | 'watch' = 'play'): Promise<FilmTold> {
    const path = as === 'play' ? `/turns/${turn}` : `/turns/${turn}/watch`;
    const fetched = this.page.waitForResponse((answer) => new URL(answer.url()).pathname.endsWith(path));
    const [reply] = await Promise.all([fetched, cause()]);
    return JSON.parse(((await reply.json()) as { readonly film: readonly string[] }).film.join('')) as FilmTold;
  }

  /** Where the film is. */
  async tick(): Promise<number> {
    return Number(await this.page.getByLabel('Time in the turn').inputValue());
  }

  async report(): Promise<readonly string[]> {
    await this.page.getByRole('heading', { name: 'Battle report' }).waitFor();
    return this.page.getByRole('region', { name: 'Battle report' }).getByRole('listitem').allInnerTexts();
  }
}

type Ships = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface FilmTold {
  readonly first: {
    readonly tick: number;
    readonly state: { readonly ships: Ships; readonly plans: Ships; readonly mounts: Ships };
  };
  readonly frames: readonly {
    readonly tick: number;
    readonly patch: { readonly ships?: Ships; readonly plans?: Ships; readonly mounts?: Ships };
  }[];
}

/** A hash of where ships are and how they fare in a film: the same for everybody where nobody hides. */
export function hashOfShips({ first, frames }: FilmTold): string {
  const told = [[first.tick, seen(first.state.ships)], ...frames.map(({ tick, patch }) => [tick, seen(patch.ships)])];
  return createHash('sha256').update(JSON.stringify(told)).digest('hex');
}

/** Without the rows of a ship's own plan, which its team alone may look up. */
const seen = (ships: Ships = {}): object =>
  Object.entries(ships).map(([id, { plan: _plan, spotting: _spotting, ...rest }]) => [id, rest]);
