import { useState } from 'preact/hooks';
import type { RoomSummary } from '@rubato/protocol';
import { renewDirectory, type Directory } from '../app/directory.ts';
import { playHref, watchHref } from '../app/route.ts';
import { cardOf } from '../games.ts';
import { Button } from '../kit/button.tsx';
import { Badge, EmptyState, ListRow, Panel, Skeleton } from '../kit/surfaces.tsx';

/** Public rooms: who plays where, and the two ways in. */
export function RoomsPanel({ directory }: { readonly directory: Directory }) {
  return (
    <Panel
      title="Open rooms"
      tools={directory.kind === 'online' ? <Badge>{playing(directory.status.players)}</Badge> : null}
    >
      <Rooms directory={directory} />
    </Panel>
  );
}

function playing(players: number): string {
  return players === 1 ? '1 playing now' : `${players} playing now`;
}

function Rooms({ directory }: { readonly directory: Directory }) {
  switch (directory.kind) {
    case 'asking':
      return (
        <div class="body">
          <Skeleton label="Looking for rooms" widths={[0.7, 0.45, 0.6]} />
        </div>
      );
    case 'offline':
      return <Offline reason={directory.reason} />;
    case 'online':
      if (directory.rooms.length === 0)
        return (
          <EmptyState title="No room is open yet">
            Press Play: you get the first one, and bots fill the other seats.
          </EmptyState>
        );
      return (
        <ul class="list rooms">
          {directory.rooms.map((room) => (
            <RoomRow key={room.id} room={room} />
          ))}
        </ul>
      );
    default:
      return directory satisfies never;
  }
}

function Offline({ reason }: { readonly reason: string }) {
  const [asking, setAsking] = useState(false);
  const again = (): void => {
    setAsking(true);
    void renewDirectory().finally(() => setAsking(false));
  };
  return (
    <EmptyState
      title="No server here"
      moving={asking}
      tools={
        <Button scale="compact" disabled={asking} onClick={again}>
          {asking ? 'Asking…' : 'Ask again'}
        </Button>
      }
    >
      {reason} Play works all the same: it starts a match with bots in this page.
    </EmptyState>
  );
}

function RoomRow({ room }: { readonly room: RoomSummary }) {
  const full = room.players >= room.seats;
  return (
    <ListRow
      title={
        <>
          {cardOf(room.game)?.title ?? room.game} <span class="soft mono">{room.id.slice(0, 6)}</span>
        </>
      }
      detail={
        <>
          <Seats players={room.players} seats={room.seats} />
          <span>{room.region}</span>
          {room.spectators > 0 ? <span>{room.spectators} watching</span> : null}
        </>
      }
      tools={
        <div class="row">
          <a class="button compact quiet" href={watchHref(room.game, room.id)}>
            Watch
          </a>
          {full ? (
            <Badge>Full</Badge>
          ) : (
            <a class="button compact" href={playHref(room.game, { kind: 'room', room: room.id })}>
              Join
            </a>
          )}
        </div>
      }
    />
  );
}

/** Taken seats as filled beats. */
function Seats({ players, seats }: { readonly players: number; readonly seats: number }) {
  return (
    <span class="seats" role="img" aria-label={`${players} of ${seats} seats taken`}>
      {Array.from({ length: seats }, (_, seat) => (
        <i key={seat} class={seat < players ? 'taken' : ''} />
      ))}
    </span>
  );
}
