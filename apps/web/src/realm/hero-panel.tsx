/** One's own character: how it is, and what it has. */
import { Button } from '../kit/button.tsx';
import { Meter, Panel } from '../kit/surfaces.tsx';
import { Crest } from './crest.tsx';
import { counted } from './purse.ts';
import type { Realm } from './realm.ts';
import type { Item } from './told.ts';
import { factionName, named } from './words.ts';

export function HeroPanel({ realm }: { readonly realm: Realm }) {
  const me = realm.me.value!;
  const now = realm.condition.value;
  return (
    <Panel class="hero-panel">
      <header>
        <div class="hero-name">
          <h2 class="with-crest">
            <Crest faction={me.faction} />
            {me.name}
          </h2>
          <span class="small soft">
            {factionName(me.faction)}, level {me.level}
          </span>
        </div>
        <Button tone="quiet" scale="compact" onClick={() => realm.step()}>
          Change
        </Button>
      </header>
      <div class="body stack tight">
        {now ? (
          <>
            <Meter label="Health" share={now.health / 100} text={`${now.health} %`} ink="var(--health)" />
            <div class="two-meters">
              <Meter label="Mana" share={now.mana / 100} text={`${now.mana} %`} ink="var(--mana)" />
              <Meter label="Stamina" share={now.stamina / 100} text={`${now.stamina} %`} ink="var(--stamina)" />
            </div>
            <span class="small soft">
              {now.experience} of {now.nextLevelAt} experience
            </span>
          </>
        ) : null}
        <Purse gold={realm.gold.value} items={realm.items.value} />
      </div>
    </Panel>
  );
}

function Purse({ gold, items }: { readonly gold: number; readonly items: readonly Item[] }) {
  return (
    <ul class="purse" aria-label="Gold and items">
      <li class="gold">
        <i class="coin" aria-hidden="true" />
        {gold.toLocaleString('en')} gold
      </li>
      {[...counted(items)].map(([template, count]) => (
        <li key={template}>
          {named(template)}
          {count > 1 ? ` ×${count}` : ''}
        </li>
      ))}
    </ul>
  );
}
