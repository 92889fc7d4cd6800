/** Which turn of a server's game this browser has shown last, so that nobody plans without having seen what happened. */
const keyOf = (id: string): string => `rubato.tactics.watched.${id}`;

export function watchedTurn(id: string): number {
  try {
    const turn = Number(globalThis.localStorage.getItem(keyOf(id)) ?? '0');
    return Number.isSafeInteger(turn) ? turn : 0;
  } catch {
    return 0;
  }
}

export function rememberWatched(id: string, turn: number): void {
  try {
    if (turn > watchedTurn(id)) globalThis.localStorage.setItem(keyOf(id), String(turn));
  } catch {
    // Full or forbidden: the turn is shown again after a reload.
  }
}
