/** Two players in two browsers do together what the realm is for, by its page alone. */
import type { Locator } from 'playwright-core';
import { describe, it } from 'vitest';
import { provisioned } from '../../../tools/provision/provisioned.ts';
import { phone, picture, wide } from './browser.ts';
import { RealmPage } from './realm-page.ts';
import { serve } from './rubato-command.ts';
import { setStage } from './stage.ts';
import { until } from './until.ts';

const chromium = provisioned('chromium');
const TEST_MS = 120_000;

/** The first quest: its reward is the first gold. */
async function firstQuest(player: RealmPage, narrow = false): Promise<void> {
  await player.part('Quests');
  await player.press('Take Roads to the Stillpoint');
  await player.page.getByRole('button', { name: 'Give up Roads to the Stillpoint' }).waitFor();
  if (narrow) await player.part('Map');
  await player.walk('The Stillpoint');
  if (narrow) await player.part('Here');
  await player.press('Talk to The Surveyor');
  await player.has('25 gold');
  await player.has('Healing draught');
}

/** Whose turn it is, by the place in `fights`; undefined while nobody's is. */
async function whoseTurn(fights: readonly Locator[]): Promise<number | undefined> {
  const shown = await Promise.all(fights.map((fight) => fight.getByText(/your turn/).isVisible()));
  const at = shown.indexOf(true);
  return at < 0 ? undefined : at;
}

async function strikeOnce(fights: readonly Locator[]): Promise<void> {
  const turn = await until('it is somebody’s turn', () => whoseTurn(fights));
  await fights[turn]!.getByRole('button', { name: 'Attack' }).click();
  await until('the other one’s turn comes', async () => (await whoseTurn(fights)) === 1 - turn);
}

/** The first strikes, the second tries to get away, until one of the two works. */
async function fightOn(fights: readonly Locator[]): Promise<void> {
  const deeds = ['Attack', 'Yield'];
  const over = (fight: Locator) => fight.getByRole('button', { name: 'Back to the map' }).isVisible();
  await until('the fight ends', async () => {
    const ends = await Promise.all(fights.map(over));
    if (ends.every(Boolean)) return true;
    for (const [nth, fight] of fights.entries()) {
      const button = fight.getByRole('button', { name: deeds[nth]! });
      // The turn may end between the look and the press.
      if (!ends[nth] && (await button.isEnabled({ timeout: 500 }).catch(() => false)))
        await button.click({ timeout: 500 }).catch(() => undefined);
    }
    return false;
  });
}

describe.skipIf(!chromium)('the realm in the browser', () => {
  const stage = setStage(chromium!);

  it('two players meet, talk, go together, trade and fight', { timeout: TEST_MS }, async () => {
    const { browser, server } = stage;
    const anna = new RealmPage(await browser.open({ ...wide, colorScheme: 'light' }));
    await anna.enter(server.url, 'Annelie', 'The Tidebound');
    await picture(anna.page, 'realm-new');
    const bert = await new RealmPage(await browser.open({ ...phone, colorScheme: 'dark' })).enter(
      server.url,
      'Bertram',
      'The Verdant Pact',
    );
    await picture(bert.page, 'realm-new-phone');
    await firstQuest(anna);
    await firstQuest(bert, true);
    await bert.page.getByText('Annelie').first().waitFor();
    await picture(bert.page, 'realm-here-phone');

    await bert.say(/^Here/, 'Is anybody there?');
    await anna.part('Chat');
    await anna.page.getByRole('radio', { name: /^Here/ }).click();
    await anna.reads('Is anybody there?');
    await anna.say(/^All/, 'Good evening to all.');
    await bert.page.getByRole('radio', { name: /^All/ }).click();
    await bert.reads('Good evening to all.');
    await picture(bert.page, 'realm-chat-phone');

    await anna.press('Invite Bertram');
    await bert.part('Party');
    await bert.press('Join');
    await anna.part('Party');
    await anna.page.getByRole('list', { name: 'Members of the party' }).getByText('Bertram').waitFor();
    await picture(bert.page, 'realm-party-phone');

    await anna.press('Trade with Bertram');
    await bert.part('Map');
    const [annas, berts] = [anna, bert].map(({ page }) => page.getByRole('region', { name: /^Trade with/ }));
    await berts!.getByRole('button', { name: 'Trade', exact: true }).click();
    await annas!.getByLabel('Gold').fill('10');
    await annas!.getByRole('button', { name: 'Offer this' }).click();
    await berts!.getByText('10 gold').waitFor();
    await berts!.getByLabel('Healing draught').check();
    await berts!.getByRole('button', { name: 'Offer this' }).click();
    await annas!.getByRole('group', { name: 'What Bertram offers' }).getByText('Healing draught').waitFor();
    await picture(anna.page, 'realm-trade');
    await picture(bert.page, 'realm-trade-phone');
    await annas!.getByRole('button', { name: 'Agree to both offers' }).click();
    await berts!.getByText('agrees to this').waitFor();
    await berts!.getByRole('button', { name: 'Agree to both offers' }).click();
    await Promise.all([annas, berts].map((trade) => trade!.getByText(/^Done: you gave/).waitFor()));
    await anna.has('15 gold');
    await anna.has('Healing draught ×2');
    for (const trade of [annas, berts]) await trade!.getByRole('button', { name: 'Close' }).click();

    await anna.press('Duel Bertram');
    await bert.press('Fight Annelie');
    const fights = [anna, bert].map(({ page }) => page.getByRole('region', { name: 'Fight' })) as [Locator, Locator];
    await strikeOnce(fights);
    await picture(anna.page, 'realm-fight');
    await picture(bert.page, 'realm-fight-phone');
    // Both read the same of it.
    const told = fights.map((fight) => fight.getByRole('log').getByRole('listitem'));
    await until('both were told', async () => {
      const [annas_, berts_] = await Promise.all(told.map((lines) => lines.allInnerTexts()));
      return annas_!.length > 1 && annas_!.join() === berts_!.join();
    });
    await fightOn(fights);
    await picture(anna.page, 'realm-fight-end');
    await fights[0].getByRole('button', { name: 'Back to the map' }).click();
    await anna.place('The Stillpoint, you are here').waitFor();

    // The server dies and comes back; both pages go on by themselves.
    browser.serverMayBeAbsent = true;
    await server.kill();
    await anna.page.getByText('Reconnecting').waitFor();
    await picture(anna.page, 'realm-away');
    stage.server = await serve(stage.data, server.port);
    await anna.page.getByText('Reconnecting').waitFor({ state: 'detached' });
    await bert.page.getByText('Reconnecting').waitFor({ state: 'detached' });
    await anna.press('Whisper to Bertram');
    await anna.page.getByPlaceholder('Say something').fill('Still there?');
    await anna.press('Send');
    await bert.part('Chat');
    await bert.page.getByRole('radio', { name: /^Whisper/ }).click();
    await bert.reads('Still there?');
    await anna.part('World');
    await picture(anna.page, 'realm-world');
    await bert.part('Quests');
    await picture(bert.page, 'realm-quests-phone');
  });
});
