// Runs one script on a bare engine and brings back what it reports.
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { getQuickJS } from 'quickjs-emscripten';
import type { Journals } from './report.ts';

const TIMEOUT_MS = 110_000;
const MAX_OUTPUT_BYTES = 1 << 24;

/** One script with no modules and no name from outside the language; it leaves the report as JSON in `reported`. */
export const bundleReport = (journals: Journals, rounds: number): Promise<string> =>
  bundle(`import { report } from './report.ts';
    globalThis.reported = JSON.stringify(report(${JSON.stringify(journals)}, ${rounds}));`);

/** The same of match files; the report is there when all promises are settled. Where there is a `print` it is printed. */
export const bundleLetterReport = (files: readonly string[]): Promise<string> =>
  bundle(`import { letterReport } from './letter-report.ts';
    const done = (lines) => {
      globalThis.reported = JSON.stringify(lines);
      if (typeof print === 'function') print(globalThis.reported);
      else if (typeof console === 'object') console.log(globalThis.reported);
    };
    letterReport(${JSON.stringify(files)}).then(done, (error) => done([String(error), error.stack]));`);

/** For a page: `letterReport(files)` there resolves to the report, by the browser's own cryptography. */
export const bundleLetterPage = (): Promise<string> =>
  bundle(`import { WebLetterCrypto } from '@rubato/letters';
    import { letterReport } from './letter-report.ts';
    globalThis.letterReport = (files) => letterReport(files, new WebLetterCrypto());`);

async function bundle(contents: string): Promise<string> {
  const built = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    platform: 'neutral',
    conditions: ['rubato:source'],
  });
  return built.outputFiles[0]!.text;
}

/** What makes a program print the report. */
export const PRINT = "\n(typeof print === 'function' ? print : console.log)(reported);\n";

/** @param script a file that prints */
export async function runProgram<R>(program: string, args: readonly string[], script: string): Promise<R> {
  const options = { timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES };
  const { stdout } = await promisify(execFile)(program, [...args, script], options);
  return JSON.parse(stdout) as R;
}

export async function runQuickJs<R>(text: string): Promise<R> {
  const vm = (await getQuickJS()).newContext();
  try {
    vm.unwrapResult(vm.evalCode(text)).dispose();
    vm.unwrapResult(vm.runtime.executePendingJobs());
    const reported = vm.getProp(vm.global, 'reported');
    const json = vm.getString(reported);
    reported.dispose();
    return JSON.parse(json) as R;
  } finally {
    vm.dispose();
  }
}
