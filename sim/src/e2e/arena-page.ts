/** Arena as a person uses it: what can be pressed, and what can be read off the screen. */
import type { Locator, Page } from 'playwright-core';
import type { Reaction, Seen, Track } from './eye.ts';
import { until } from './until.ts';

/** World units that nobody drifts by accident. */
const FAR = 4;

export class ArenaPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** One click in the lobby. */
  async play(url: string): Promise<this> {
    await this.page.goto(url);
    await this.page.getByRole('link', { name: 'Play', exact: true }).click();
    return this.entered();
  }

  async goto(url: string): Promise<this> {
    await this.page.goto(url);
    return this.entered();
  }

  /** The clock stands over every arena that is entered. */
  async entered(): Promise<this> {
    await this.page.locator('.play').getByRole('timer').first().waitFor();
    return this;
  }

  screen(nth = 0): Locator {
    return this.page.locator('.viewport').nth(nth);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  /** The seat whose mark stands beside “You”. */
  async ownSeat(nth = 0): Promise<number> {
    const mark = this.screen(nth).getByRole('list', { name: 'Scores' }).locator('li.own').getByRole('img');
    return seatNumber(await mark.getAttribute('aria-label'));
  }

  /** Names on the score board by their seats. */
  async board(nth = 0): Promise<ReadonlyMap<number, string>> {
    const rows = await this.screen(nth).getByRole('list', { name: 'Scores' }).getByRole('listitem').all();
    const read = async (row: Locator): Promise<[number, string]> => [
      seatNumber(await row.getByRole('img').getAttribute('aria-label')),
      await row.locator('.name').innerText(),
    ];
    return new Map(await Promise.all(rows.map(read)));
  }

  /** By which friends join. */
  async code(): Promise<string> {
    return await this.page.locator('.play-bar .mono').innerText();
  }

  /** Seconds that the clock still shows; undefined between rounds. */
  async clock(): Promise<number | undefined> {
    const text = await this.screen().getByRole('timer').locator('strong').innerText();
    const [, minutes, seconds] = /^(\d+):(\d\d)$/.exec(text) ?? [];
    return minutes === undefined ? undefined : Number(minutes) * 60 + Number(seconds);
  }

  /** A line of the readout, such as “Round trip”; the readout must be on. */
  async readout(name: string): Promise<number> {
    const rows = this.page.locator('.readout > div').filter({ has: this.page.getByText(name, { exact: true }) });
    return Number.parseFloat(await rows.locator('dd').innerText());
  }

  async hold(...codes: readonly string[]): Promise<void> {
    for (const code of codes) await this.page.keyboard.down(code);
  }

  async letGo(...codes: readonly string[]): Promise<void> {
    for (const code of codes) await this.page.keyboard.up(code);
  }

  async seen(nth = 0): Promise<Seen | undefined> {
    return this.page.evaluate((index) => globalThis.rubatoEye.seen(index), nth);
  }

  /** Sees this many further frames. */
  async seesFrames(count: number): Promise<void> {
    const { frames } = await this.#picture(0);
    await until(`${count} frames are painted`, async () => (await this.#picture(0)).frames >= frames + count);
  }

  /** Sees a ship on the screen now. */
  async sees(seat: number, nth = 0): Promise<Track> {
    const { tracks } = await this.#picture(nth);
    const before = tracks[seat]?.frame ?? -1;
    return until(`seat ${seat} is in sight`, async () => {
      const track = (await this.#picture(nth)).tracks[seat];
      return track !== undefined && track.frame > before && track;
    });
  }

  /** Sees each of the ships fly from now on. */
  async seesFlying(seats: readonly number[], nth = 0): Promise<void> {
    await this.#seesMore(seats, nth, 'flies', ({ travelled }) => travelled, FAR);
  }

  /** Sees shots of each of the seats in the air from now on. */
  async seesShooting(seats: readonly number[], nth = 0): Promise<void> {
    await this.#seesMore(seats, nth, 'shoots', ({ shotFrames }) => shotFrames, 1);
  }

  /** Presses the key and measures until the ship of this seat turns in the picture. */
  async react(seat: number, code: string): Promise<Reaction> {
    const reaction = await this.page.evaluateHandle(
      ([of, key]) => ({ measured: globalThis.rubatoEye.react(0, of, key) }),
      [seat, code] as const,
    );
    await this.hold(code);
    const { frames, ms } = await reaction.evaluate(({ measured }) => measured);
    await this.letGo(code);
    await reaction.dispose();
    return { frames, ms };
  }

  /** Sees the ship come to rest: two looks find the same heading. */
  async rests(seat: number): Promise<void> {
    await until('the ship stopped turning', async () => {
      const before = (await this.sees(seat)).pose.heading;
      return (await this.sees(seat)).pose.heading === before;
    });
  }

  async #seesMore(seats: readonly number[], nth: number, does: string, of: (track: Track) => number, least: number) {
    const start = (await this.#picture(nth)).tracks;
    const count = (track: Track | undefined) => (track === undefined ? 0 : of(track));
    for (const seat of seats)
      await until(`seat ${seat} ${does}`, async () => {
        const { tracks } = await this.#picture(nth);
        return count(tracks[seat]) - count(start[seat]) >= least;
      });
  }

  #picture(nth: number): Promise<Seen> {
    return until('there is a picture', () => this.seen(nth));
  }
}

function seatNumber(label: string | null): number {
  return Number(/^Seat (\d+)$/.exec(label ?? '')?.[1]);
}
