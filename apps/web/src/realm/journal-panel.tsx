/** The quest log, and what happened in the world. */
import { Button } from '../kit/button.tsx';
import { Badge, EmptyState, Meter } from '../kit/surfaces.tsx';
import { Crest, crestInk } from './crest.tsx';
import type { Realm } from './realm.ts';
import type { Quest } from './told.ts';
import { clockTime, factionName } from './words.ts';
import './journal.css';

const STATES = {
  active: ['under way', 'accent'],
  offered: ['offered', 'plain'],
  done: ['done', 'good'],
  failed: ['given up', 'warn'],
} as const;

export function QuestLog({ realm }: { readonly realm: Realm }) {
  const quests = realm.quests.value;
  if (quests.length === 0) return <EmptyState title="Nobody asks anything of you" />;
  return (
    <ul class="quests" aria-label="Quests">
      {quests.map((quest) => (
        <QuestCard key={quest.id} realm={realm} quest={quest} />
      ))}
    </ul>
  );
}

function QuestCard({ realm, quest }: { readonly realm: Realm; readonly quest: Quest }) {
  const { id, title, state, steps } = quest;
  const [words, tone] = STATES[state];
  return (
    <li class={`quest ${state}`}>
      <div class="row spread">
        <h3 class="score">{title}</h3>
        <Badge tone={tone}>{words}</Badge>
      </div>
      {state === 'done' ? null : (
        <ol class="steps">
          {steps.map(({ text, have, need }, nth) => (
            <li key={nth} class={have >= need ? 'done' : ''}>
              <span>{text}</span>
              {need > 1 || state === 'active' ? (
                <span class="soft small count" aria-label={`${have} of ${need}`}>
                  {have >= need ? '✓' : `${have}/${need}`}
                </span>
              ) : null}
            </li>
          ))}
        </ol>
      )}
      {state === 'active' ? (
        <Button scale="compact" aria-label={`Give up ${title}`} onClick={() => void realm.quest(id, 'abandon')}>
          Give up
        </Button>
      ) : null}
      {state === 'offered' || state === 'failed' ? (
        <Button
          scale="compact"
          tone="primary"
          aria-label={`Take ${title}`}
          onClick={() => void realm.quest(id, 'accept')}
        >
          Take it
        </Button>
      ) : null}
    </li>
  );
}

export function WorldPanel({ realm }: { readonly realm: Realm }) {
  const world = realm.world.value;
  const events = realm.events.value;
  const count = realm.shards.value.length;
  return (
    <div class="stack">
      <div class="stack tight" role="group" aria-label="Factions and their shards">
        {world?.factions.map(({ faction, shards, standing }) => (
          <Meter
            key={faction}
            label={factionName(faction)}
            share={count === 0 ? 0 : shards / count}
            text={`${shards} ${shards === 1 ? 'shard' : 'shards'}, standing ${standing}`}
            ink={crestInk(faction)}
          />
        ))}
      </div>
      <h3 class="caps">What happened</h3>
      {events.length === 0 ? <p class="soft small">Nothing yet that anybody wrote down.</p> : null}
      <ol class="events" aria-label="What happened in the world">
        {events.map(({ id, text, atMs, faction }) => (
          <li key={id}>
            <Crest faction={faction} />
            <span>{text}</span>
            <time class="small soft" dateTime={new Date(atMs).toISOString()}>
              {clockTime(atMs)}
            </time>
          </li>
        ))}
      </ol>
    </div>
  );
}
