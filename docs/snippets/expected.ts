// Compares what a page says that a command prints with what it printed.

/** Each expected line stands in the output, in this order; others may stand between. The first that doesn't, or undefined. */
export function missingLine(expected: string, output: string): string | undefined {
  const printed = lines(output);
  let from = 0;
  for (const line of lines(expected)) {
    const pattern = new RegExp(`^${line.split('…').map(escaped).join('.*')}$`);
    const at = printed.findIndex((candidate, place) => place >= from && pattern.test(candidate));
    if (at < 0) return line;
    from = at + 1;
  }
  return undefined;
}

/** Without colours; runs of spaces count as one. */
function lines(text: string): string[] {
  // oxlint-disable-next-line no-control-regex -- escape sequences begin with one
  const plain = text.replaceAll(/\u001b\[[0-9;]*m/g, '');
  const tidied = plain.split('\n').map((line) => line.replaceAll(/\s+/g, ' ').trim());
  return tidied.filter((line) => line !== '');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
