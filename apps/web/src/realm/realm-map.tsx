/**
 * The map, drawn as an engraver would: coasts in several lines, roads that wind, names in italics. Every place is a button;
 * the arrow keys go from place to place, Enter walks there.
 */
import { factions, places, type Place } from '@rubato/realm';
import { useMemo, useRef, useState } from 'preact/hooks';
import { crestInk, crestPath } from './crest.tsx';
import { bendOf, closedCurve, coast, road, type Point } from './map-shapes.ts';
import { canEnter, roads, towards, type Direction } from './map-ways.ts';
import type { Realm } from './realm.ts';
import type { Player, ShardNow } from './told.ts';
import { factionName, shardAt } from './words.ts';
import './realm-map.css';

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};
const LANDS = [...factions.map(({ id }) => id), 'riven'] as const;
/** How far the lines of a coast lie from its places. */
const COASTS = [8.4, 9.2, 10.2, 11.4] as const;

const NOBODY: readonly Player[] = [];
/** Where others stand around one's own place: to its left, where neither name nor shard is. */
const AROUND = Array.from({ length: 7 }, (_, n) => {
  const angle = Math.PI * (0.82 + n * 0.11);
  return { cx: 3.2 * Math.cos(angle), cy: 3.2 * Math.sin(angle) };
});

interface Props {
  readonly realm: Realm;
  /** How much taller than wide it is drawn. */
  readonly stretch: number;
}

export function RealmMap({ realm, stretch }: Props) {
  const at = ({ x, y }: Point): Point => ({ x, y: y * stretch });
  const me = realm.me.value!;
  const sky = realm.world.value?.sky ?? 'calm';
  const [chosen, choose] = useState<string>();
  const picture = useRef<SVGSVGElement>(null);
  const focused = chosen ?? me.locationId;
  const press = (event: KeyboardEvent): void => {
    const direction = DIRECTIONS[event.key];
    const next = direction && towards(focused, direction);
    if (direction) event.preventDefault();
    if (!next) return;
    choose(next);
    picture.current?.querySelector<SVGElement>(`[data-place="${next}"]`)?.focus();
  };
  const reality = realm.world.value?.reality ?? 'steady';
  return (
    <svg
      ref={picture}
      class={`realm-map reality-${reality} sky-${sky}`}
      viewBox={`-5 ${-1 * stretch} 110 ${102 * stretch}`}
      role="group"
      aria-label="Map of the realm: arrow keys go from place to place, Enter walks there"
      onKeyDown={press}
    >
      <Lands stretch={stretch} />
      {sky === 'calm' ? null : <Falling stretch={stretch} />}
      <g class="roads">
        {roads.map(([a, b]) => {
          const open = a.id === me.locationId || b.id === me.locationId;
          const shut = open && !canEnter(a.id === me.locationId ? b : a, me.level, sky);
          return (
            <path
              key={a.id + b.id}
              class={`road ${shut ? 'shut' : open ? 'open' : ''}`}
              d={road(at(a), at(b), bendOf(a, b))}
            />
          );
        })}
      </g>
      {[...places.values()].map((place) => (
        <PlaceMark
          key={place.id}
          realm={realm}
          place={place}
          at={at(place)}
          focusable={place.id === focused}
          onFocus={() => choose(place.id)}
        />
      ))}
    </svg>
  );
}

function Lands({ stretch }: { readonly stretch: number }) {
  const drawn = useMemo(
    () =>
      LANDS.map((land) => {
        const sites = [...places.values()]
          .filter((place) => place.land === land)
          .map(({ x, y }) => ({ x, y: y * stretch }));
        return { land, coasts: COASTS.map((reach) => closedCurve(coast(sites, reach))) };
      }),
    [stretch],
  );
  return (
    <g class="lands" aria-hidden="true">
      {drawn.map(({ land, coasts }) => (
        <g key={land} class={`land ${land}`} style={{ '--of': crestInk(land === 'riven' ? 'none' : land) }}>
          {coasts.map((line, nth) => (
            <path key={nth} class={`coast coast-${nth}`} d={line} />
          ))}
        </g>
      ))}
    </g>
  );
}

/** What comes down while the sky isn't whole. */
function Falling({ stretch }: { readonly stretch: number }) {
  return (
    <g class="falling" aria-hidden="true">
      {Array.from({ length: 26 }, (_, n) => {
        const [x, y] = [((n * 37) % 104) - 2, ((n * 53) % 97) * stretch];
        return <path key={n} d={`M${x} ${y}l-2.6 6.4`} style={{ animationDelay: `${(n * 173) % 1600}ms` }} />;
      })}
    </g>
  );
}

function PlaceMark({
  realm,
  place,
  at,
  focusable,
  onFocus,
}: {
  readonly realm: Realm;
  readonly place: Place;
  readonly at: Point;
  readonly focusable: boolean;
  readonly onFocus: () => void;
}) {
  const me = realm.me.value!;
  const here = me.locationId === place.id;
  const near = place.neighbours.some((id) => id === me.locationId);
  const shard = realm.shards.value.find(({ locationId }) => locationId === place.id);
  const others = here ? realm.nearby.value : NOBODY;
  const go = (): void => void realm.walkTo(place.id);
  return (
    <g
      class={`place ${here ? 'here' : ''} ${near ? 'near' : ''} ${place.safe ? 'safe' : ''}`}
      transform={`translate(${at.x} ${at.y})`}
      role="button"
      tabindex={focusable ? 0 : -1}
      data-place={place.id}
      aria-label={wordsOf(place, { here, near, others: others.length, shard })}
      aria-current={here ? 'location' : undefined}
      onClick={go}
      onFocus={onFocus}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        go();
      }}
    >
      <circle class="reach" r="4.6" />
      {here ? <circle class="beat" r="2.6" /> : null}
      <circle class="spot" r={place.safe ? 1.7 : 1.3} />
      {place.safe ? <circle class="keep" r="0.7" /> : null}
      {shard ? <ShardMark shard={shard} /> : null}
      {others.slice(0, AROUND.length).map(({ characterId, faction }, n) => (
        <circle key={characterId} class="other" fill={crestInk(faction)} {...AROUND[n]} r="0.85" />
      ))}
      <text class="place-name" y="4.6">
        {place.name}
      </text>
    </g>
  );
}

function ShardMark({ shard }: { readonly shard: ShardNow }) {
  return (
    <g class={`shard ${shard.contested ? 'contested' : ''}`} transform="translate(2.9 -2.9)">
      <path class="crystal" d="M0-2.9 1.9-.6 0 2.9-1.9-.6z" style={{ '--of': crestInk(shard.faction) }} />
      <path class="facet" d="M-1.9-.6 0 .1 1.9-.6M0 .1V2.9" />
      <g transform="translate(2.3 -2.9) scale(0.13)">
        <path class="crest-mark" d={crestPath(shard.faction)} fill={crestInk(shard.faction)} />
      </g>
    </g>
  );
}

interface Facts {
  readonly here: boolean;
  readonly near: boolean;
  readonly others: number;
  readonly shard: ShardNow | undefined;
}

function wordsOf(place: Place, { here, near, others, shard }: Facts): string {
  return [
    place.name,
    here ? 'you are here' : near ? 'a road leads there' : '',
    place.land === 'riven' ? 'riven lands' : `land of ${factionName(place.land)}`,
    place.safe ? 'safe' : '',
    place.leastLevel > 1 ? `from level ${place.leastLevel}` : '',
    shard ? `${shard.name}, held by ${factionName(shard.faction)}` : (shardAt(place.id)?.name ?? ''),
    here && others > 0 ? `${others} other ${others === 1 ? 'player' : 'players'}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}
