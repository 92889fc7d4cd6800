/** From an address to a match: on the server where there is one, else in this page. */
import { directory, renewDirectory } from '../app/directory.ts';
import type { Entry } from '../app/route.ts';
import { loadView } from '../games.ts';
import type { GameCard, GameView } from '../kit/game-view.ts';
import type { MatchSource } from '../kit/match-source.ts';
import type { Way } from './network.ts';

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
  /** The same way in stays closed, however often it is tried. */
  readonly final: boolean;

  constructor(reason: string, advice: string, final = false) {
    super(reason);
    this.advice = advice;
    this.final = final;
  }
}

export interface EntryRequest {
  readonly card: GameCard;
  readonly view: GameView;
  readonly entry: Entry | { readonly kind: 'watch'; readonly room: string | undefined };
  readonly name: string;
}

/** The kernel and the network come with the first match, not with the lobby. */
const practiceCode = () => import('./practice.ts');
const networkCode = () => import('./network.ts');

/**
 * Fetches what a match needs and calls the server, before anybody has asked for one: on a hand near the button, and at
 * once when the page was opened by a match's address. Costs nothing but the fetch when it comes to nothing.
 */
export function prepareMatch(game: string, entry: EntryRequest['entry']): void {
  loadView(game).catch(() => {});
  if (entry.kind === 'practice' || directory.value.kind === 'offline') return;
  networkCode().then(
    ({ dialAhead }) => dialAhead(game),
    () => {},
  );
}

/** Rejects with `EntryRefused` when the way in is closed. */
export async function openMatch(request: EntryRequest): Promise<OpenMatch> {
  const { entry } = request;
  if (entry.kind === 'practice') return practise(request, entry.settings);
  if (entry.kind === 'watch' && directory.value.kind === 'asking') await renewDirectory();
  const way = wayOf(entry);
  if (!way) return watchPractice(request);
  const optional = entry.kind === 'quick';
  if (optional && directory.value.kind === 'offline') return practise(request, undefined, NO_SERVER);
  try {
    return await network(request, way);
  } catch (error) {
    if (optional && isAbsence(error)) return practise(request, undefined, NO_SERVER);
    throw refusalOf(error);
  }
}

const NO_SERVER = 'No server answers: you play against bots in this page.';

/** Undefined: no room is named, so there is something to watch only in this page or in the first open room. */
function wayOf(entry: Exclude<EntryRequest['entry'], { readonly kind: 'practice' }>): Way | undefined {
  switch (entry.kind) {
    case 'quick':
      return { kind: 'quick' };
    case 'private':
      return { kind: 'create', settings: entry.settings };
    case 'room':
      return { kind: 'join', where: { room: entry.room } };
    case 'code':
      return { kind: 'join', where: { code: entry.code } };
    case 'watch': {
      const room = entry.room ?? busiestRoom();
      return room === undefined ? undefined : { kind: 'watch', where: { room } };
    }
    default:
      return entry satisfies never;
  }
}

function busiestRoom(): string | undefined {
  if (directory.value.kind !== 'online') return undefined;
  return [...directory.value.rooms].sort((a, b) => b.players - a.players)[0]?.id;
}

async function network({ view, name }: EntryRequest, way: Way): Promise<OpenMatch> {
  const { enterNetwork } = await networkCode();
  const first = await enterNetwork(view.game, way, name, 0);
  const others: MatchSource[] = [];
  return {
    kind: 'network',
    first: first.source,
    notice: undefined,
    addSeat: async (second) => {
      try {
        const { source } = await enterNetwork(view.game, { kind: 'join', where: first.where }, second, 1);
        others.push(source);
        return source;
      } catch (error) {
        throw refusalOf(error);
      }
    },
    close: () => {
      first.source.close();
      for (const source of others) source.close();
    },
  };
}

interface Refusal {
  /** Instead of the server’s own words. */
  readonly title?: string;
  readonly advice: string;
  readonly final?: boolean;
}

const REFUSALS: Readonly<Record<string, Refusal>> = {
  'not-connected': { advice: 'Check that the server runs and that this page came from it, then try again.' },
  'unknown-room': {
    title: 'There is no such room',
    advice: 'It may have ended. Check the code, or press Play in the lobby for another.',
    final: true,
  },
  'room-full': {
    title: 'Every seat is taken',
    advice: 'Try again when somebody has left, or press Play in the lobby for another room.',
  },
  'bad-settings': { advice: 'The game does not accept these settings. Open the room without them.', final: true },
  'other-rules': { advice: 'Reload the page to get the rules of the server.' },
};

/** In words for people; what is no refusal stays as it is. */
export function refusalOf(error: unknown): unknown {
  const reason = (error as { readonly reason?: unknown } | undefined)?.reason;
  if (!(error instanceof Error) || typeof reason !== 'string') return error;
  const { title, advice, final } = REFUSALS[reason] ?? { advice: 'Try again, or go back to the lobby.' };
  return new EntryRefused(title ?? sentence(error.message), advice, final);
}

function sentence(text: string): string {
  return text === '' ? 'The way in is closed.' : text.charAt(0).toUpperCase() + text.slice(1);
}

const isAbsence = (error: unknown): boolean => (error as { readonly reason?: unknown }).reason === 'not-connected';

async function practise(
  { card, view, name }: EntryRequest,
  settings: object | undefined,
  notice?: string,
): Promise<OpenMatch> {
  const { PracticeMatch } = await practiceCode();
  const match = new PracticeMatch(view, { seats: card.seats, settings });
  return {
    kind: 'practice',
    first: match.take(name),
    notice,
    addSeat: async (second) => match.take(second),
    close: () => match.close(),
  };
}

async function watchPractice({ card, view }: EntryRequest): Promise<OpenMatch> {
  const { PracticeMatch } = await practiceCode();
  const match = new PracticeMatch(view, { seats: card.seats });
  const refuse = (): Promise<never> =>
    Promise.reject(new EntryRefused('You are watching.', 'Press Play to take a seat.'));
  return { kind: 'practice', first: match.watch(), notice: undefined, addSeat: refuse, close: () => match.close() };
}
