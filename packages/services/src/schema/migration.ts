import { hex, sha256, utf8Encode } from '@rubato/schema';

/** One step of the database's shape. A step that has shipped is never edited: its checksum is kept and compared. */
export interface Migration {
  /** Applied in rising order; each area has a range of its own, so that numbers never meet. */
  readonly number: number;
  readonly name: string;
  /** In the SQL that both engines share: TEXT, BIGINT, INTEGER, DOUBLE PRECISION; no engine's own types or functions. */
  readonly statements: readonly string[];
}

/** Space does not matter, so that reindenting the source is no change. */
export function checksumOf({ statements }: Migration): string {
  const text = statements.map((statement) => statement.replace(/\s+/g, ' ').trim()).join(';\n');
  return hex(sha256(utf8Encode(text)));
}
