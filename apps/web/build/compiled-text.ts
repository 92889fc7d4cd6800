/**
 * A page served without `unsafe-eval` can't compile the kernel's generated text, and its interpreters are several times
 * slower. So the build compiles that text ahead: for each game, and for the messages of the protocol, a module provides
 * it, and the module that opens the game (or the network) imports it before anything else. The text thus travels in the
 * game's own chunk; the first page carries none of it.
 */
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import type { Plugin } from 'vite';

const PREFIX = 'virtual:rubato-compiled/';
const PROTOCOL = 'protocol';
const here = fileURLToPath(new URL('.', import.meta.url));

export function compiledText(): Plugin {
  return {
    name: 'rubato-compiled-text',
    // The development server sends no policy: there the page compiles by itself.
    apply: 'build',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load: (id) => (id.startsWith(`\0${PREFIX}`) ? textOf(id.slice(PREFIX.length + 1)) : undefined),
    transform(code, id) {
      const part = partOpenedBy(id);
      return part === undefined ? undefined : { code: `import '${PREFIX}${part}';${code}`, map: null };
    },
  };
}

/** What a module of the app opens: a game by its view, the protocol by the network. */
function partOpenedBy(id: string): string | undefined {
  if (id.endsWith('/apps/web/src/play/network.ts')) return PROTOCOL;
  if (/\/apps\/web\/src\/tactics\/(tactics-page\.tsx|worker\/match-worker\.ts)$/.test(id)) return 'tactics';
  return /\/games\/([^/]+)\/src\/view\.tsx$/.exec(id)?.[1];
}

/** Each part is emitted by a program of its own, so that none carries another's text. */
async function textOf(part: string): Promise<string> {
  const program =
    part === PROTOCOL
      ? `import { emitProtocol } from './emit-compiled.ts'; export const text = emitProtocol();`
      : `import * as folder from '../../../games/${part}/src/index.ts';
         import { emitGame } from './emit-compiled.ts';
         export const text = emitGame(folder, '${part}');`;
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: here, loader: 'ts' },
    conditions: ['rubato:source'],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'emitted',
    target: 'es2022',
    platform: 'neutral',
    logLevel: 'warning',
  });
  return String(runInNewContext(`${outputFiles[0]?.text}emitted.text;`, {}, { filename: `compiled ahead: ${part}` }));
}
