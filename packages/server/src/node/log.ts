import { pino } from 'pino';
import type { Log, LogLevel } from '@rubato/ports';

export interface LogOptions {
  readonly level: LogLevel | 'silent';
  /** `json` for machines, `text` for a terminal. */
  readonly format: 'json' | 'text';
  /** Where finished lines go, each ending in a line feed. Default: standard error, at once, so that a crash loses none. */
  readonly write?: (line: string) => void;
}

/** Errors among the fields are written with their message, cause and stack. */
export function createLog({ level, format, write = (line) => void process.stderr.write(line) }: LogOptions): Log {
  return format === 'json' ? jsonLog(level, write) : textLog(level, write);
}

function jsonLog(level: LogLevel | 'silent', write: (line: string) => void): Log {
  const logger = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  return { log: (at, message, fields) => logger[at](withErrors(fields), message) };
}

const RANK: Readonly<Record<LogLevel | 'silent', number>> = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 };

function textLog(level: LogLevel | 'silent', write: (line: string) => void): Log {
  return {
    log(at, message, fields) {
      if (RANK[at] < RANK[level]) return;
      const shown = Object.entries(withErrors(fields)).map(
        ([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
      );
      write(`${new Date().toISOString().slice(11, 23)} ${at.padEnd(5)} ${message}${shown.join('')}\n`);
    },
  };
}

function withErrors(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? plainError(value) : value]),
  );
}

function plainError(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    ...(cause === undefined ? {} : { cause: cause instanceof Error ? plainError(cause) : cause }),
    stack,
  };
}
