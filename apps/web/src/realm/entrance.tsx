/** The way in: who plays, and as which character. */
import { factions, type FactionId } from '@rubato/realm';
import { useState } from 'preact/hooks';
import { wordsFor } from '../account/account.ts';
import { LoginForm } from '../account/login-form.tsx';
import { Button } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import { ListRow, Panel, Skeleton } from '../kit/surfaces.tsx';
import { Crest } from './crest.tsx';
import type { Realm } from './realm.ts';
import type { Character } from './told.ts';
import { factionName, placeName } from './words.ts';
import './entrance.css';

/** Characters of a character's name. */
const NAME_MAX = 20;

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
  const usable = characters.filter(({ deletedMs }) => deletedMs === undefined);
  return (
    <Panel title="Your characters">
      <ul class="list">
        {usable.map(({ id, name, faction, level, locationId }) => (
          <ListRow
            key={id}
            title={
              <span class="with-crest">
                <Crest faction={faction} />
                {name}
              </span>
            }
            detail={`${factionName(faction)}, level ${level}, at ${placeName(locationId)}`}
            tools={
              <Button
                scale="compact"
                tone="primary"
                aria-label={`Play ${name}`}
                onClick={() => realm.choose(id).catch((error: unknown) => setFault(wordsFor(error)))}
              >
                Play
              </Button>
            }
          />
        ))}
      </ul>
      {fault ? (
        <p class="realm-fault" role="alert">
          {fault}
        </p>
      ) : null}
    </Panel>
  );
}

function NewCharacter({ realm }: { readonly realm: Realm }) {
  const [name, setName] = useState('');
  const [faction, setFaction] = useState<FactionId>('ember-court');
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const make = (event: Event): void => {
    event.preventDefault();
    setBusy(true);
    setFault(undefined);
    realm
      .create(name.trim(), faction)
      .catch((error: unknown) => setFault(wordsFor(error)))
      .finally(() => setBusy(false));
  };
  return (
    <Panel title="A new character">
      <form class="body stack" onSubmit={make}>
        <Field label="Its name" value={name} onValue={setName} maxLength={NAME_MAX} fault={fault} />
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
