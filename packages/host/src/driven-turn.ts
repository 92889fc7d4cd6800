/** What a turn of a driven match brought about; (match, turn, index) names each event for good. */
import type { TurnReport } from '@rubato/game';

export interface DrivenEvent {
  /** Counts from 0 within the turn. */
  readonly index: number;
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface DrivenTurn {
  readonly match: string;
  readonly turn: number;
  /** The tick that it ended with. */
  readonly tick: number;
  readonly events: readonly DrivenEvent[];
}

/** The same whether the turn ran for the first time or again from its journal. */
export function happened(match: string, report: TurnReport, tick: number): DrivenTurn {
  const events = report.events.map(({ name, data }, index) => ({ index, name, data: data as DrivenEvent['data'] }));
  return { match, turn: report.turn.number, tick, events };
}
