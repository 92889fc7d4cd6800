/** From an address to a match: on the server where there is one, else in this page. */
import type { Entry } from '../app/route.ts';
import type { GameCard, GameView } from '../kit/game-view.ts';
import type { MatchSource } from '../kit/match-source.ts';
import { PracticeMatch } from './practice.ts';

export interface OpenMatch {
  readonly kind: 'practice' | 'network';
  readonly first: MatchSource;
  /** Why it runs in this page although a server was wanted. */
  readonly notice: string | undefined;
  /** A further seat for a player at the same screen. */
  addSeat(name: string): Promise<MatchSource>;
  close(): void;
}

/** An expected refusal, with what to do next. */
export class EntryRefused extends Error {
  readonly advice: string;

  constructor(reason: string, advice: string) {
    super(reason);
    this.advice = advice;
  }
}

export interface EntryRequest {
  readonly card: GameCard;
  readonly view: GameView;
  readonly entry: Entry | { readonly kind: 'watch'; readonly room: string | undefined };
  readonly name: string;
}

/** Rejects with `EntryRefused` when the way in is closed. */
export async function openMatch({ card, view, entry, name }: EntryRequest): Promise<OpenMatch> {
  switch (entry.kind) {
    case 'practice':
      return practise(card, view, name, undefined);
    case 'quick':
      return practise(card, view, name, 'No server answers: you play against bots in this page.');
    case 'watch':
      if (entry.room === undefined) return watchPractice(card, view);
      throw new EntryRefused('That room can’t be reached.', 'Rooms live on a server, and none answers here.');
    case 'room':
    case 'code':
    case 'private':
      throw new EntryRefused('That room can’t be reached.', 'Rooms live on a server, and none answers here.');
    default:
      return entry satisfies never;
  }
}

function practise(card: GameCard, view: GameView, name: string, notice: string | undefined): OpenMatch {
  const match = new PracticeMatch(view, { seats: card.seats });
  const first = match.take(name);
  return { kind: 'practice', first, notice, addSeat: async (second) => match.take(second), close: () => match.close() };
}

function watchPractice(card: GameCard, view: GameView): OpenMatch {
  const match = new PracticeMatch(view, { seats: card.seats });
  const refuse = (): Promise<never> => Promise.reject(new EntryRefused('You are watching.', 'Press Play to take a seat.'));
  return { kind: 'practice', first: match.watch(), notice: undefined, addSeat: refuse, close: () => match.close() };
}
