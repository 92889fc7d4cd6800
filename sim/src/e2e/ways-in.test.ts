import { describe, expect, it } from 'vitest';
import { provisioned } from '../../../tools/provision/provisioned.ts';
import { ArenaPage } from './arena-page.ts';
import { picture, wide } from './browser.ts';
import { setStage } from './stage.ts';
import { until } from './until.ts';

const chromium = provisioned('chromium');
const TEST_MS = 120_000;
const small = { viewport: { width: 800, height: 600 } };

interface PublicRoom {
  readonly id: string;
  readonly players: number;
  readonly spectators: number;
}

async function publicRooms(url: string): Promise<readonly PublicRoom[]> {
  const reply = (await (await fetch(`${url}/api/rooms`)).json()) as { readonly rooms: readonly PublicRoom[] };
  return reply.rooms;
}

describe.skipIf(!chromium)('in the browser', () => {
  const stage = setStage(chromium!);

  it('friends meet in a private room by its code', { timeout: TEST_MS }, async () => {
    const { browser, server } = stage;
    const host = new ArenaPage(await browser.openCalm(small));
    await host.page.goto(server.url);
    await host.page.getByLabel('Playing as').fill('Host');
    await host.button('Open a private room').click();
    await host.entered();
    const code = await host.code();
    expect(code).toMatch(/^[A-Z0-9]{4,12}$/);
    expect(await publicRooms(server.url)).toEqual([]);

    const guest = new ArenaPage(await browser.openCalm(small));
    await guest.page.goto(server.url);
    await guest.page.getByLabel('Playing as').fill('Guest');
    await guest.page.getByLabel('Room code').fill(`${code.slice(0, 2)}-${code.slice(2).toLowerCase()}`);
    await guest.button('Join').click();
    await guest.entered();
    const [hostSeat, guestSeat] = [await host.ownSeat(), await guest.ownSeat()];
    await until('each knows the other by name', async () => {
      const [hostBoard, guestBoard] = [await host.board(), await guest.board()];
      return hostBoard.get(guestSeat) === 'Guest' && guestBoard.get(hostSeat) === 'Host';
    });

    const stranger = new ArenaPage(await browser.openCalm(small));
    await stranger.page.goto(`${server.url}/play/arena?code=NOSUCH`);
    await stranger.page.getByRole('heading', { name: 'No such room' }).waitFor();
  });

  it('who watches takes no seat, and who reloads finds his own again', { timeout: TEST_MS }, async () => {
    const { browser, server } = stage;
    const player = await new ArenaPage(await browser.openCalm(small)).play(server.url);
    const seat = await player.ownSeat();
    const watcher = new ArenaPage(await browser.openCalm(small));
    await watcher.page.goto(server.url);
    await watcher.page.getByRole('list').getByRole('link', { name: 'Watch' }).click();
    await watcher.entered();
    await watcher.page.getByText('Watching', { exact: true }).waitFor();
    const [room] = await publicRooms(server.url);
    expect(room).toMatchObject({ players: 1, spectators: 1 });
    expect([...(await watcher.board()).values()]).not.toContain('You');

    await player.page.reload();
    await player.entered();
    expect(await player.ownSeat()).toBe(seat);
    expect(await publicRooms(server.url)).toMatchObject([{ id: room!.id, players: 1 }]);
    await player.hold('KeyW');
    await watcher.seesFlying([seat]);
  });

  it('a match ends with a result, and Play again begins another', { timeout: TEST_MS }, async () => {
    const { browser, server } = stage;
    const settings = encodeURIComponent(JSON.stringify({ rounds: 1, roundSeconds: 1 }));
    const player = await new ArenaPage(await browser.openCalm(wide)).goto(
      `${server.url}/play/arena?private&settings=${settings}`,
    );
    const code = await player.code();
    const result = player.page.getByRole('region', { name: 'Result' });
    await result.waitFor();
    expect(await result.getByRole('heading').innerText()).toMatch(/^A draw$|takes? the match$/);
    expect(await result.getByRole('row').count()).toBe(5);
    await picture(player.page, 'result-wide');
    await player.page.setViewportSize({ width: 390, height: 844 });
    await player.seesFrames(2);
    await picture(player.page, 'result-phone');
    await result.getByRole('button', { name: 'Play again' }).click();
    await result.waitFor({ state: 'detached' });
    await player.entered();
    expect(await player.code()).not.toBe(code);
  });

  it('without a server, practice goes on in the page', { timeout: TEST_MS }, async () => {
    const { browser, server } = stage;
    const player = new ArenaPage(await browser.openCalm(small));
    await player.page.goto(server.url);
    // The show behind Play has brought everything that practice needs.
    await until('the show runs', async () => ((await player.seen())?.frames ?? 0) > 0);
    browser.serverMayBeAbsent = true;
    await server.kill();
    await player.page.getByText('Offline', { exact: true }).waitFor();
    await player.page.getByRole('link', { name: 'Play', exact: true }).click();
    await player.entered();
    const notice = player.page.locator('.toast', { hasText: 'No server answers: you play against bots in this page.' });
    // It would stand before the button to practice.
    await notice.getByRole('button', { name: 'Dismiss' }).click();
    await notice.waitFor({ state: 'detached' });
    await player.hold('KeyW');
    await player.seesFlying([await player.ownSeat()]);
    await player.letGo('KeyW');
    await player.button('Leave the match').click();
    await player.button('Practice offline').click();
    await player.entered();
    await player.page.getByText('Practice', { exact: true }).waitFor();
  });
});
