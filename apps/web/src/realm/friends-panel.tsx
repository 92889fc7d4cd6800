/** Friends: who asks, where friends are, whom one asked, and whom one doesn't hear. */
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Badge, EmptyState, ListRow, Skeleton } from '../kit/surfaces.tsx';
import { Crest } from './crest.tsx';
import './friends.css';
import type { Realm } from './realm.ts';
import { ReportDialog } from './report-dialog.tsx';
import type { Friend, Reported } from './told.ts';
import { factionName, factionShort, placeName, timeLeft } from './words.ts';

/** While it is on the screen; who comes online is not told. */
const LOOK_AGAIN_MS = 10_000;

export function FriendsPanel({ realm }: { readonly realm: Realm }) {
  const { list } = realm.friends;
  const [reported, report] = useState<Reported>();
  useEffect(() => {
    const look = () => void realm.friends.read();
    look();
    const timer = setInterval(look, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [realm]);
  const known = list.value;
  if (!known) return <Skeleton label="Asking for your friends" widths={[0.7, 0.5]} />;
  const of = (state: Friend['state']) => known.filter((one) => one.state === state);
  const friends = of('friends').sort((a, b) => Number(b.online) - Number(a.online));
  return (
    <div class="stack">
      <People title="Ask to be friends" people={of('asking')}>
        {(one) => <Asking key={one.characterId} realm={realm} friend={one} />}
      </People>
      {friends.length === 0 ? (
        <EmptyState title="No friends yet">
          Press Befriend beside somebody who is at your place, or under something they said.
        </EmptyState>
      ) : null}
      <People title="Friends" people={friends}>
        {(one) => <FriendCard key={one.characterId} realm={realm} friend={one} onReport={report} />}
      </People>
      <People title="Have not answered yet" people={of('asked')}>
        {(one) => (
          <ListRow
            key={one.characterId}
            title={<Named friend={one} />}
            detail={about(one)}
            tools={
              <Button
                scale="compact"
                aria-label={`Take the request to ${one.name} back`}
                onClick={() => void realm.friends.remove(one.characterId)}
              >
                Take back
              </Button>
            }
          />
        )}
      </People>
      <Blocked realm={realm} />
      <ReportDialog realm={realm} reported={reported} onClose={() => report(undefined)} />
    </div>
  );
}

interface PeopleProps {
  readonly title: string;
  readonly people: readonly Friend[];
  readonly children: (friend: Friend) => preact.JSX.Element;
}

function People({ title, people, children }: PeopleProps) {
  if (people.length === 0) return null;
  return (
    <section>
      <h3 class="caps">{title}</h3>
      <ul class="list plain-list" aria-label={title}>
        {people.map(children)}
      </ul>
    </section>
  );
}

function Named({ friend: { name, faction } }: { readonly friend: Friend }) {
  return (
    <span class="with-crest">
      <Crest faction={faction} label={factionName(faction)} />
      {name}
    </span>
  );
}

const about = ({ faction, level }: Friend): string => `${factionShort(faction)}, level ${level}`;

function Asking({ realm, friend }: { readonly realm: Realm; readonly friend: Friend }) {
  const { characterId: id, name } = friend;
  return (
    <ListRow
      title={<Named friend={friend} />}
      detail={about(friend)}
      tools={
        <div class="row">
          <Button
            scale="compact"
            tone="primary"
            aria-label={`Be friends with ${name}`}
            onClick={() => void realm.friends.accept(id)}
          >
            Accept
          </Button>
          <Button scale="compact" aria-label={`Decline ${name}`} onClick={() => void realm.friends.remove(id)}>
            Decline
          </Button>
        </div>
      }
    />
  );
}

interface CardProps {
  readonly realm: Realm;
  readonly friend: Friend;
  readonly onReport: (reported: Reported) => void;
}

function FriendCard({ realm, friend, onReport }: CardProps) {
  const { characterId: id, name, online, locationId, lastSeenMs } = friend;
  const [open, setOpen] = useState(false);
  const together = realm.party.value?.members.some((member) => member.characterId === id) ?? false;
  const where = locationId === undefined ? '' : `at ${placeName(locationId)}`;
  const seen = lastSeenMs === undefined ? '' : `seen ${timeLeft(Date.now() - lastSeenMs)} ago`;
  return (
    <li class="friend">
      <div class="row spread">
        <span class="title">
          <Named friend={friend} />
        </span>
        <Badge tone={online ? 'good' : 'plain'} lamp={online}>
          {online ? 'online' : 'away'}
        </Badge>
      </div>
      <span class="small soft">{[about(friend), where, online ? '' : seen].filter(Boolean).join(' · ')}</span>
      <div class="row tools">
        <Button scale="compact" aria-label={`Whisper to ${name}`} onClick={() => realm.whisper(id)}>
          Whisper
        </Button>
        {online && !together ? (
          <Button scale="compact" aria-label={`Invite ${name}`} onClick={() => void realm.invite(id)}>
            Invite
          </Button>
        ) : null}
        <Button
          tone="quiet"
          scale="compact"
          aria-label={`More about ${name}`}
          aria-expanded={open ? 'true' : 'false'}
          onClick={() => setOpen(!open)}
        >
          {open ? 'Less' : 'More'}
        </Button>
      </div>
      {open ? (
        <div class="row tools">
          <Button
            scale="compact"
            aria-label={`Remove ${name} from your friends`}
            onClick={() => void realm.friends.remove(id)}
          >
            Remove
          </Button>
          <Button
            scale="compact"
            aria-label={`Report ${name}`}
            onClick={() => onReport({ kind: 'character', characterId: id, name })}
          >
            Report
          </Button>
          <Button scale="compact" tone="danger" aria-label={`Block ${name}`} onClick={() => void realm.block(id)}>
            Block
          </Button>
        </div>
      ) : null}
    </li>
  );
}

function Blocked({ realm }: { readonly realm: Realm }) {
  const blocked = realm.friends.blocked.value;
  if (blocked.length === 0) return null;
  return (
    <section>
      <h3 class="caps">You don’t hear</h3>
      <ul class="list plain-list" aria-label="Whom you block">
        {blocked.map(({ characterId, name }) => (
          <ListRow
            key={characterId}
            title={name}
            tools={
              <Button
                scale="compact"
                aria-label={`Unblock ${name}`}
                onClick={() => void realm.friends.unblock(characterId)}
              >
                Unblock
              </Button>
            }
          />
        ))}
      </ul>
    </section>
  );
}
