/** The bell: what happened is counted, read, and stays read; the page has one socket; and what a server lacks is said in its place. */
import { createApi } from '@rubato/client';
import { describe, expect, it } from 'vitest';
import { provisioned } from '../../../tools/provision/provisioned.ts';
import { picture, wide } from './browser.ts';
import { RealmPage } from './realm-page.ts';
import { setStage } from './stage.ts';

const chromium = provisioned('chromium');
const TEST_MS = 60_000;

/** By whoever is logged in on the page. */
const ownCharacter = async (): Promise<string> => {
  const login = Object.values(localStorage).find((text: string) => text.includes('sessionToken'));
  const { sessionToken } = JSON.parse(login!) as { sessionToken: string };
  const answer = await fetch('/api/characters', { headers: { authorization: `Bearer ${sessionToken}` } });
  return ((await answer.json()) as { characters: { id: string }[] }).characters[0]!.id;
};

describe.skipIf(!chromium)('notifications in the browser', () => {
  const stage = setStage(chromium!);

  it('are counted as they come, opened, marked as read, and stay so', { timeout: TEST_MS }, async () => {
    const { browser, server } = stage;
    const page = await browser.open({ ...wide, reducedMotion: 'reduce' });
    const sockets: string[] = [];
    page.on('websocket', (socket) => void sockets.push(new URL(socket.url()).pathname));
    await new RealmPage(page).enter(server.url, 'Annelie', 'The Tidebound');
    const bert = createApi({ baseUrl: server.url });
    await bert.guest();
    const { id } = await bert.createCharacter({ name: 'Bertram', faction: 'tidebound' });
    await bert.selectCharacter({ characterId: id });
    await bert.requestTrade({ characterId: await page.evaluate(ownCharacter) });

    const bell = page.getByRole('button', { name: /^Notifications/ });
    const counted = page.getByRole('button', { name: 'Notifications, 1 unread', exact: true });
    const quiet = page.getByRole('button', { name: 'Notifications', exact: true });
    await counted.click();
    const dialog = page.getByRole('dialog', { name: 'Notifications' });
    const news = dialog.getByRole('link', { name: /^Bertram wants to trade \(unread\)/ });
    await news.waitFor();
    await picture(page, 'notices');
    await dialog.getByRole('button', { name: 'Mark all as read' }).click();
    await news.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await quiet.waitFor();
    await page.reload();
    await quiet.click();
    await dialog.getByRole('link', { name: /^Bertram wants to trade/ }).waitFor();
    expect([await news.count(), await counted.count()]).toEqual([0, 0]);
    await page.keyboard.press('Escape');
    // One for each time that the page was loaded.
    expect(sockets).toEqual(['/ws', '/ws']);

    // A list that can't be read is said where it would be, and nothing stands in the corner until somebody takes it away.
    browser.serverMayBeAbsent = true;
    await page.route('**/api/notifications*', (route) => route.abort('connectionrefused'));
    await page.reload();
    await bell.click();
    await dialog.getByText('The server does not answer.').waitFor();
    expect(await page.locator('.toast.bad').count()).toBe(0);
  });

  it('by push go up to what stands behind the browser, and say when that is out of reach', async () => {
    const { browser, server } = stage;
    const page = await browser.open({ ...wide, reducedMotion: 'reduce' });
    await page.context().grantPermissions(['notifications'], { origin: server.url });
    // A browser for tests has no push service: here is what it would say, first no, then yes.
    await page.addInitScript(() => {
      const answers = [
        () => Promise.reject(new DOMException('Registration failed - push service not available', 'AbortError')),
        () =>
          Promise.resolve({ toJSON: () => ({ endpoint: 'https://push.example/1', keys: { p256dh: 'k', auth: 'a' } }) }),
      ];
      PushManager.prototype.subscribe = function ({ applicationServerKey } = {}) {
        document.documentElement.dataset['pushKey'] = String(applicationServerKey);
        return answers.shift()!() as unknown as Promise<PushSubscription>;
      };
    });
    await page.goto(`${server.url}/realm`);
    await page.getByRole('button', { name: 'Play as a guest' }).click();
    await page.getByRole('button', { name: /^Guest/ }).click();
    const push = page.getByRole('switch', { name: /^Push/ });
    await push.click();
    await page.getByText(/push service can’t be reached/).waitFor();
    expect(await push.isChecked()).toBe(false);
    const worker = await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.scriptURL);
    expect(worker).toBe(`${server.url}/push-worker.js`);
    const answer = page.waitForResponse((each) => each.request().method() === 'POST');
    await push.click();
    expect((await answer).status()).toBe(200);
    await page.getByRole('switch', { name: 'Push to this browser', checked: true }).waitFor();
    const { publicKey } = await createApi({ baseUrl: server.url }).pushKey();
    expect(await page.evaluate(() => document.documentElement.dataset['pushKey'])).toBe(publicKey);
  });
});
