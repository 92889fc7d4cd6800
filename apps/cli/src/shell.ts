/** What a command knows of the process around it; tests give their own. */
export interface Terminal {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Characters per line, on a terminal. */
  readonly columns?: number;
}

export interface Shell {
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Relative paths start here. */
  readonly directory: string;
  /** Calls back at Ctrl+C instead of ending the process, until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
}

/** This process. A reader that went away (`rubato rooms | head -1`) is no failure: what it would have read is dropped. */
export function processShell(): Shell {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    directory: process.cwd(),
    onInterrupt(listener) {
      process.once('SIGINT', listener);
      return () => void process.off('SIGINT', listener);
    },
  };
}
