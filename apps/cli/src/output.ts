/** What a command says: lines for people, or one JSON value for programs. */
export interface Output {
  readonly json: boolean;
  readonly colour: boolean;
  /** One line for people; nothing with `--json`. */
  line(text: string): void;
  /** The command's result: printed as JSON with `--json`, else by `show`. */
  result<T>(value: T, show: (value: T) => string): void;
  error(text: string): void;
}

export function createOutput(options: { readonly json: boolean }, streams = process): Output {
  const { stdout, stderr } = streams;
  const colour = stdout.isTTY === true && process.env['NO_COLOR'] === undefined && !options.json;
  return {
    json: options.json,
    colour,
    line: (text) => void (options.json || stdout.write(`${text}\n`)),
    result: (value, show) => void stdout.write(`${options.json ? JSON.stringify(value) : show(value)}\n`),
    error: (text) => void stderr.write(`${options.json ? JSON.stringify({ error: text }) : text}\n`),
  };
}

/** Columns as wide as their widest cell. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function bold(output: Output, text: string): string {
  return output.colour ? `\u001b[1m${text}\u001b[22m` : text;
}
