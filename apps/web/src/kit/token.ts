/** Tokens of `tokens.css` for code that paints; read once, because a style lookup per frame costs. */
const known = new Map<string, string>();

/** The text of `--name`; only for tokens that don't differ between light and dark. */
export function token(name: string): string {
  let value = known.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    known.set(name, value);
  }
  return value;
}
