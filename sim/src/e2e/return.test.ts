import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { provisioned } from '../../../tools/provision/provisioned.ts';
import { ArenaPage } from './arena-page.ts';
import { picture } from './browser.ts';
import { rubato, serve } from './rubato-command.ts';
import { setStage } from './stage.ts';

const chromium = provisioned('chromium');
const TEST_MS = 240_000;
const small = { viewport: { width: 800, height: 600 } };
/** Just large enough to show a spectator the whole arena. */
const whole = { viewport: { width: 1040, height: 700 } };
/** Thrust, turn and fire of the left and the right half of a split screen. */
const LEFT = ['KeyW', 'KeyA', 'Space'];
const RIGHT = ['ArrowUp', 'ArrowRight', 'Enter'];

interface ShownRoom {
  readonly id: string;
  readonly players: number;
  readonly epoch: number;
}

describe.skipIf(!chromium)('a match in the browser whose server is killed', () => {
  const stage = setStage(chromium!);

  it('goes on by itself in every seat, and its journal replays and verifies', { timeout: TEST_MS }, async () => {
    const { browser, data } = stage;
    const { url, port } = stage.server;
    const home = await new ArenaPage(await browser.openCalm(whole)).play(url);
    await home.button('Second seat').click();
    await home.screen(1).getByRole('timer').waitFor();
    const friend = await new ArenaPage(await browser.openCalm(small)).play(url);
    const witness = await new ArenaPage(await browser.openCalm(whole)).goto(`${url}/watch/arena`);
    const seats = [await home.ownSeat(0), await home.ownSeat(1), await friend.ownSeat()];
    expect(new Set(seats).size).toBe(3);

    // Who watches sees nothing but what the server tells.
    const fly = async () => {
      await Promise.all([home.hold(...LEFT, ...RIGHT), friend.hold(...LEFT)]);
      await Promise.all([witness.seesFlying(seats), witness.seesShooting(seats)]);
      await picture(home.page, 'split-wide');
      await Promise.all([home.letGo(...LEFT, ...RIGHT), friend.letGo(...LEFT)]);
    };
    await fly();
    await picture(witness.page, 'watching');
    const [room, ...others] = await rooms(data);
    expect(others).toEqual([]);
    const clock = await home.clock();

    browser.serverMayBeAbsent = true;
    await stage.server.kill();
    const screens = [home.screen(0), home.screen(1), friend.screen(), witness.screen()];
    const veils = screens.map((screen) => screen.getByText('The connection broke'));
    await Promise.all(veils.map((veil) => veil.waitFor()));
    await picture(home.page, 'split-wide-away');
    stage.server = await serve(data, port);
    expect(stage.server.resumedRooms).toBe(1);
    await Promise.all(veils.map((veil) => veil.waitFor({ state: 'detached' })));
    browser.serverMayBeAbsent = false;

    expect([await home.ownSeat(0), await home.ownSeat(1), await friend.ownSeat()]).toEqual(seats);
    await fly();
    // The round went on where it was, instead of beginning anew.
    expect(await home.clock()).toBeLessThanOrEqual(clock!);
    expect(await rooms(data)).toMatchObject([{ id: room!.id, players: 3, epoch: room!.epoch + 1 }]);
    await expectProof(data, room!.id);
    await Promise.all([home, friend, witness].map(({ page }) => page.goto('about:blank')));
    expect(await stage.server.stop()).toBe(0);
  });
});

async function rooms(data: string): Promise<readonly ShownRoom[]> {
  const { code, value, stderr } = await rubato('rooms', '--data', data);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return value as readonly ShownRoom[];
}

/** The room's journal replays while it is played, and exported it verifies; with one byte changed it does not. */
async function expectProof(data: string, room: string): Promise<void> {
  const file = join(data, 'exported.journal');
  const replayed = await rubato('replay', room, '--data', data, '--export', file);
  expect(replayed).toMatchObject({ code: 0, stderr: '', value: { game: 'arena', exported: file } });
  const verified = await rubato('verify', file);
  expect(verified).toMatchObject({ code: 0, stderr: '', value: { ok: true, sealed: true } });
  const { turns, hash } = replayed.value as { turns: number; hash: string };
  expect(verified.value).toMatchObject({ turns, hash });
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(file, bytes);
  expect(await rubato('verify', file)).toMatchObject({ code: 3, value: { ok: false } });
}
