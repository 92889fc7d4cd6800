/** The thread of a match: see `calls.ts`. */
import type { Port } from './calls.ts';
import { serveMatch } from './serve-match.ts';

serveMatch(globalThis as unknown as Port);
