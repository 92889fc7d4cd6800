import { createApi } from '@rubato/client';
import type { Api } from '@rubato/client';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { provisioned } from '../../../tools/provision/provisioned.ts';
import { phone, picture, wide } from './browser.ts';
import { setStage } from './stage.ts';
import { until } from './until.ts';

const chromium = provisioned('chromium');
const TEST_MS = 60_000;
const still = { reducedMotion: 'reduce' } as const;
const ENTRANTS = 4;
const FINAL = 3;
const DAY_MS = 86_400_000;

type Match = Awaited<ReturnType<Api['tournamentMatches']>>['matches'][number];

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const card = (page: Page, number: number) => page.locator(`.bracket [data-match="${number}"]`);

/** A guest with a page makes a tournament in it; returns its id. */
async function announce(page: Page, url: string): Promise<string> {
  await page.goto(`${url}/tournaments`);
  await button(page, 'Play as a guest').click();
  await button(page, 'New tournament').click();
  await page.getByLabel('Title').fill('Lantern cup');
  await page.getByLabel('Entrants at most').selectOption(String(ENTRANTS));
  await page.getByText('More', { exact: true }).click();
  await page.getByLabel('Who may watch a match').selectOption('2');
  await picture(page, 'tournament-new');
  await button(page, 'Announce it').click();
  await page.getByRole('heading', { name: 'Lantern cup' }).waitFor();
  return new URL(page.url()).pathname.split('/').at(-1)!;
}

async function entrants(baseUrl: string, id: string): Promise<ReadonlyMap<number, Api>> {
  const all = Array.from({ length: ENTRANTS }, () => createApi({ baseUrl }));
  // One after the other: without ratings that is how they are seeded.
  for (const api of all) {
    await api.guest();
    await api.enterTournament({ id });
  }
  return new Map(all.map((api, at) => [at + 1, api]));
}

/** Begins it in the page, and waits for the two first matches. */
async function begin(page: Page): Promise<void> {
  await lookAgain(page);
  await button(page, 'Begin now').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Begin now' }).click();
  await until('both first matches are shown as being played', async () => {
    await lookAgain(page);
    return (await page.locator('.bracket .match-card.playing').count()) === 2;
  });
}

/** The page asks by itself every ten seconds, and at once when the browser is back on the net. */
const lookAgain = (page: Page): Promise<boolean> => page.evaluate(() => dispatchEvent(new Event('online')));

const matchOf = async (api: Api, id: string, number: number): Promise<Match> =>
  (await api.tournamentMatches({ id, after: number - 1 })).matches[0]!;

/** The side gives its game up, once there is one; returns the seed that goes on. */
async function resign(players: ReadonlyMap<number, Api>, id: string, number: number, side: 0 | 1): Promise<number> {
  const any = players.get(1)!;
  const match = await until(`match ${number} is played`, async () => {
    const now = await matchOf(any, id, number);
    return now.state === 'playing' && now;
  });
  await players.get(match.slots[side]!.seed!)!.resignTurnGame({ id: match.gameId! });
  await until(`match ${number} is over`, async () => (await matchOf(any, id, number)).state === 'over');
  return match.slots[1 - side]!.seed!;
}

const nameOf = async (page: Page, seed: number): Promise<string> =>
  page
    .locator('.side', { has: page.locator('.seed', { hasText: new RegExp(`^${seed}$`) }) })
    .first()
    .locator('.who')
    .innerText();

describe.skipIf(!chromium)('tournaments and matches in the browser', () => {
  const stage = setStage(chromium!);

  it('is made, entered, played and won, and its bracket shows it', { timeout: TEST_MS }, async () => {
    const { browser, server } = stage;
    const page = await browser.open({ ...wide, ...still });
    const id = await announce(page, server.url);
    const players = await entrants(server.url, id);
    await begin(page);
    await page.getByText('matches are watched 2 turns behind the players').waitFor();
    const playing = page.getByRole('region', { name: 'Now playing' });
    expect(await playing.getByRole('link', { name: /^Watch match [12]$/ }).count()).toBe(2);
    await picture(page, 'tournament-begun');

    await card(page, 1).click();
    const dialog = page.getByRole('dialog', { name: 'Match 1' });
    await dialog.getByRole('button', { name: 'Decide the match' }).click();
    await dialog.getByText(/Everybody reads why/).waitFor();
    await dialog.getByLabel('Reason').fill('Played over the board');
    await dialog.getByRole('button', { name: 'Decide the match' }).click();
    await card(page, 1).locator('.won').waitFor();
    const finalist = await resign(players, id, 2, 0);
    const winner = await resign(players, id, FINAL, 0);
    expect(winner).toBe(finalist);
    await lookAgain(page);

    const name = await nameOf(page, winner);
    expect(name).toMatch(/^Guest \d{4}$/);
    await page.getByText(`${name} won the tournament.`).waitFor();
    expect(await card(page, FINAL).locator('.won .who').innerText()).toBe(name);
    await page.getByRole('row', { name: new RegExp(`^1 ${name}`) }).waitFor();
    // One stop for Tab; arrows lead from the final back to where its entrants came from.
    await card(page, FINAL).focus();
    await page.keyboard.press('ArrowLeft');
    const before = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    expect(before).toMatch(/^Match [12], Semi-finals: Guest \d{4} against Guest \d{4}; Guest \d{4} won/);
    await picture(page, 'tournament-won');

    const other = await browser.open({ ...phone, ...still });
    await other.goto(`${server.url}/tournaments/${id}`);
    await button(other, 'Play as a guest').click();
    await other.getByText(`${name} won the tournament.`).waitFor();
    await card(other, 1).click();
    await other.getByRole('dialog').getByText('“Played over the board”').waitFor();
    expect(await other.getByRole('button', { name: 'Decide the match' }).count()).toBe(0);
    expect(await other.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await picture(other, 'tournament-phone');
    await other.getByRole('dialog').getByRole('link', { name: 'Watch match 1' }).click();
    await other.getByText('Before the first turn').waitFor();
    await picture(other, 'tournament-watched-phone');
  });

  it('opponents for a slow game are looked for, not found, given up, and found', { timeout: TEST_MS }, async () => {
    const { browser, server } = stage;
    const page = await browser.open({ ...wide, ...still });
    await page.goto(`${server.url}/tactics`);
    await button(page, 'Play as a guest').click();
    const tickets = page.getByRole('region', { name: 'Looking for opponents' });
    const look = async (): Promise<void> => {
      await button(page, 'Find a match').click();
      await button(page, 'Look for opponents').click();
    };
    await look();
    await tickets.getByText(/^0 of 1 others look for this game/).waitFor();
    await tickets.getByRole('button', { name: 'Stop looking' }).click();
    await tickets.waitFor({ state: 'detached' });

    await look();
    await tickets.getByText('Looking', { exact: true }).waitFor();
    await picture(page, 'seek-waiting');
    const other = createApi({ baseUrl: server.url });
    await other.guest();
    await other.seekTurnGame({ game: 'tactics', seats: 2, leastTurnMs: DAY_MS, mostTurnMs: DAY_MS });
    await tickets.getByText('Found', { exact: true }).waitFor();
    const { games } = await other.turnGames();
    expect(await tickets.getByRole('link').getAttribute('href')).toBe(`/tactics/${games[0]!.id}`);
    expect(games[0]!.turnMs).toBe(DAY_MS);
  });
});
