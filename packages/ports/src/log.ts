export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Structured log lines; a field never carries a secret. */
export interface Log {
  log(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export const silentLog: Log = { log: () => {} };
