/** What tests of a started server's answers have in common: the server, and calls that are held to what their routes declare. */
import { afterAll, beforeAll } from 'vitest';
import type { ApiRouteName } from '@rubato/protocol';
import type { StartOptions } from '../../serve.ts';
import { Answers } from './answers.ts';
import { LiveServer, type Answer } from './live-server.ts';

/** Whoever calls: a token, or somebody who has one; undefined for nobody known. */
export type Caller = string | { readonly token: string } | undefined;

type Call = (
  caller: Caller,
  name: ApiRouteName,
  input?: object,
  query?: string,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer['body']>;

export interface Answering {
  /** Runs while the present group of tests does. */
  readonly live: LiveServer;
  readonly answers: Answers;
  readonly call: Call;
  /** Only the code of the refusal; undefined for a success. */
  readonly code: (...called: Parameters<Call>) => Promise<string | undefined>;
  /** A new guest's token. */
  readonly guest: () => Promise<string>;
}

/** A server for the present group of tests. @param databaseUrl as `onBothDatabases` gives it */
export function answering(
  databaseUrl: () => Promise<string | undefined>,
  options: Partial<StartOptions> = {},
): Answering {
  const live = new LiveServer(options, databaseUrl);
  const answers = new Answers();
  beforeAll(async () => {
    await live.start();
  });
  afterAll(() => live.stop());
  const call: Call = async (caller, name, input = {}, query = '', headers = {}) => {
    const token = typeof caller === 'object' ? caller.token : caller;
    return (await answers.call(live, name, { token, input: { ...input }, query, headers })).body;
  };
  return {
    live,
    answers,
    call,
    code: async (...called) => (await call(...called)).error,
    guest: async () => (await live.guest()).sessionToken,
  };
}
