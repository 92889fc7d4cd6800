import type { Log, LogLevel } from '../log.ts';

export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Keeps every line for a test to look at. */
export class RecordingLog implements Log {
  readonly lines: LogLine[] = [];

  log(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.lines.push({ level, message, fields });
  }

  /** The messages of one level, in order. */
  at(level: LogLevel): readonly string[] {
    return this.lines.filter((line) => line.level === level).map((line) => line.message);
  }
}
