/** The whole game as a file of letters, which any browser or shell plays again: for whoever played it. */
import { ApiError } from '@rubato/client';
import { useState } from 'preact/hooks';
import { api, wordsFor } from '../../account/account.ts';
import { Button } from '../../kit/button.tsx';
import { toast } from '../../kit/toast.tsx';
import { saveBlob } from '../download.ts';
import type { ServerGame } from './told.ts';

export function SaveFile({ game }: { readonly game: ServerGame }) {
  const [busy, setBusy] = useState(false);
  const save = (): void => {
    setBusy(true);
    api
      .moveToFile({ id: game.id, mode: 'peer' })
      .then(
        ({ file }) => saveBlob(new Blob([new Uint8Array(file)], { type: 'application/zip' }), fileName(game)),
        (error: unknown) => toast(wordsOf(error), 'bad'),
      )
      .finally(() => setBusy(false));
  };
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
