/** A bracket: cards on a canvas, lines between them, and arrow keys from match to match. A list for screen readers. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { layOutBracket, nextMatch, type Arrow, type BracketLayout, type Place } from './bracket-layout.ts';
import { isOwn, MatchCard } from './match-card.tsx';
import type { Match } from './told.ts';
import { headingWords, type Names } from './words.ts';

/** In pixels; `bracket.css` has the same card. */
const CARD = { width: 176, height: 54 } as const;
const GAP = { across: 34, down: 14 } as const;
const HEADING_UP = 26;
const EDGE = 4;

const left = (column: number): number => EDGE + column * (CARD.width + GAP.across);
const top = (row: number): number => row * (CARD.height + GAP.down);

export interface BracketProps {
  readonly matches: readonly Match[];
  readonly names: Names;
  readonly own: number | undefined;
  readonly onOpen: (number: number) => void;
}

/** Whether there is anything to see of a match: one that nobody comes to is left out. */
const isShown = ({ slots, state, by }: Match): boolean =>
  state !== 'skipped' &&
  !(state === 'over' && slots.every(({ seed }) => seed === undefined)) &&
  !(by === 'bye' && slots.every(isEmpty));
const isEmpty = ({ kind, seed }: Match['slots'][number]): boolean => kind === 'bye' || seed === undefined;

export function Bracket({ matches, names, own, onOpen }: BracketProps) {
  const layout = useMemo(() => layOutBracket(matches), [matches]);
  const byNumber = new Map(matches.map((match) => [match.number, match]));
  const shown = (number: number): boolean => isShown(byNumber.get(number)!);
  const list = useRef<HTMLOListElement>(null);
  const [chosen, choose] = useState(() => firstLook(matches, own));
  useEffect(() => bringIntoView(list.current, chosen), []);
  const step = (event: KeyboardEvent): void => {
    if (!event.key.startsWith('Arrow')) return;
    const next = nextMatch(layout, chosen, event.key as Arrow, shown);
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
    cardOf(list.current, next)?.focus();
  };
  const placeOf = headings(layout, byNumber);
  const headed = layout.headings.filter(({ bracket, round }) =>
    matches.some((match) => match.bracket === bracket && match.round === round && isShown(match)),
  );
  return (
    <div class="bracket-view" tabIndex={-1}>
      <ol
        ref={list}
        class="bracket"
        aria-label="Matches of the bracket"
        style={{ width: `${left(layout.columns) - GAP.across + EDGE}px`, height: `${top(layout.rows)}px` }}
        onKeyDown={step}
      >
        <Lines layout={layout} shown={shown} byNumber={byNumber} own={own} />
        {headed.map((heading) => (
          <li
            key={`${heading.bracket} ${heading.round}`}
            class="bracket-heading caps"
            aria-hidden="true"
            style={{ left: `${left(heading.column)}px`, top: `${top(heading.row + 1) - HEADING_UP}px` }}
          >
            {headingWords(heading)}
          </li>
        ))}
        {matches.filter(isShown).map((match) => (
          <li key={match.number} style={at(layout.places.get(match.number)!)}>
            <MatchCard
              match={match}
              names={names}
              own={own}
              place={placeOf(match.number)}
              tabIndex={match.number === chosen ? 0 : -1}
              onFocus={() => choose(match.number)}
              onOpen={onOpen}
            />
          </li>
        ))}
      </ol>
    </div>
  );
}

const at = ({ column, row }: Place) => ({ left: `${left(column)}px`, top: `${top(row)}px` });

const cardOf = (list: HTMLElement | null, number: number): HTMLElement | null =>
  list?.querySelector<HTMLElement>(`[data-match="${number}"]`) ?? null;

/** What somebody who comes here wants to see: the own match that is played, any that is, the last that was. */
function firstLook(matches: readonly Match[], own: number | undefined): number {
  const playing = matches.filter(({ state }) => state === 'playing');
  const found = playing.find((match) => isOwn(match, own)) ?? playing[0];
  const over = matches.filter((match) => match.state === 'over' && isShown(match));
  return (found ?? over.at(-1) ?? matches[0])?.number ?? 1;
}

/** Scrolls the drawing alone, never the page. */
function bringIntoView(list: HTMLElement | null, number: number): void {
  const [view, card] = [list?.parentElement, cardOf(list, number)?.parentElement];
  if (view && card) view.scrollLeft = card.offsetLeft - (view.clientWidth - CARD.width) / 2;
}

function headings(layout: BracketLayout, byNumber: ReadonlyMap<number, Match>): (number: number) => string {
  const words = new Map(layout.headings.map((each) => [`${each.bracket} ${each.round}`, headingWords(each)]));
  return (number) => {
    const match = byNumber.get(number);
    return (match && words.get(`${match.bracket} ${match.round}`)) ?? '';
  };
}

interface LinesProps {
  readonly layout: BracketLayout;
  readonly shown: (number: number) => boolean;
  readonly byNumber: ReadonlyMap<number, Match>;
  readonly own: number | undefined;
}

function Lines({ layout, shown, byNumber, own }: LinesProps) {
  const isMine = (from: number): boolean => wentOn(byNumber.get(from)!, own);
  const drawn = layout.ways.filter(({ from, to }) => shown(from) && shown(to));
  // Where lines meet, the own one is on top.
  const lines = [...drawn.filter(({ from }) => !isMine(from)), ...drawn.filter(({ from }) => isMine(from))];
  return (
    <li aria-hidden="true" class="bracket-lines">
      <svg width={left(layout.columns)} height={top(layout.rows)} fill="none">
        {lines.map(({ from, to }) => (
          <path
            key={from}
            d={elbow(layout.places.get(from)!, layout.places.get(to)!)}
            class={isMine(from) ? 'own' : ''}
          />
        ))}
      </svg>
    </li>
  );
}

function wentOn({ slots, result }: Match, own: number | undefined): boolean {
  const won = result === 'first' ? slots[0] : result === 'second' ? slots[1] : undefined;
  return own !== undefined && won?.seed === own;
}

/** To the right, then up or down just before the next card, then into its middle. */
function elbow(from: Place, to: Place): string {
  const [x1, y1] = [left(from.column) + CARD.width, top(from.row) + CARD.height / 2];
  const [x2, y2] = [left(to.column), top(to.row) + CARD.height / 2];
  return `M${x1} ${y1}H${x2 - GAP.across / 2}V${y2}H${x2}`;
}
