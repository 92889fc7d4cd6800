/** Calls to the server from a form or a button, one at a time, and what became of the last. */
import { useRef, useState } from 'preact/hooks';
import { toast } from '../kit/toast.tsx';
import { wordsFor } from './account.ts';

/** Does nothing while another call runs; `done` gets the answer. */
export type RunCall = <T>(call: () => Promise<T>, done?: (answer: T) => void) => void;

export interface ToldCall {
  /** Whether one runs: disables what would start another. */
  readonly busy: boolean;
  readonly run: RunCall;
}

export interface Call extends ToldCall {
  /** Why the last one failed; undefined again when another begins. */
  readonly fault: string | undefined;
  /** Says what is wrong before anything is asked, or that nothing is. */
  readonly setFault: (words: string | undefined) => void;
}

/** For a form, which has a place for what went wrong. */
export function useCall(): Call {
  const [fault, setFault] = useState<string>();
  const { busy, run } = useBusy((error) => setFault(wordsFor(error)));
  return {
    busy,
    fault,
    setFault,
    run: (call, done) => {
      setFault(undefined);
      run(call, done);
    },
  };
}

/** For a button alone: what went wrong is said in the corner. */
export const useToldCall = (words: (error: unknown) => string = wordsFor): ToldCall =>
  useBusy((error) => toast(words(error), 'bad'));

function useBusy(fail: (error: unknown) => void): ToldCall {
  const [busy, setBusy] = useState(false);
  // A second click may come before the first one's `busy` is drawn.
  const running = useRef(false);
  const settle = (runs: boolean): void => {
    running.current = runs;
    setBusy(runs);
  };
  return {
    busy,
    run: (call, done = () => {}) => {
      if (running.current) return;
      settle(true);
      call()
        .then(done, fail)
        .finally(() => settle(false));
    },
  };
}
