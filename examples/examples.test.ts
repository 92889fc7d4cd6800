import type { RunningServer } from '@rubato/server';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chosen, examples, menu } from './menu.ts';
import { createStage, type Stage } from './stage.ts';
import { startRealm } from './start-realm.ts';

const lines: string[] = [];
const data = mkdtempSync(join(tmpdir(), 'rubato-examples-'));
let server: RunningServer;
let stage: Stage;

beforeAll(async () => {
  server = await startRealm(data);
  stage = createStage(server.url, (line) => void lines.push(line));
});
afterAll(async () => {
  await server.stop();
  rmSync(data, { recursive: true });
});

/** What each says, in this order; other lines may stand between. */
const said: Readonly<Record<string, readonly RegExp[]>> = {
  '1-connect.ts': [/^There is an account called anna-/, /^Connected; .* \d+ messages/, /ping/, /^Goodbye/],
  '2-handlers.ts': [
    /^Bob \w+ says: it is \d/,
    /^Somebody walks to 12, 7\.$/,
    /^Around: Bob is there\.$/,
    /^Refused \(not-found\): /,
    /^The connection is disconnected\.$/,
  ],
  '3-chat.ts': [
    /^heard from Ann \w+: hello everybody/,
    /^heard from Ann \w+: hello everybody/,
    /^Bob heard on faction:ember-court\.$/,
    /^Cleo was whispered to by Bob \w+\.$/,
    /so far: kept\.$/,
  ],
  '4-characters.ts': [
    /^Rowan \w+ begins at rootmarket, Wren \w+ at quiet-abbey\.$/,
    /^Refused with 409 taken: /,
    /^Chosen: Wren \w+\.$/,
    /^Rowan \w+ could be restored for 7 days\.$/,
    /^Rowan \w+ is back, at level 1\.$/,
  ],
  '5-world.ts': [
    /^The reality is steady, the sky is calm; characters in the world: \d+\.$/,
    /^ember-court +holds 2 shards, 17 % of all$/,
    /^There are 12 shards\. The first: \S.+, at \S+\.$/,
    /^Nobody is taking any\.$/,
  ],
  '6-party.ts': [
    /^Ann \w+ invites Bob to The Nine, for 2 minutes\.$/,
    /^Members: Ann \w+ and Bob \w+\.$/,
    /^Bob heard: to the gate/,
    /^Members left: 1; Bob leads\.$/,
    /^The party is over\.$/,
  ],
  '7-combat.ts': [/^Cleo against /, /^\d+ damage to |^A blow misses /, /^Cleo (wins|does not win)\.$/],
  '8-server.ts': [
    /^rubato \S+ is running, with arena\.$/,
    /\/docs\/api, its figures at \/metrics\.$/,
    /^Stopped\.$/,
    /still good\.$/,
  ],
};

describe('the examples', () => {
  for (const { title, file, run } of examples)
    it(`${file}: ${title}`, { timeout: 120_000 }, async () => {
      lines.length = 0;
      await run(stage);
      let from = 0;
      for (const pattern of said[file]!) {
        const at = lines.findIndex((line, place) => place >= from && pattern.test(line));
        expect(at, `${pattern} in\n${lines.join('\n')}`).toBeGreaterThanOrEqual(0);
        from = at + 1;
      }
      expect(lines).not.toContain('Cleo should not hear this');
    });

  it('can be played again at once, by the same people', { timeout: 60_000 }, async () => {
    for (const word of ['2', '6']) for (const { run } of chosen(word)!) await run(stage);
  });

  it('are found by their numbers, or all together', () => {
    expect(chosen('3')).toEqual([examples[2]]);
    expect(chosen('all')).toHaveLength(8);
    for (const word of ['0', '9', '33', '', 'x', 'toString']) expect(chosen(word)).toBeUndefined();
    expect(menu().split('\n')).toHaveLength(8);
  });

  it('are all told of on their page', () => {
    const page = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
    for (const { file } of examples) expect(page).toContain(`](${file})`);
  });
});
