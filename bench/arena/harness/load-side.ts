/** The load process of one contender: fills rooms, marks and reads windows as the runner asks. */
import { answerParent } from './answering.ts';
import { Crowd } from './crowd.ts';
import type { CrowdStats, TakeSeat } from './crowd.ts';
import { parseFlags } from './flags.ts';

/** Clients of a contender's own kind, measured beside the crowd. */
export interface Companions {
  mark(): void;
  stats(): Readonly<Record<string, unknown>>;
  close(): void;
}

export interface LoadStats extends CrowdStats {
  readonly companions?: Readonly<Record<string, unknown>>;
}

/** @param invite seats `count` companions on the server */
export function serveLoad(takeSeat: TakeSeat, invite?: (port: number, count: number) => Promise<Companions>): void {
  const { port } = parseFlags({ port: 0 }, process.argv.slice(2));
  const crowd = new Crowd(takeSeat, port);
  let companions: Companions | undefined;
  answerParent({
    fill: ({ rooms }) => crowd.fill(rooms as number),
    async invite({ count }) {
      companions = await invite?.(port, count as number);
      return companions !== undefined;
    },
    mark() {
      crowd.mark();
      companions?.mark();
    },
    stats: (): LoadStats => ({
      ...crowd.stats,
      ...(companions === undefined ? {} : { companions: companions.stats() }),
    }),
    close() {
      companions?.close();
      crowd.close();
    },
  });
}
