/** Texts kept translated and prepared on the server, per process; further ones work, but are parsed each time. */
export const PREPARED_TEXTS = 1000;

export interface PostgresText {
  readonly text: string;
  /** The name under which a connection keeps it prepared; undefined once there are too many. */
  readonly name: string | undefined;
}

const known = new Map<string, PostgresText>();
/** Quoted texts and names, and comments, in which a `?` is no placeholder. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?/g;

/** `?` for each value becomes `$1`, `$2` … */
export function postgresText(sql: string): PostgresText {
  const found = known.get(sql);
  if (found) return found;
  let count = 0;
  const text = sql.replace(TOKEN, (token) => (token === '?' ? `$${++count}` : token));
  if (known.size >= PREPARED_TEXTS) return { text, name: undefined };
  const made = { text, name: `r${known.size}` };
  known.set(sql, made);
  return made;
}
