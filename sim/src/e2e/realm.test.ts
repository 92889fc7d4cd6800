/** Two players in two browsers do together what the realm is for, by its page alone; one of them by the keyboard alone. */
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { provisioned } from '../../../tools/provision/provisioned.ts';
import { phone, picture, wide } from './browser.ts';
import { RealmPage } from './realm-page.ts';
import { serve } from './rubato-command.ts';
import { setStage } from './stage.ts';
import { until } from './until.ts';

const chromium = provisioned('chromium');
const TEST_MS = 120_000;
/** Nothing is drawn for its motion alone. */
const still = { reducedMotion: 'reduce' } as const;
const SECRET = 'The key is under the third stone.';

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

interface Fighting {
  readonly player: RealmPage;
  readonly fight: Locator;
}

const stageOf = (player: RealmPage): Fighting => ({
  player,
  fight: player.page.getByRole('region', { name: 'Fight' }),
});

/** Whose turn it is, by the place in `fights`; undefined while nobody's is. */
async function whoseTurn(fights: readonly Fighting[]): Promise<number | undefined> {
  const shown = await Promise.all(fights.map(({ fight }) => fight.getByText(/your turn/).isVisible()));
  const at = shown.indexOf(true);
  return at < 0 ? undefined : at;
}

async function strikeOnce(fights: readonly Fighting[]): Promise<void> {
  const turn = await until('it is somebody’s turn', () => whoseTurn(fights));
  const { player, fight } = fights[turn]!;
  await fight.getByRole('list', { name: 'Who acts in this round' }).getByText('You').waitFor();
  await player.press(fight.getByRole('button', { name: 'Attack' }));
  await until('the other one’s turn comes', async () => (await whoseTurn(fights)) === 1 - turn);
}

/** The first strikes, the second tries to get away, until one of the two works. */
async function fightOn(fights: readonly Fighting[]): Promise<void> {
  const deeds = ['Attack', 'Yield'];
  const over = ({ fight }: Fighting) => fight.getByRole('button', { name: 'Back to the map' }).isVisible();
  await until('the fight ends', async () => {
    const ends = await Promise.all(fights.map(over));
    if (ends.every(Boolean)) return true;
    for (const [nth, { fight }] of fights.entries()) {
      const button = fight.getByRole('button', { name: deeds[nth]! });
      // The turn may end between the look and the press.
      if (!ends[nth] && (await button.isEnabled({ timeout: 500 }).catch(() => false)))
        await button.click({ timeout: 500 }).catch(() => undefined);
    }
    return false;
  });
}

async function talk(anna: RealmPage, bert: RealmPage): Promise<void> {
  await bert.say(/^Here/, 'Is anybody there?');
  await anna.channel(/^Here/);
  await anna.reads('Is anybody there?');
  await anna.say(/^All/, 'Good evening to all.');
  await bert.channel(/^All/);
  await bert.reads('Good evening to all.');
  await picture(bert.page, 'realm-chat-phone');
}

async function befriend(anna: RealmPage, bert: RealmPage): Promise<void> {
  await anna.press('Befriend Bertram');
  await bert.part('Friends');
  await bert.press('Be friends with Annelie');
  await anna.part('Friends');
  await anna.page.getByRole('list', { name: 'Friends' }).getByText('at The Stillpoint').waitFor();
  await picture(anna.page, 'realm-friends');
  await picture(bert.page, 'realm-friends-phone');
}

/** A whisper that only the two can read: the server hands on nothing but its seal. */
async function whisperSealed(anna: RealmPage, bert: RealmPage, framesOfBert: readonly string[]): Promise<void> {
  await anna.press('Whisper to Bertram');
  await anna.press('Seal this conversation');
  await anna.speak(SECRET);
  await anna.reads(SECRET);
  await bert.channel(/^Whisper/);
  await bert.reads(SECRET);
  expect(framesOfBert.some((frame) => frame.includes('~seal1.w.'))).toBe(true);
  expect(framesOfBert.filter((frame) => frame.includes(SECRET))).toEqual([]);
  await anna.press('Compare words');
  await anna.page.getByRole('region', { name: 'Words with Bertram' }).getByRole('listitem').nth(9).waitFor();
  await picture(anna.page, 'realm-words');
  await anna.page.keyboard.press('Escape');
  await picture(bert.page, 'realm-sealed-phone');
}

async function goTogether(anna: RealmPage, bert: RealmPage): Promise<void> {
  await anna.part('Party');
  await anna.press('Invite Bertram');
  await bert.part('Party');
  await bert.press('Join');
  await anna.page.getByRole('list', { name: 'Members of the party' }).getByText('Bertram').waitFor();
  await picture(bert.page, 'realm-party-phone');
}

async function trade(anna: RealmPage, bert: RealmPage): Promise<void> {
  await bert.part('Map');
  await anna.press('Trade with Bertram');
  const [annas, berts] = [anna, bert].map(({ page }) => page.getByRole('region', { name: /^Trade with/ }));
  await bert.press(berts!.getByRole('button', { name: 'Trade', exact: true }));
  await anna.type(annas!.getByLabel('Gold'), '10');
  await anna.press(annas!.getByRole('button', { name: 'Offer this' }));
  await berts!.getByText('10 gold').waitFor();
  await berts!.getByLabel('Healing draught').check();
  await bert.press(berts!.getByRole('button', { name: 'Offer this' }));
  await annas!.getByRole('group', { name: 'What Bertram offers' }).getByText('Healing draught').waitFor();
  await picture(anna.page, 'realm-trade');
  await picture(bert.page, 'realm-trade-phone');
  await anna.press(annas!.getByRole('button', { name: 'Agree to both offers' }));
  await berts!.getByText('agrees to this').waitFor();
  await bert.press(berts!.getByRole('button', { name: 'Agree to both offers' }));
  await Promise.all([annas, berts].map((one) => one!.getByText(/^Done: you gave/).waitFor()));
  await anna.has('15 gold');
  await anna.has('Healing draught ×2');
  await anna.press(annas!.getByRole('button', { name: 'Close' }));
  await bert.press(berts!.getByRole('button', { name: 'Close' }));
}

async function duel(anna: RealmPage, bert: RealmPage): Promise<void> {
  await anna.press('Duel Bertram');
  await bert.press('Fight Annelie');
  const fights = [stageOf(anna), stageOf(bert)] as const;
  await strikeOnce(fights);
  await picture(anna.page, 'realm-fight');
  await picture(bert.page, 'realm-fight-phone');
  // Both read the same of it.
  const told = fights.map(({ fight }) => fight.getByRole('log').getByRole('listitem'));
  await until('both were told', async () => {
    const [annas, berts] = await Promise.all(told.map((lines) => lines.allInnerTexts()));
    return annas!.length > 1 && annas!.join() === berts!.join();
  });
  await fightOn(fights);
  await picture(anna.page, 'realm-fight-end');
  await anna.press('Back to the map');
  await anna.place('The Stillpoint, you are here').waitFor();
}

/** A deletion is taken back. */
async function deleteAndRestore(anna: RealmPage): Promise<void> {
  await anna.press('Change');
  await anna.press('Delete Annelie');
  await anna.press('Delete the character');
  await anna.page.getByText(/restored for 7 days/).waitFor();
  await picture(anna.page, 'realm-deleted');
  await anna.press('Restore Annelie');
  await anna.press('Play Annelie');
  await anna.place('The Stillpoint, you are here').waitFor();
}

describe.skipIf(!chromium)('the realm in the browser', () => {
  const stage = setStage(chromium!);

  it('two players meet, talk, befriend, go together, trade and fight', { timeout: TEST_MS }, async () => {
    const { browser, server } = stage;
    const [wideOne, narrowOne] = [
      await browser.open({ ...wide, ...still, colorScheme: 'light' }),
      await browser.open({ ...phone, ...still, colorScheme: 'dark' }),
    ];
    const framesOfBert: string[] = [];
    narrowOne.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => void framesOfBert.push(String(payload))),
    );
    const [anna, bert] = [new RealmPage(wideOne, 'keyboard'), new RealmPage(narrowOne)];
    await Promise.all([
      anna.enter(server.url, 'Annelie', 'The Tidebound', 'annelie').then(() => firstQuest(anna)),
      bert.enter(server.url, 'Bertram', 'The Verdant Pact').then(() => firstQuest(bert, true)),
    ]);
    await bert.page.getByText('Annelie').first().waitFor();
    await picture(anna.page, 'realm-new');
    await picture(bert.page, 'realm-here-phone');

    await talk(anna, bert);
    await befriend(anna, bert);
    await goTogether(anna, bert);
    await whisperSealed(anna, bert, framesOfBert);
    await trade(anna, bert);
    await duel(anna, bert);

    // The server dies and comes back; both pages go on by themselves.
    browser.serverMayBeAbsent = true;
    await server.kill();
    await anna.page.getByText('Reconnecting').waitFor();
    await picture(anna.page, 'realm-away');
    stage.server = await serve(stage.data, server.port);
    for (const { page } of [anna, bert]) await page.getByText('Reconnecting').waitFor({ state: 'detached' });
    await anna.press('Whisper to Bertram');
    await anna.speak('Still there?');
    // A page that was opened anew has its key still, and reads what came sealed meanwhile.
    await bert.page.reload();
    await bert.channel(/^Whisper/);
    await bert.page.getByLabel('To', { exact: true }).selectOption('Annelie');
    for (const message of [SECRET, 'Still there?']) await bert.reads(message);
    await deleteAndRestore(anna);
    await anna.part('World');
    await picture(anna.page, 'realm-world');
    await bert.part('Quests');
    await picture(bert.page, 'realm-quests-phone');
  });
});
