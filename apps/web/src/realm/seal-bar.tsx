/** The lock of a conversation, the words by which two make sure of each other's keys, and the warning of a changed key. */
import type { KeyChanged } from '@rubato/client';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Skeleton } from '../kit/surfaces.tsx';
import type { Realm } from './realm.ts';
import './seal.css';
import { sealWords } from './sealing.ts';

interface BarProps {
  readonly realm: Realm;
  readonly conversation: string;
  readonly locked: boolean;
  /** Whose words can be compared. */
  readonly people: readonly Person[];
}

interface Person {
  readonly id: string;
  readonly name: string;
}

export function SealBar({ realm, conversation, locked, people }: BarProps) {
  const { sealing } = realm;
  const now = sealing.state.value;
  const [comparing, compare] = useState(false);
  const unlock = locked ? (
    <Button tone="quiet" scale="compact" onClick={() => sealing.lock(conversation, false)}>
      Write unsealed
    </Button>
  ) : null;
  if (now.state === 'elsewhere') return <Elsewhere realm={realm}>{unlock}</Elsewhere>;
  if (now.state === 'off')
    return locked ? (
      <div class="seal-bar">
        <span class="small soft">Nothing can be sealed here. {now.why}</span>
        {unlock}
      </div>
    ) : null;
  return (
    <div class="seal-bar">
      <Button
        scale="compact"
        icon="lock"
        aria-pressed={locked ? 'true' : 'false'}
        aria-label={locked ? 'Sealed: unlock this conversation' : 'Seal this conversation'}
        onClick={() => sealing.lock(conversation, !locked)}
      >
        {locked ? 'Sealed' : 'Seal'}
      </Button>
      {locked ? (
        <Button tone="quiet" scale="compact" onClick={() => compare(true)}>
          Compare words
        </Button>
      ) : null}
      <span class="small soft" role="status">
        {locked ? 'Nobody else can read it, not even the server.' : 'The server can read this conversation.'}
      </span>
      {now.state === 'ready' && locked && !now.lasts ? (
        <span class="small warn-text">This browser keeps nothing: the keys are gone when the page is closed.</span>
      ) : null}
      <WordsDialog realm={realm} people={people} open={comparing} onClose={() => compare(false)} />
    </div>
  );
}

function Elsewhere({ realm, children }: { readonly realm: Realm; readonly children: ComponentChildren }) {
  return (
    <div class="seal-bar">
      <span class="small soft">Another browser holds the key for sealed messages.</span>
      <Button scale="compact" onClick={() => void realm.sealing.moveHere()}>
        Use a new key here
      </Button>
      {children}
      <span class="small soft">Others are told that it changed; what was sealed before stays unread here.</span>
    </div>
  );
}

interface WordsProps {
  readonly realm: Realm;
  readonly people: readonly Person[];
  readonly open: boolean;
  readonly onClose: () => void;
}

function WordsDialog({ realm, people, open, onClose }: WordsProps) {
  return (
    <Dialog title="Compare words" open={open} onClose={onClose}>
      <div class="stack">
        <p>
          Read these to each other in another way: face to face, or on the telephone. If both of you have the same
          words, nobody stands in between.
        </p>
        {people.length === 0 ? <p class="soft">There is nobody else here yet.</p> : null}
        {people.map((person) => (
          <WordsOf key={person.id} realm={realm} person={person} />
        ))}
      </div>
    </Dialog>
  );
}

type Found = { readonly words: readonly string[] } | { readonly why: string } | undefined;

function WordsOf({ realm, person: { id, name } }: { readonly realm: Realm; readonly person: Person }) {
  const [found, find] = useState<Found>();
  useEffect(() => {
    realm.sealing.words(id).then(
      (words) => find({ words }),
      (error: unknown) => find({ why: sealWords(error).replace(/^Not sent: /, '') }),
    );
  }, [realm, id]);
  if (!found) return <Skeleton label={`Asking for the key of ${name}`} widths={[0.9]} />;
  return (
    <section aria-label={`Words with ${name}`}>
      <h3 class="caps">You and {name}</h3>
      {'words' in found ? <Words words={found.words} /> : <p>{found.why}</p>}
    </section>
  );
}

function Words({ words }: { readonly words: readonly string[] }) {
  return (
    <ol class="seal-words">
      {words.map((word, at) => (
        <li key={at}>{word}</li>
      ))}
    </ol>
  );
}

interface ChangedProps {
  readonly realm: Realm;
  /** Undefined: the dialog is closed. */
  readonly changed: KeyChanged | undefined;
  readonly onClose: () => void;
}

/** Nothing is sealed for a changed key, and nothing read that it sealed, before somebody says that it is right. */
export function ChangedDialog({ realm, changed, onClose }: ChangedProps) {
  const name = changed === undefined ? '' : (realm.names.value.get(changed.characterId) ?? 'somebody');
  const trust = (): void => {
    if (changed) void realm.sealing.trust(changed).then(onClose);
  };
  return (
    <Dialog
      title={`The key of ${name} has changed`}
      open={changed !== undefined}
      onClose={onClose}
      footer={
        <>
          <Button tone="danger" onClick={trust}>
            They match: trust the new key
          </Button>
          <Button tone="primary" onClick={onClose}>
            Not now
          </Button>
        </>
      }
    >
      <div class="stack">
        <p class="seal-warning" role="alert">
          Either {name} plays in another browser now, or somebody stands between you and reads along.
        </p>
        <p>Ask {name} in another way which words they see. Only if all are the same, trust the new key.</p>
        {changed ? <Words words={realm.sealing.changedWords(changed)} /> : null}
      </div>
    </Dialog>
  );
}
