import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Uses every kind of generated text, says whether it was compiled, and proves that it works. */
const program = `
import { BitReader, BitWriter, compiledModule, decodeDelta, encodeDelta, fixed, layoutOf, Store, structCodec, text, u8 } from './index.ts';
const layout = layoutOf({ units: { hp: u8, x: fixed(-1, 1, 0.5), name: text(5) } });
const store = new Store(layout);
store.state.units.add({ hp: 7, x: 0.5, name: 'a' });
const codec = structCodec({ a: u8 });
const writer = new BitWriter();
codec.write(writer, { a: 5 });
encodeDelta(undefined, store.snapshot(), writer);
const reader = new BitReader(writer.toBytes());
const read = codec.read(reader);
const decoded = decodeDelta(layout, undefined, reader);
const same = decoded.viewHash() === store.viewHash() && read.a === 5;
console.log(JSON.stringify({ compiled: layout.codegen, same, module: compiledModule('./index.ts') }));
`;

async function run(
  prologue: string,
  flags: readonly string[],
): Promise<{ compiled: boolean; same: boolean; module: string }> {
  const result = await build({
    stdin: { contents: `import 'ahead';\n${program}`, resolveDir: import.meta.dirname, loader: 'ts' },
    plugins: [
      {
        name: 'ahead',
        setup: (setup) => {
          setup.onResolve({ filter: /^ahead$/ }, () => ({ path: 'ahead', namespace: 'ahead' }));
          setup.onLoad({ filter: /.*/, namespace: 'ahead' }, () => ({
            contents: prologue,
            resolveDir: import.meta.dirname,
          }));
        },
      },
    ],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  });
  const text = result.outputFiles[0]?.text as string;
  const output = execFileSync(process.execPath, [...flags, '--input-type=module', '-'], {
    input: text,
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

describe('generated code', () => {
  const forbidden = ['--disallow-code-generation-from-strings'];

  it('gives way to the interpreters where a policy forbids it, and comes back when a build has provided it', async () => {
    const free = await run('', []);
    expect([free.compiled, free.same]).toEqual([true, true]);
    const strict = await run('', forbidden);
    expect([strict.compiled, strict.same]).toEqual([false, true]);
    const ahead = await run(free.module, forbidden);
    expect([ahead.compiled, ahead.same]).toEqual([true, true]);
    expect(free.module.match(/provideCompiled\('/g)).toHaveLength(3);
  });
});
