import { hex, sha256, utf8Encode } from '@rubato/schema';

/** One step of the database's shape. A step that has shipped is never edited: its checksum is kept and compared. */
export interface Migration {
  /** Applied in rising order. A new step takes a number above all that have shipped: one below an applied step is refused. */
  readonly number: number;
  readonly name: string;
  /** In the SQL that both engines share: TEXT, BIGINT, INTEGER, DOUBLE PRECISION; no engine's own types or functions. */
  readonly statements: readonly string[];
}

const checksums = new WeakMap<Migration, string>();

/** Space does not matter, so that reindenting the source is no change. Computed once for each step. */
export function checksumOf(step: Migration): string {
  const known = checksums.get(step);
  if (known !== undefined) return known;
  const text = step.statements.map((statement) => statement.replace(/\s+/g, ' ').trim()).join(';\n');
  const checksum = hex(sha256(utf8Encode(text)));
  checksums.set(step, checksum);
  return checksum;
}
