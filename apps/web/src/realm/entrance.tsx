/** The way in: who plays, and as which character. */
import { factions, type FactionId } from '@rubato/realm';
import { useState } from 'preact/hooks';
import { wordsFor } from '../account/account.ts';
import { useCall } from '../account/use-call.ts';
import { LoginForm } from '../account/login-form.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import { ListRow, Panel, Skeleton } from '../kit/surfaces.tsx';
import { Crest } from './crest.tsx';
import type { Realm } from './realm.ts';
import type { Character } from './told.ts';
import { factionName, placeName, timeLeft } from './words.ts';
import './entrance.css';

/** Characters of a character's name. */
const NAME_MAX = 24;
const NAME_RULES = '2 to 24 letters of one alphabet; single spaces, apostrophes or hyphens between them.';
/** As the server has it: so long a deletion can be taken back. */
const UNDO_WORDS = '7 days';

export function Gate() {
  return (
    <section class="realm-gate">
      <Welcome />
      <Panel title="Come in">
        <div class="body">
          <LoginForm onDone={() => undefined} />
        </div>
      </Panel>
    </section>
  );
}

function Welcome() {
  return (
    <header class="realm-welcome">
      <span class="score tempo">misterioso</span>
      <h1>The Realm</h1>
      <p class="soft">
        Four factions, twelve crystal shards, and a sky that falls. The world goes on while you are away, and everybody
        shares it.
      </p>
    </header>
  );
}

export function Characters({ realm }: { readonly realm: Realm }) {
  const known = realm.characters.value;
  return (
    <section class="realm-gate">
      <Welcome />
      <div class="stack">
        {known === undefined ? (
          <Panel title="Your characters">
            <div class="body">
              <Skeleton label="Asking for your characters" widths={[0.6, 0.4]} />
            </div>
          </Panel>
        ) : null}
        {known && known.length > 0 ? <Known realm={realm} characters={known} /> : null}
        {known ? <NewCharacter realm={realm} /> : null}
      </div>
    </section>
  );
}

function Known({ realm, characters }: { readonly realm: Realm; readonly characters: readonly Character[] }) {
  const [fault, setFault] = useState<string>();
  const [doomed, doom] = useState<Character>();
  const fail = (error: unknown): void => setFault(wordsFor(error));
  return (
    <Panel title="Your characters">
      <ul class="list" aria-label="Your characters">
        {characters.map((character) =>
          character.deletedMs === undefined ? (
            <Playable key={character.id} realm={realm} character={character} onFault={fail} onDelete={doom} />
          ) : (
            <Deleted key={character.id} realm={realm} character={character} finalMs={character.deletedMs} />
          ),
        )}
      </ul>
      {fault ? (
        <p class="realm-fault" role="alert">
          {fault}
        </p>
      ) : null}
      <DeleteDialog realm={realm} character={doomed} onClose={() => doom(undefined)} />
    </Panel>
  );
}

function Title({ character: { name, faction } }: { readonly character: Character }) {
  return (
    <span class="with-crest">
      <Crest faction={faction} />
      {name}
    </span>
  );
}

interface PlayableProps {
  readonly realm: Realm;
  readonly character: Character;
  readonly onFault: (error: unknown) => void;
  readonly onDelete: (character: Character) => void;
}

function Playable({ realm, character, onFault, onDelete }: PlayableProps) {
  const { id, name, faction, level, locationId } = character;
  return (
    <ListRow
      title={<Title character={character} />}
      detail={`${factionName(faction)}, level ${level}, at ${placeName(locationId)}`}
      tools={
        <div class="row tools">
          <Button
            scale="compact"
            tone="primary"
            aria-label={`Play ${name}`}
            onClick={() => realm.choose(id).catch(onFault)}
          >
            Play
          </Button>
          <Button scale="compact" tone="quiet" aria-label={`Delete ${name}`} onClick={() => onDelete(character)}>
            Delete
          </Button>
        </div>
      }
    />
  );
}

interface DeletedProps {
  readonly realm: Realm;
  readonly character: Character;
  readonly finalMs: number;
}

function Deleted({ realm, character, finalMs }: DeletedProps) {
  return (
    <ListRow
      title={<Title character={character} />}
      detail={`Deleted. It can be restored for ${timeLeft(finalMs - Date.now())} still.`}
      tools={
        <Button
          scale="compact"
          aria-label={`Restore ${character.name}`}
          onClick={() => void realm.restore(character.id)}
        >
          Restore
        </Button>
      }
    />
  );
}

interface DeleteProps {
  readonly realm: Realm;
  /** Undefined: the dialog is closed. */
  readonly character: Character | undefined;
  readonly onClose: () => void;
}

function DeleteDialog({ realm, character, onClose }: DeleteProps) {
  const remove = (): void => {
    if (character) void realm.delete(character.id).then(onClose);
  };
  return (
    <Dialog
      title={`Delete ${character?.name ?? ''}?`}
      open={character !== undefined}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button tone="danger" onClick={remove}>
            Delete the character
          </Button>
        </>
      }
    >
      <p>You can restore it for {UNDO_WORDS}. After that it is gone for good, with all that it has.</p>
    </Dialog>
  );
}

function NewCharacter({ realm }: { readonly realm: Realm }) {
  const [name, setName] = useState('');
  const [faction, setFaction] = useState<FactionId>('ember-court');
  const { busy, fault, run } = useCall();
  const make = (event: Event): void => {
    event.preventDefault();
    run(() => realm.create(name.trim(), faction));
  };
  return (
    <Panel title="A new character">
      <form class="body stack" onSubmit={make}>
        <Field label="Its name" value={name} onValue={setName} maxLength={NAME_MAX} fault={fault} hint={NAME_RULES} />
        <fieldset class="faction-choice">
          <legend class="label">Its faction</legend>
          {factions.map(({ id, name: title, creed, home }) => (
            <label key={id} class="faction-card" style={{ '--of': `var(--of-${id})` }}>
              <input
                type="radio"
                name="faction"
                value={id}
                checked={faction === id}
                onChange={() => setFaction(id)}
                aria-label={title}
              />
              <Crest faction={id} />
              <span class="title">{title}</span>
              <span class="score small">{creed}</span>
              <span class="small soft">Begins at {placeName(home)}</span>
            </label>
          ))}
        </fieldset>
        <div class="row">
          <Button tone="primary" type="submit" disabled={busy || name.trim() === ''}>
            Make the character
          </Button>
        </div>
      </form>
    </Panel>
  );
}
