// Runs one script on a bare engine and brings back what it reports.
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { getQuickJS } from 'quickjs-emscripten';
import type { Journals, Report } from './report.ts';

const TIMEOUT_MS = 110_000;
const MAX_OUTPUT_BYTES = 1 << 24;

/** One script with no modules and no name from outside the language; it leaves the report as JSON in `reported`. */
export async function bundleReport(journals: Journals): Promise<string> {
  const built = await build({
    stdin: {
      contents: `import { report } from './report.ts';
        globalThis.reported = JSON.stringify(report(${JSON.stringify(journals)}));`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
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
export async function runProgram(program: string, args: readonly string[], script: string): Promise<Report> {
  const options = { timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES };
  const { stdout } = await promisify(execFile)(program, [...args, script], options);
  return JSON.parse(stdout) as Report;
}

export async function runQuickJs(text: string): Promise<Report> {
  const vm = (await getQuickJS()).newContext();
  try {
    vm.unwrapResult(vm.evalCode(text)).dispose();
    const reported = vm.getProp(vm.global, 'reported');
    const json = vm.getString(reported);
    reported.dispose();
    return JSON.parse(json) as Report;
  } finally {
    vm.dispose();
  }
}
