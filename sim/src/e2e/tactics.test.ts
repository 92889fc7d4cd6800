import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { provisioned } from '../../../tools/provision/provisioned.ts';
import { coarse, phone, picture, type TestBrowser } from './browser.ts';
import { load, saved } from './match-file.ts';
import { setStage } from './stage.ts';
import { hashOfShips, TacticsPlayer } from './tactics-player.ts';
import { until } from './until.ts';

const chromium = provisioned('chromium');
const TEST_MS = 120_000;
const small = coarse({ viewport: { width: 1100, height: 720 } });
const mobile = coarse(phone);
/** Films wait to be played. */
const still = { reducedMotion: 'reduce' } as const;
const little = coarse({ viewport: { width: 900, height: 600 }, ...still });
const narrow = coarse({ viewport: { width: 390, height: 844 }, ...still });

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

async function begin(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/tactics`);
  await button(page, 'New game').click();
  await page.getByLabel('Scenario').selectOption('beacon');
  await button(page, 'Begin').click();
  await button(page, 'Give orders').waitFor();
}

/** Both give orders; what each is told of the turn, and then reads of it. */
async function closeTurn(turn: number, players: readonly [TacticsPlayer, TacticsPlayer]) {
  const [first, second] = players;
  await first.button('Give orders').click();
  await first.page.getByText(/^Locked in\. Waiting for Guest /).waitFor();
  const films = await Promise.all([
    first.filmOf(turn, async () => undefined),
    second.filmOf(turn, () => second.button('Give orders').click()),
  ]);
  const reports = await Promise.all(players.map((player) => player.report()));
  return { films, reports };
}

/** So far apart two pages may say they are: without a graphics card one tells its time a few times a second. */
const APART_TICKS = 45;

/** Both are at the same place of the film, from whenever they join; scrubbing leaves it, a button leads back. */
async function watchTogether(...players: readonly TacticsPlayer[]): Promise<void> {
  const ticks = () => Promise.all(players.map((player) => player.tick()));
  for (const player of players) await player.button('Join the others').click();
  for (const player of players) await player.page.getByText('With the others').waitFor();
  await until('they watch the same', async () => {
    const [one = 0, other = 0] = await ticks();
    return one > 0 && Math.abs(one - other) < APART_TICKS;
  });
  const [first] = players;
  await first!.page.getByLabel('Time in the turn').press('Home');
  await first!.page.getByText('With the others').waitFor({ state: 'detached' });
}

/**
 * A third person follows the link while turn 2 is planned, sees nothing of turn 1 before turn 2 has run, and then all of it,
 * without being asked for it; then on a phone.
 */
async function lookOn(browser: TestBrowser, link: string, runTurn: () => Promise<void>): Promise<void> {
  const cleo = new TacticsPlayer(await browser.openCalm(little));
  const { page } = cleo;
  const told: string[] = [];
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => void told.push(String(payload))));
  const asked: string[] = [];
  page.on('request', (request) => void asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  const following = page.waitForResponse((answer) => answer.url().endsWith('/spectator'));
  await page.goto(link);
  await cleo.button('Play as a guest').click();
  await page.getByText('one turn behind the players').waitFor();
  expect((await following).ok()).toBe(true);
  const id = new URL(link).pathname.split('/').at(-1)!;
  const looks = () => asked.filter((one) => one === `GET /api/turn-games/${id}`).length;
  await picture(page, 'tactics-spectating');
  expect(await cleo.button(/Give orders|Watch turn|Play for the computer/).count()).toBe(0);
  expect(asked.filter((one) => one.includes('/turns/'))).toEqual([]);

  const before = looks();
  const film = await cleo.filmOf(1, runTurn, 'watch');
  // One look for the notice: it didn't ask until there was something.
  expect(looks() - before).toBeLessThan(3);
  expect(told.join()).toContain('"turn":3');
  expect(told.join()).not.toMatch(/orders|frames|ships/);
  expect(film.frames.length).toBeGreaterThan(30);
  // What ships are told to do is their own teams' alone.
  const seen = [film.first.state, ...film.frames.map(({ patch }) => patch)];
  expect(seen.flatMap(({ plans = {}, mounts = {} }) => Object.keys({ ...plans, ...mounts }))).toEqual([]);
  await cleo.report();
  expect(await page.getByRole('list', { name: 'Sides' }).getByRole('listitem').count()).toBe(2);
  const slider = page.getByLabel('Time in the turn');
  await slider.press('Home');
  expect(await cleo.tick()).toBe(0);
  await slider.press('ArrowRight');
  expect(await cleo.tick()).toBeGreaterThan(0);
  expect(await cleo.button('Give orders').count()).toBe(0);
  await picture(page, 'tactics-spectating-replay');
  await cleo.button('Back').click();
  await cleo.button('Watch turn 1').waitFor();
  await page.setViewportSize(narrow.viewport!);
  await picture(page, 'tactics-spectating-phone');
  await cleo.button('Watch turn 1').click();
  await cleo.button('Back').waitFor();
  await picture(page, 'tactics-spectating-replay-phone');
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
}

/** A third of this is what an empty plate packs into; a picture, however coarse, takes twice as many bytes. */
const PICTURE_BYTES = 10_000;
const isPainted = async (page: Page): Promise<boolean> =>
  (await page.locator('.space-canvas').screenshot()).length > PICTURE_BYTES;

async function beginForTwo(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/tactics`);
  await button(page, 'New game').click();
  await page.getByLabel('Seat 1').fill('Ada');
  await page.getByLabel('Seat 2').fill('Ben');
  await page.getByLabel('Played by').nth(1).selectOption('human');
  await button(page, 'Begin').click();
}

describe.skipIf(!chromium)('tactics in the browser', () => {
  const stage = setStage(chromium!, { inSpace: true });

  it(
    'a turn against the commander: planned, reloaded, simulated, watched, saved and loaded elsewhere',
    { timeout: TEST_MS },
    async () => {
      const { browser, server } = stage;
      const page = await browser.openCalm(small);
      await begin(page, server.url);
      await until('space is drawn', () => isPainted(page));
      await button(page, 'Move').click();
      const flagship = page.locator('.ship-row').first();
      // Rocks lie elsewhere in each match, and no ship may go into one.
      let height = 11;
      await until('a place that is free', async () => {
        await page.getByLabel('Height').fill(String((height += 9)));
        await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
        return (await flagship.getByText('moves').count()) > 0;
      });
      await page.getByLabel('Time in the turn').fill('150');
      await flagship.getByText('moves').waitFor();
      await page.reload();
      await flagship.getByText('moves').waitFor();
      await picture(page, 'tactics-planning');

      await button(page, 'Give orders').click();
      await button(page, 'Plan turn 2').waitFor();
      await page.getByRole('heading', { name: 'Battle report' }).waitFor();
      await until('the film runs', async () => Number(await page.getByLabel('Time in the turn').inputValue()) > 0);
      await until('space is drawn', () => isPainted(page));
      await picture(page, 'tactics-replay');
      const file = await saved(page);

      await page.getByRole('link', { name: 'To your games' }).click();
      await page.getByText('Your turn!').waitFor();
      await picture(page, 'tactics-menu');

      const other = await browser.openCalm({ ...mobile, ...still });
      await load(other, server.url, file);
      await button(other, 'Give orders').waitFor();
      await other.getByText('Turn 2').waitFor();
      await picture(other, 'tactics-phone');
    },
  );

  it(
    'two at one screen hand it over, by keys alone, and neither sees the other’s plan',
    { timeout: TEST_MS },
    async () => {
      const { browser, server } = stage;
      const page = await browser.open({ ...small, ...still });
      await beginForTwo(page, server.url);
      await button(page, 'I am Ada').press('Enter');
      await button(page, 'Give orders').waitFor();
      await page.keyboard.press('Digit2');
      await page.keyboard.press('ArrowUp');
      await page.getByText('moves', { exact: true }).waitFor();
      await page.keyboard.press('KeyZ');
      await page.getByText('moves', { exact: true }).waitFor({ state: 'detached' });
      await page.keyboard.press('Enter');
      await button(page, 'I am Ben').press('Enter');
      await button(page, 'Give orders').waitFor();
      expect(await page.locator('.ship-row', { hasText: 'goes on as before' }).count()).toBe(
        await page.locator('.fleet ul').first().locator('li').count(),
      );
      await page.keyboard.press('Enter');
      await button(page, 'Plan turn 2').waitFor();
    },
  );

  it(
    'two exchange a file: each orders in a browser of their own, and both see the turn',
    { timeout: TEST_MS },
    async () => {
      const { browser, server } = stage;
      const [ada, ben] = [
        await browser.openCalm({ ...small, ...still }),
        await browser.openCalm({ ...mobile, ...still }),
      ];
      await beginForTwo(ada, server.url);
      await button(ada, 'I am Ada').click();
      await button(ada, 'Give orders').click();
      await button(ada, 'I am Ben').waitFor();

      await load(ben, server.url, await saved(ada));
      await button(ben, 'I am Ben').click();
      await button(ben, 'Give orders').click();
      await ben.getByRole('heading', { name: 'Battle report' }).waitFor();

      await load(ada, server.url, await saved(ben));
      await button(ada, 'I am Ada').click();
      await ada.getByText('Turn 2').waitFor();
      await button(ada, 'Watch turn 1').click();
      await ada.getByRole('heading', { name: 'Battle report' }).waitFor();
    },
  );

  it(
    'two players on the server plan apart and see the same turn, over a reload in between',
    { timeout: TEST_MS },
    async () => {
      const { browser, server } = stage;
      const anna = await new TacticsPlayer(await browser.openCalm(little)).enter(server.url);
      const link = await anna.openGame('The first light');
      await picture(anna.page, 'tactics-gathering');
      const bert = await new TacticsPlayer(await browser.openCalm(narrow)).joinBy(link);
      const height = await anna.plan(40);
      await anna.page.reload();
      await anna.page.locator('.ship-row').first().getByText('moves').waitFor();
      expect(await anna.height()).toBe(height);
      await bert.plan(-20);
      await picture(anna.page, 'tactics-server-planning');
      await picture(bert.page, 'tactics-server-planning-phone');

      const { films, reports } = await closeTurn(1, [anna, bert]);
      expect(films[0]!.frames.length).toBeGreaterThan(30);
      expect(Object.keys(films[0]!.first.state.plans).length).toBeGreaterThan(0);
      expect(hashOfShips(films[1]!)).toBe(hashOfShips(films[0]!));
      expect(reports[1]).toEqual(reports[0]);
      await watchTogether(anna, bert);
      await picture(anna.page, 'tactics-server-replay');
      await picture(bert.page, 'tactics-server-replay-phone');

      await anna.button('Plan turn 2').click();
      await anna.button('Give orders').waitFor();
      await anna.page.getByRole('link', { name: 'To your games' }).click();
      await anna.page.getByText('Your turn!').waitFor();
      await picture(anna.page, 'tactics-server-menu');
      await anna.page.getByRole('link', { name: 'The first light' }).click();
      await anna.button('Game').click();
      await anna.button('Resign…').click();
      await anna.button('Give the battle up').click();
      await anna.page.getByText('Resigned').waitFor();
      await bert.button('Plan turn 2').click();
      await bert.button('Game').click();
      await bert.page.getByText('resigned; the computer plays on').waitFor();
      await bert.page.keyboard.press('Escape');

      await lookOn(browser, link, () => bert.button('Give orders').click());
    },
  );
});
