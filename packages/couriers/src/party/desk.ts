// What one player keeps beside the match's file: orders not yet given, letters that are signed but not yet shown, what is
// still to be sent. Nobody else may read it: in peer mode it holds the sheet that the others have only a commitment to.

import { canonicalBytes, type Doc, parseJson, type SheetOrder } from '@rubato/letters';
import { Outbox, type SavedDelivery } from '../outbox.ts';

interface SavedDesk {
  readonly v: 1;
  readonly draft?: readonly SheetOrder[];
  readonly own: readonly Doc[];
  readonly records: readonly Doc[];
  readonly view?: Doc;
  readonly shown: number;
  readonly sealed?: string;
  readonly views: readonly Doc[];
  readonly outbox: readonly SavedDelivery[];
}

export interface Desk {
  /** Orders that are planned, not given. */
  draft: readonly SheetOrder[] | undefined;
  /** Letters that this player has signed for the open turn and the one before: never signed anew, that would be cheating. */
  own: Doc[];
  /** The referee's records that the match has not reached; of a seat whose match is hosted, all. */
  records: Doc[];
  /** The newest view that a host sent. */
  view: Doc | undefined;
  /** Of a host: after which turn everyone was last sent their view; -1 for none. */
  shown: number;
  /** The newest sheet as it was sealed for the referee, base64: sealing it again would make another file of the same sheet. */
  sealed: string | undefined;
  /** Of a host: the views that it last sent. */
  views: readonly Doc[];
  readonly outbox: Outbox;
}

export const newDesk = (): Desk => ({
  draft: undefined,
  own: [],
  records: [],
  view: undefined,
  shown: -1,
  sealed: undefined,
  views: [],
  outbox: new Outbox(),
});

/** The file is this program's own and private: it is taken as it is. */
export function readDesk(bytes: Uint8Array): Desk {
  const saved = parseJson(bytes, 'desk') as unknown as SavedDesk;
  const { draft, own, records, view, shown, sealed, views, outbox } = saved;
  return { draft, own: [...own], records: [...records], view, shown, sealed, views, outbox: new Outbox(outbox) };
}

export function deskBytes({ draft, own, records, view, shown, sealed, views, outbox }: Desk): Uint8Array {
  const saved: SavedDesk = {
    v: 1,
    own,
    records,
    shown,
    views,
    outbox: outbox.saved(),
    ...(draft && { draft }),
    ...(view && { view }),
    ...(sealed !== undefined && { sealed }),
  };
  return canonicalBytes(saved);
}
