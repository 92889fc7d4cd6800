/** A fight: both sides, whose turn it is, what can be done, what happened, and how it ended. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Badge, Meter } from '../kit/surfaces.tsx';
import { abilitiesOf, costOf, orderOf, outcomeFor, restOf, stillUp, suppliesIn } from './fight-book.ts';
import type { Realm } from './realm.ts';
import type { Fight, Fighter } from './told.ts';
import { begun, named, placeName, timeLeft } from './words.ts';
import './fight.css';

export function FightStage({ realm }: { readonly realm: Realm }) {
  const book = realm.fight.value;
  const me = realm.me.value!;
  const fight = book.fight!;
  const own = fight.fighters.find(({ id }) => id === me.id);
  const [aim, setAim] = useState<string>();
  const foes = fight.fighters.filter((one) => one.side !== own?.side);
  const friends = fight.fighters.filter((one) => one.side === own?.side);
  const target = foes.find((one) => one.id === aim && stillUp(one)) ?? foes.find(stillUp);
  const over = fight.phase === 'ended' || book.end !== undefined;
  if (fight.phase === 'waiting') return <Challenge realm={realm} fight={fight} />;
  return (
    <section class="panel fight" aria-label="Fight">
      <header>
        <h2 class="score">{over ? outcomeFor(book, me.id) : `A fight at ${placeName(fight.locationId)}`}</h2>
        {over ? null : <TurnBadge fight={fight} ownId={me.id} />}
      </header>
      <div class="body fight-body">
        {over ? null : <TurnOrder fight={fight} ownId={me.id} />}
        <div class="sides">
          <Side label="Your side" fighters={friends} fight={fight} ownId={me.id} />
          <span class="score versus" aria-hidden="true">
            against
          </span>
          <Side
            label="The other side"
            fighters={foes}
            fight={fight}
            ownId={me.id}
            {...(!over && { aim: target?.id, onAim: setAim })}
          />
        </div>
        {over ? <Result realm={realm} /> : <Actions realm={realm} fight={fight} own={own} target={target} />}
        <FightLog realm={realm} />
      </div>
    </section>
  );
}

function Challenge({ realm, fight }: { readonly realm: Realm; readonly fight: Fight }) {
  const [from, to] = fight.fighters;
  const asked = to?.id === realm.me.value?.id;
  return (
    <section class="panel fight" aria-label="Fight">
      <header>
        <h2 class="score">A duel</h2>
      </header>
      <div class="body stack">
        <p role="status">
          {asked ? `${from?.name} challenges you.` : `${to?.name} has not answered your challenge yet.`}
        </p>
        <div class="row">
          {asked && from ? (
            <Button tone="primary" onClick={() => void realm.startFight(from.id, 'duel')}>
              Fight {from.name}
            </Button>
          ) : null}
          <Button onClick={() => realm.endFight()}>{asked ? 'Not now' : 'Back to the map'}</Button>
        </div>
      </div>
    </section>
  );
}

function TurnBadge({ fight, ownId }: { readonly fight: Fight; readonly ownId: string }) {
  const [nowMs, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const actor = fight.fighters.find(({ id }) => id === fight.actorId);
  const left = fight.turnEndsMs === undefined ? '' : `, ${timeLeft(fight.turnEndsMs - nowMs)}`;
  const mine = actor?.id === ownId;
  const words = mine ? 'your turn' : `${actor?.name ?? 'nobody'} acts`;
  return (
    <>
      {/* Announced once a turn; the seconds are only shown. */}
      <span class="unseen" role="status">
        {begun(words)}.
      </span>
      <Badge tone={mine ? 'accent' : 'plain'} lamp={mine}>
        Round {fight.round}: {words}
        {mine ? left : ''}
      </Badge>
    </>
  );
}

/** Who acts after whom in this round; the next one is rolled when it begins. */
function TurnOrder({ fight, ownId }: { readonly fight: Fight; readonly ownId: string }) {
  const order = orderOf(fight);
  if (order.length === 0) return null;
  return (
    <ol class="turn-order" aria-label="Who acts in this round">
      {order.map(({ id, name }, at) => (
        <li key={id} class={at === 0 ? 'now' : ''} aria-current={at === 0 ? 'step' : undefined}>
          {id === ownId ? 'You' : begun(name)}
        </li>
      ))}
      <li class="soft">then round {fight.round + 1}</li>
    </ol>
  );
}

interface SideProps {
  readonly label: string;
  readonly fighters: readonly Fighter[];
  readonly fight: Fight;
  readonly ownId: string;
  readonly aim?: string | undefined;
  readonly onAim?: (id: string) => void;
}

function Side({ label, fighters, fight, ownId, aim, onAim }: SideProps) {
  return (
    <ul class="side" aria-label={label}>
      {fighters.map((fighter) => (
        <li key={fighter.id} class={classOf(fighter, { fight, ownId, aim })}>
          <FighterCard fighter={fighter} />
          {onAim && fighters.length > 1 && stillUp(fighter) ? (
            <Button
              scale="compact"
              aria-pressed={aim === fighter.id ? 'true' : 'false'}
              aria-label={`Aim at ${fighter.name}`}
              onClick={() => onAim(fighter.id)}
            >
              Aim
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

type Seen = Pick<SideProps, 'fight' | 'ownId' | 'aim'>;

function classOf(fighter: Fighter, { fight, ownId, aim }: Seen): string {
  const marks = {
    acting: fighter.id === fight.actorId && fight.phase === 'running',
    down: !stillUp(fighter),
    aimed: aim === fighter.id,
    own: fighter.id === ownId,
  };
  return ['fighter', ...Object.entries(marks).flatMap(([mark, is]) => (is ? [mark] : []))].join(' ');
}

function FighterCard({ fighter }: { readonly fighter: Fighter }) {
  const { name, level, health, maxHealth, mana, maxMana, stamina, maxStamina, statuses } = fighter;
  const share = (have: number, most: number): number => (most === 0 ? 0 : have / most);
  return (
    <>
      <div class="row spread">
        <strong>{begun(name)}</strong>
        <span class="small soft">level {level}</span>
      </div>
      <Meter label="Health" share={share(health, maxHealth)} text={`${health} of ${maxHealth}`} ink="var(--health)" />
      {fighter.player ? (
        <div class="two-meters">
          <Meter label="Mana" share={share(mana, maxMana)} text={`${mana}`} ink="var(--mana)" />
          <Meter label="Stamina" share={share(stamina, maxStamina)} text={`${stamina}`} ink="var(--stamina)" />
        </div>
      ) : null}
      <div class="row statuses">
        {health === 0 ? <Badge tone="bad">down</Badge> : null}
        {fighter.fled ? <Badge tone="warn">fled</Badge> : null}
        {fighter.defending ? <Badge tone="good">defends</Badge> : null}
        {statuses.map(({ kind, turns }) => (
          <Badge key={kind} tone="warn">
            {kind} {turns}
          </Badge>
        ))}
      </div>
    </>
  );
}

interface ActionsProps {
  readonly realm: Realm;
  readonly fight: Fight;
  readonly own: Fighter | undefined;
  readonly target: Fighter | undefined;
}

function Actions({ realm, fight, own, target }: ActionsProps) {
  const me = realm.me.value!;
  if (!own) return null;
  const still = fight.actorId !== me.id || !stillUp(own);
  const at = target === undefined ? {} : { targetId: target.id };
  return (
    <div class="actions" role="toolbar" aria-label="What to do">
      <Button tone="primary" disabled={still || !target} onClick={() => void realm.act('attack', at)}>
        Attack
      </Button>
      {abilitiesOf(me.faction, me.level).map(([abilityName, ability]) => {
        const foe = ability.target === 'foe' || ability.target === 'foes';
        const dear = own.mana < ability.mana || own.stamina < ability.stamina;
        const rest = restOf(own, abilityName);
        const note = rest > 0 ? `rests ${rest} ${rest === 1 ? 'round' : 'rounds'}` : costOf(ability);
        return (
          <Button
            key={abilityName}
            disabled={still || dear || rest > 0}
            title={ability.rest > 0 ? `${costOf(ability)}; rests ${ability.rest} rounds afterwards` : costOf(ability)}
            onClick={() => void realm.act('ability', { abilityName, ...(foe ? at : { targetId: me.id }) })}
          >
            {named(abilityName)} <span class="small cost">{note}</span>
          </Button>
        );
      })}
      <Button disabled={still} onClick={() => void realm.act('defend')}>
        Defend
      </Button>
      {suppliesIn(realm.fight.value).map(([itemId, count]) => (
        <Button key={itemId} disabled={still} onClick={() => void realm.act('item', { itemId, targetId: me.id })}>
          {named(itemId)}
          {Number.isNaN(count) ? '' : ` ×${count}`}
        </Button>
      ))}
      <Button tone="danger" disabled={still} onClick={() => void realm.act('flee')}>
        {fight.kind === 'duel' ? 'Yield' : 'Flee'}
      </Button>
    </div>
  );
}

function Result({ realm }: { readonly realm: Realm }) {
  const { end } = realm.fight.value;
  const own = end?.rewards.find(({ characterId }) => characterId === realm.me.value?.id);
  const won = own && [
    ...(own.experience > 0 ? [`${own.experience} experience`] : []),
    ...own.assets.map(({ asset, amount }) => `${amount} ${asset}`),
    ...own.items.map((item) => named(item).toLowerCase()),
  ];
  return (
    <div class="result row spread" role="status">
      <span>{won && won.length > 0 ? `You get ${won.join(', ')}.` : 'There is nothing to take.'}</span>
      <Button tone="primary" onClick={() => realm.endFight()}>
        Back to the map
      </Button>
    </div>
  );
}

function FightLog({ realm }: { readonly realm: Realm }) {
  const box = useRef<HTMLDivElement>(null);
  const { lines } = realm.fight.value;
  useEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  return (
    <div class="fight-log" ref={box} role="log" aria-label="What happened in the fight" tabIndex={0}>
      <ol>
        {lines.map(({ key, text, tone }) => (
          <li key={key} class={tone}>
            {text}
          </li>
        ))}
      </ol>
    </div>
  );
}
