/** The realm: a map to walk on, who and what is there, and everything that players do together. */
import { useSignal, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { account } from '../account/who.ts';
import { Header } from '../app/header.tsx';
import { Button } from '../kit/button.tsx';
import { Badge } from '../kit/surfaces.tsx';
import { ChatPanel } from './chat-panel.tsx';
import { Characters, Gate } from './entrance.tsx';
import { FightStage } from './fight-stage.tsx';
import { FriendsPanel } from './friends-panel.tsx';
import { HeroPanel } from './hero-panel.tsx';
import { QuestLog, WorldPanel } from './journal-panel.tsx';
import { PartyPanel } from './party-panel.tsx';
import { PlacePanel } from './place-panel.tsx';
import { RealmMap } from './realm-map.tsx';
import { Realm } from './realm.ts';
import { asksFor } from './trade-book.ts';
import { Trades } from './trade-window.tsx';
import './layout.css';
import './realm.css';
import { realityWords, skyWords, timeLeft } from './words.ts';

/** Narrower, and one thing at a time is shown. */
const NARROW = '(max-width: 60rem)';
const DESK_STRETCH = 1.1;
const PHONE_STRETCH = 1.55;

export function RealmPage() {
  const [realm] = useState(() => new Realm());
  useEffect(() => realm.open(), [realm]);
  return (
    <>
      <Header />
      <LinkBar realm={realm} />
      <main class="realm">{account.value === undefined ? <Gate /> : <Inside realm={realm} />}</main>
    </>
  );
}

function Inside({ realm }: { readonly realm: Realm }) {
  const narrow = useMedia(NARROW);
  if (realm.me.value === undefined) return <Characters realm={realm} />;
  return (
    <>
      <h1 class="unseen">The Realm</h1>
      {narrow ? <OnPhone realm={realm} /> : <OnDesk realm={realm} />}
    </>
  );
}

/** Says calmly that the server is away; nothing on the page is lost meanwhile. */
function LinkBar({ realm }: { readonly realm: Realm }) {
  const { state, reason } = realm.link.value;
  const lost = account.value !== undefined && (state === 'reconnecting' || state === 'failed');
  return (
    <div class="link-bar" role="status" aria-live="polite">
      {lost ? (
        <>
          <Badge tone="warn" lamp>
            {state === 'failed' ? 'Not connected' : 'Reconnecting'}
          </Badge>
          <span class="small soft">
            {state === 'failed' ? reason : 'The server is away for a moment; what you see may be old.'}
          </span>
          {state === 'failed' ? (
            <Button scale="compact" onClick={() => realm.connect()}>
              Try again
            </Button>
          ) : null}
        </>
      ) : null}
    </div>
  );
}

type Side = 'chat' | 'party' | 'friends' | 'quests' | 'world';
type Part = 'map' | 'here' | Side;

const SIDES: readonly { readonly name: Side; readonly label: string }[] = [
  { name: 'chat', label: 'Chat' },
  { name: 'party', label: 'Party' },
  { name: 'friends', label: 'Friends' },
  { name: 'quests', label: 'Quests' },
  { name: 'world', label: 'World' },
];
const PARTS: readonly { readonly name: Part; readonly label: string }[] = [
  { name: 'map', label: 'Map' },
  { name: 'here', label: 'Here' },
  ...SIDES,
];

function OnDesk({ realm }: { readonly realm: Realm }) {
  const part = useSignal<Side>('chat');
  useEffect(() => showWhispers(realm, () => (part.value = 'chat')), [realm, part]);
  return (
    <div class="desk">
      <div class="desk-left">
        <HeroPanel realm={realm} />
        <PlacePanel realm={realm} />
      </div>
      <Stage realm={realm} stretch={DESK_STRETCH} />
      <aside class="panel desk-right" aria-label="Together">
        <PartTabs realm={realm} label="Together" part={part} parts={SIDES} />
        <div id="realm-part" class="part" role="tabpanel" aria-labelledby={`realm-tab-${part.value}`}>
          <Shown realm={realm} part={part.value} />
        </div>
      </aside>
    </div>
  );
}

function OnPhone({ realm }: { readonly realm: Realm }) {
  const part = useSignal<Part>('map');
  useEffect(() => showWhispers(realm, () => (part.value = 'chat')), [realm, part]);
  return (
    <div class={`hand hand-${part.value}`}>
      <div id="realm-part" class="part" role="tabpanel" aria-labelledby={`realm-tab-${part.value}`}>
        <Shown realm={realm} part={part.value} />
      </div>
      <PartTabs realm={realm} label="The realm" part={part} parts={PARTS} />
    </div>
  );
}

/** Whoever presses Whisper somewhere wants to see the chat. */
function showWhispers(realm: Realm, show: () => void): () => void {
  const before = realm.whispers.peek();
  return realm.whispers.subscribe((count) => {
    if (count !== before) show();
  });
}

function Shown({ realm, part }: { readonly realm: Realm; readonly part: Part }): ComponentChildren {
  switch (part) {
    case 'map':
      return <Stage realm={realm} stretch={PHONE_STRETCH} />;
    case 'here':
      return (
        <>
          <HeroPanel realm={realm} />
          <PlacePanel realm={realm} />
        </>
      );
    case 'chat':
      return <ChatPanel realm={realm} />;
    case 'party':
      return <PartyPanel realm={realm} />;
    case 'friends':
      return <FriendsPanel realm={realm} />;
    case 'quests':
      return <QuestLog realm={realm} />;
    case 'world':
      return <WorldPanel realm={realm} />;
    default:
      return part satisfies never;
  }
}

interface PartTabsProps<P extends Part> {
  readonly realm: Realm;
  readonly label: string;
  readonly part: Signal<P>;
  readonly parts: readonly { readonly name: P; readonly label: string }[];
}

function PartTabs<P extends Part>({ realm, label, part, parts }: PartTabsProps<P>) {
  const step = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void => {
    const move = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (move === 0) return;
    event.preventDefault();
    const next = (parts.findIndex(({ name }) => name === part.value) + move + parts.length) % parts.length;
    part.value = parts[next]!.name;
    (event.currentTarget.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div class="part-tabs" role="tablist" aria-label={label} onKeyDown={step}>
      {parts.map(({ name, label: words }) => {
        const news = newsIn(realm, name);
        return (
          <button
            key={name}
            id={`realm-tab-${name}`}
            type="button"
            role="tab"
            aria-selected={part.value === name ? 'true' : 'false'}
            aria-controls="realm-part"
            tabIndex={part.value === name ? 0 : -1}
            onClick={() => (part.value = name)}
          >
            {words}
            {news > 0 ? <span class="news">{news}</span> : null}
          </button>
        );
      })}
    </div>
  );
}

/** What waits to be looked at. */
function newsIn(realm: Realm, part: Part): number {
  if (part === 'chat') return Object.values(realm.unread.value).reduce((sum, one) => sum + one, 0);
  if (part === 'party') return realm.invites.value.length;
  if (part === 'friends') return realm.friends.list.value?.filter(({ state }) => state === 'asking').length ?? 0;
  if (part === 'map')
    return [...realm.trades.value.values()].filter((trade) => asksFor(trade, realm.me.value?.id)).length;
  if (part === 'here') return realm.nearby.value.length;
  return 0;
}

/** The largest thing on the page: the map, or a fight in its place; trades lie on top. */
function Stage({ realm, stretch }: { readonly realm: Realm; readonly stretch: number }) {
  const fighting = realm.fight.value.fight !== undefined;
  useEffect(() => {
    realm.stageShown.value = true;
    return () => {
      realm.stageShown.value = false;
    };
  }, [realm]);
  return (
    <div class="stage">
      <SkyLine realm={realm} />
      {fighting ? <FightStage realm={realm} /> : <RealmMap realm={realm} stretch={stretch} />}
      <div class="on-top">
        <Trades realm={realm} />
      </div>
    </div>
  );
}

function SkyLine({ realm }: { readonly realm: Realm }) {
  const world = realm.world.value;
  const [nowMs, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  if (!world) return <div class="sky-line" />;
  const tone = world.sky === 'fall' ? 'bad' : world.sky === 'calm' ? 'plain' : 'warn';
  return (
    <div class="sky-line">
      <span class="score">{realityWords(world.reality)}</span>
      <Badge tone={tone} lamp={world.aetherfall}>
        {skyWords(world.sky)}
        {world.sky === 'calm' ? ', omens in ' : ', '}
        {timeLeft(world.skyEndsMs - nowMs)}
      </Badge>
    </div>
  );
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const change = (): void => setMatches(media.matches);
    media.addEventListener('change', change);
    return () => media.removeEventListener('change', change);
  }, [query]);
  return matches;
}
