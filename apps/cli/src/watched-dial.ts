/** A dial for bots that remembers how the server ended a connection, and says plainly why there is none. */
import type { Dial } from '@rubato/client';
import type { Channel } from '@rubato/ports';
import { closeCodes } from '@rubato/protocol';
import { connectWebSocket } from '@rubato/server';
import type { ExitCode } from './exit.ts';
import { exitCodes } from './exit.ts';

export interface Watched {
  /** Of the last connection that was closed. */
  readonly closeCode: number | undefined;
  readonly dial: Dial;
}

/** @param ca PEM of certificate authorities to trust */
export function watchedDial(ca?: Buffer, connect = connectWebSocket): Watched {
  const watched = {
    closeCode: undefined as number | undefined,
    dial: async (url: string): Promise<Channel> => {
      const options = { subprotocol: 'rubato.v1', ...(ca === undefined ? {} : { ca }) };
      const channel = await connect(url, options).catch((error: unknown) => {
        throw new Error(plainly(error), { cause: error });
      });
      const listen = channel.listen.bind(channel);
      channel.listen = (listener) =>
        listen({
          message: (message) => listener.message(message),
          closed: (code, reason) => {
            watched.closeCode = code;
            listener.closed(code, reason);
          },
        });
      return channel;
    },
  };
  return watched;
}

/** What a close says to the shell; `undefined` when nobody ever answered. */
export function exitCodeOfClose(code: number | undefined): ExitCode {
  if (code === closeCodes.notAuthorised.code) return exitCodes.auth;
  const known = Object.values(closeCodes).find((each) => each.code === code);
  return known === undefined || known.next === 'retry' ? exitCodes.network : exitCodes.failure;
}

const ADVICE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there: rubato serve starts a server, --url names another',
  ENOTFOUND: 'there is no such host: --url names another',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it signed its certificate itself: --ca FILE trusts that',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an unknown authority: --ca FILE trusts one',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes from an unknown authority: --ca FILE trusts one',
};

function plainly(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  return ADVICE[code] ?? (cause instanceof Error ? cause.message : String(cause));
}
