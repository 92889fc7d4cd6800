/** What the list of games says of each: whose turn it is, in words. */
export type Status =
  | { readonly kind: 'yours'; readonly names: readonly string[] }
  | { readonly kind: 'waiting'; readonly names: readonly string[] }
  | { readonly kind: 'simulating' }
  | { readonly kind: 'over'; readonly winner: string | undefined }
  | { readonly kind: 'watching' };

/** What a list entry must know of a match. */
export interface Standing {
  readonly over: boolean;
  readonly playable: boolean;
  /** Names of the people at this screen whose orders are missing. */
  readonly here: readonly string[];
  /** Of all people at this screen. */
  readonly people: number;
  readonly elsewhere: readonly string[];
  readonly winner: string | undefined;
}

export function statusOf({ over, playable, here, elsewhere, winner }: Standing): Status {
  if (over) return { kind: 'over', winner };
  if (!playable) return { kind: 'watching' };
  if (here.length > 0) return { kind: 'yours', names: here };
  return elsewhere.length > 0 ? { kind: 'waiting', names: elsewhere } : { kind: 'simulating' };
}

/** @param shared several people play at this screen, so “you” would not say who. */
export function statusWords(status: Status, shared: boolean): string {
  switch (status.kind) {
    case 'yours':
      return shared ? `${listed(status.names)}: your turn!` : 'Your turn!';
    case 'waiting':
      return `Waiting for ${listed(status.names)}`;
    case 'simulating':
      return 'Simulating…';
    case 'watching':
      return 'To watch';
    case 'over':
      return status.winner ? `${status.winner} won` : 'A draw';
    default:
      return status satisfies never;
  }
}

export function listed(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? 'nobody';
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
