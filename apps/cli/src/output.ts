/** What a command says: lines for people, or one JSON value for programs. */
import type { Shell, Terminal } from './shell.ts';

export interface Output {
  readonly json: boolean;
  /** One line for people; nothing with `--json`. */
  line(text: string): void;
  /** The command's result: printed as JSON with `--json`, else by `show`. */
  result<T>(value: T, show: (value: T) => string): void;
  /** Stands out on a terminal. */
  bold(text: string): string;
}

export function createOutput({ json = false }: { readonly json?: boolean }, shell: Shell): Output {
  const { stdout } = shell;
  const colour = !json && hasColour(stdout, shell);
  return {
    json,
    line: (text) => void (json || stdout.write(`${text}\n`)),
    result: (value, show) => void stdout.write(`${json ? JSON.stringify(value) : show(value)}\n`),
    bold: (text) => (colour ? `\u001b[1m${text}\u001b[22m` : text),
  };
}

/** Says what went wrong, on the error stream: in words, or as one JSON object. */
export function complain(text: string, exitCode: number, json: boolean, shell: Shell): void {
  const { stderr } = shell;
  if (json) return void stderr.write(`${JSON.stringify({ error: text, exitCode })}\n`);
  const word = hasColour(stderr, shell) ? '\u001b[1;31merror:\u001b[0m' : 'error:';
  stderr.write(`${word} ${text}\n`);
}

/** A variable that is there and not empty turns colours off (https://no-color.org). */
export function hasColour({ isTTY }: Terminal, { environment }: Shell): boolean {
  return isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
}

/** Columns as wide as their widest cell. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const lineOf = (row: readonly string[]): string => row.map((cell, at) => cell.padEnd(widths[at]!)).join('  ');
  return all.map((row) => lineOf(row).trimEnd()).join('\n');
}

/** One fact per line, the values under one another. */
export function facts(entries: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length)) + 2;
  return entries.map(([name, value]) => name.padEnd(width) + value).join('\n');
}
