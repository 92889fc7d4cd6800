/** Takes a `.tribal` file in: verified by a thread, with a line that tells how far it is, and a way out. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { toast } from '../kit/toast.tsx';
import { fileWords } from './file-words.ts';
import { newThread, PageMatch, type Thread } from './worker/page-match.ts';

interface Loading {
  readonly name: string;
  readonly done: number;
  /** Turns; 0 while the file is unpacked. */
  readonly total: number;
}

export interface Loader {
  readonly loading: Loading | undefined;
  /** Another file takes the place of one that is still loading. */
  load(file: File | undefined): void;
  cancel(): void;
}

/** @param enter what to do with the match; its thread ends afterwards. */
export function useLoader(enter: (match: PageMatch) => Promise<void>): Loader {
  const [loading, setLoading] = useState<Loading>();
  const thread = useRef<Thread | undefined>(undefined);
  const cancel = (): void => {
    thread.current?.end();
    thread.current = undefined;
    setLoading(undefined);
  };
  useEffect(() => () => thread.current?.end(), []);
  const take = async (file: File): Promise<void> => {
    cancel();
    const own = newThread();
    thread.current = own;
    const { name } = file;
    setLoading({ name, done: 0, total: 0 });
    try {
      const match = await PageMatch.load(file, (done, total) => setLoading({ name, done, total }), own);
      await enter(match);
    } catch (error) {
      if (thread.current === own) toast(fileWords(error), 'bad');
    } finally {
      if (thread.current === own) cancel();
    }
  };
  return { loading, cancel, load: (file) => void (file && take(file)) };
}

export function LoadLine({ loading, onCancel }: { readonly loading: Loading; readonly onCancel: () => void }) {
  const { name, done, total } = loading;
  return (
    <div class="load-line" role="status">
      <span>{total === 0 ? `Unpacking ${name}…` : `Checking ${name}: turn ${done} of ${total}`}</span>
      <progress aria-label={`Checking ${name}`} {...(total > 0 && { value: done, max: total })} />
      <Button scale="compact" tone="quiet" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}
