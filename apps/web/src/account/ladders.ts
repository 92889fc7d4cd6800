/** The ladders of the server, for those who choose one. */
import { useEffect, useState } from 'preact/hooks';
import { api } from './account.ts';

/** Their names; none where the server has none, or doesn't say. @param open asks while it is true. */
export function useLadders(open: boolean): readonly string[] {
  const [ladders, setLadders] = useState<readonly string[]>([]);
  useEffect(() => {
    if (!open) return;
    api.ladders().then(
      (reply) => setLadders(reply.ladders.map(({ name }) => name)),
      () => setLadders([]),
    );
  }, [open]);
  return ladders;
}
