/** The whole game as a file of letters, which any browser or shell plays again: for whoever played it. */
import { ApiError } from '@rubato/client';
import { api, wordsFor } from '../../account/account.ts';
import { useToldCall } from '../../account/use-call.ts';
import { Button } from '../../kit/button.tsx';
import { saveBlob } from '../download.ts';
import type { ServerGame } from './told.ts';

export function SaveFile({ game }: { readonly game: ServerGame }) {
  const { busy, run } = useToldCall(wordsOf);
  const save = (): void =>
    run(
      () => api.moveToFile({ id: game.id, mode: 'peer' }),
      ({ file }) => saveBlob(new Blob([new Uint8Array(file)], { type: 'application/zip' }), fileName(game)),
    );
  return (
    <Button scale="compact" tone="quiet" disabled={busy} onClick={save}>
      {busy ? 'Writing…' : 'Save as file'}
    </Button>
  );
}

const wordsOf = (error: unknown): string =>
  error instanceof ApiError && error.code === 'conflict'
    ? `This game can’t be saved here: ${error.message}.`
    : wordsFor(error);

const fileName = ({ title, turn }: ServerGame): string =>
  `${
    title
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'game'
  }-turn-${turn}.tribal`;
