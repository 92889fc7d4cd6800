import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workerReferences } from './bundle-workers.mjs';
import { cacheDir } from './paths.mjs';

const folder = `${cacheDir}/bundle-workers-test`;
const source = `${folder}/packages/host/src`;

beforeEach(() => mkdirSync(`${source}/deep`, { recursive: true }));
afterEach(() => rmSync(folder, { recursive: true }));

describe('workerReferences', () => {
  it('point a bundle at the script that lies beside it', async () => {
    writeFileSync(`${source}/deep/start.ts`, "export const at: URL = new URL('./the-worker.ts', import.meta.url);\n");
    writeFileSync(`${source}/main.ts`, "export { at } from './deep/start.ts';\n");
    const options = { bundle: true, format: /** @type {const} */ ('esm'), plugins: [workerReferences] };
    await build({ ...options, entryPoints: [`${source}/main.ts`], outfile: `${folder}/out.mjs` });
    expect(readFileSync(`${folder}/out.mjs`, 'utf8')).toContain('new URL("./the-worker.mjs", import.meta.url)');
  });

  it.each(['packages/host/src', 'sim/src/kill'])('leave what %s does not use behind the doors', async (home) => {
    mkdirSync(`${folder}/${home}`, { recursive: true });
    const entry = `${folder}/${home}/main.ts`;
    writeFileSync(entry, "import { nodeRandom } from '@rubato/server';\nnodeRandom.bytes(1);\n");
    const { metafile } = await build({
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      entryPoints: [entry],
      plugins: [workerReferences],
    });
    const read = Object.keys(metafile.inputs).map((path) => path.replace(/^.*\/packages\//, 'packages/'));
    expect(read).toContain('packages/server/src/node/node-random.ts');
    expect(read).not.toContain('packages/server/src/index.ts');
  });
});
