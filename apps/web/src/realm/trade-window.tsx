/** Trades: asked for, offered on both sides, and done when both agree to the same revision. */
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import { Badge } from '../kit/surfaces.tsx';
import type { Realm } from './realm.ts';
import type { Trade } from './told.ts';
import { goldOf, goldTyped, isOver, offers, sidesOf, type TradeSide } from './trade-book.ts';
import { begun, named } from './words.ts';
import './trade.css';

export function Trades({ realm }: { readonly realm: Realm }) {
  return (
    <>
      {[...realm.trades.value.values()].map((trade) => (
        <TradeWindow key={trade.id} realm={realm} trade={trade} />
      ))}
    </>
  );
}

interface Props {
  readonly realm: Realm;
  readonly trade: Trade;
}

function TradeWindow({ realm, trade }: Props) {
  const { other, asked } = sidesOf(trade, realm.me.value!.id);
  const name = realm.names.value.get(other.characterId) ?? 'somebody';
  return (
    <section class="panel trade" aria-label={`Trade with ${name}`}>
      <header>
        <h2>Trade with {name}</h2>
        {trade.state === 'open' ? <Badge>terms no. {trade.revision}</Badge> : null}
      </header>
      <div class="body stack">
        {trade.state === 'requested' ? <Asked realm={realm} trade={trade} asked={asked} name={name} /> : null}
        {trade.state === 'open' ? <Bargain realm={realm} trade={trade} name={name} /> : null}
        {isOver(trade) ? <Over realm={realm} trade={trade} name={name} /> : null}
      </div>
    </section>
  );
}

function Asked({ realm, trade, asked, name }: Props & { readonly asked: boolean; readonly name: string }) {
  return (
    <>
      <p role={asked ? 'status' : 'alert'}>
        {asked ? `${begun(name)} has not answered yet.` : `${begun(name)} wants to trade with you.`}
      </p>
      <div class="row">
        {asked ? null : (
          <Button tone="primary" onClick={() => void realm.acceptTrade(trade.id)}>
            Trade
          </Button>
        )}
        <Button onClick={() => void realm.declineTrade(trade.id)}>{asked ? 'Take it back' : 'No, thanks'}</Button>
      </div>
    </>
  );
}

function Over({ realm, trade, name }: Props & { readonly name: string }) {
  const { own, other } = sidesOf(trade, realm.me.value!.id);
  return (
    <>
      {trade.state === 'done' ? (
        <p role="status">
          Done: you gave {offerWords(own)} and got {offerWords(other)}.
        </p>
      ) : (
        <p role="status">
          The trade with {name} was {trade.state}. Nothing was moved.
        </p>
      )}
      <div class="row">
        <Button onClick={() => realm.forgetTrade(trade.id)}>Close</Button>
      </div>
    </>
  );
}

function offerWords(side: TradeSide): string {
  const gold = goldOf(side);
  const items = side.offer.items.map(({ template }) => named(template).toLowerCase());
  return [...(gold > 0 ? [`${gold} gold`] : []), ...items].join(', ') || 'nothing';
}

function Bargain({ realm, trade, name }: Props & { readonly name: string }) {
  const { own, other } = sidesOf(trade, realm.me.value!.id);
  return (
    <>
      <div class="bargain">
        <OwnOffer realm={realm} trade={trade} own={own} />
        <div class={`offer ${other.confirmed ? 'agreed' : ''}`} role="group" aria-label={`What ${name} offers`}>
          <h3 class="caps">{name} offers</h3>
          <Offered side={other} />
          <span class="small soft">{other.confirmed ? 'agrees to this' : 'has not agreed yet'}</span>
        </div>
      </div>
      <p class="small soft">
        Nothing leaves your purse before both agree to the same offers; then all of it changes hands at once.
      </p>
      <div class="row spread">
        <Button tone="primary" disabled={own.confirmed} onClick={() => void realm.confirmTrade(trade)}>
          {own.confirmed ? 'You agreed' : 'Agree to both offers'}
        </Button>
        <Button onClick={() => void realm.declineTrade(trade.id)}>Cancel the trade</Button>
      </div>
    </>
  );
}

function OwnOffer({ realm, trade, own }: Props & { readonly own: TradeSide }) {
  const [gold, setGold] = useState(String(goldOf(own)));
  const [items, setItems] = useState<readonly string[]>(own.offer.items.map(({ id }) => id));
  const amount = goldTyped(gold, realm.gold.value);
  // Another tab's offer is shown as it stands; what the other side offers leaves what is typed here alone.
  useEffect(() => {
    setGold(String(goldOf(own)));
    setItems(own.offer.items.map(({ id }) => id));
  }, [goldOf(own), own.offer.items.map(({ id }) => id).join()]);
  const offered = amount !== undefined && offers(own, amount, items);
  const empty = amount === 0 && items.length === 0;
  const toggle = (id: string): void =>
    setItems(items.includes(id) ? items.filter((one) => one !== id) : [...items, id]);
  const fault = amount === undefined ? `A whole number up to ${realm.gold.value}.` : undefined;
  return (
    <form
      class={`offer ${own.confirmed ? 'agreed' : ''}`}
      aria-label="What you offer"
      onSubmit={(event) => {
        event.preventDefault();
        if (amount !== undefined) void realm.offer(trade, amount, items);
      }}
    >
      <h3 class="caps">You offer</h3>
      <Field
        label="Gold"
        value={gold}
        onValue={setGold}
        maxLength={15}
        fault={fault}
        hint={`You have ${realm.gold.value}.`}
      />
      {realm.items.value.length > 0 ? (
        <fieldset class="pick-items">
          <legend class="label">Items</legend>
          {realm.items.value.map(({ id, template }) => (
            <label key={id}>
              <input class="check" type="checkbox" checked={items.includes(id)} onChange={() => toggle(id)} />
              {named(template)}
            </label>
          ))}
        </fieldset>
      ) : null}
      <Button type="submit" scale="compact" disabled={amount === undefined || offered}>
        {offered && !empty ? 'You offer this' : 'Offer this'}
      </Button>
    </form>
  );
}

function Offered({ side }: { readonly side: TradeSide }) {
  const gold = goldOf(side);
  if (gold === 0 && side.offer.items.length === 0) return <p class="soft">Nothing yet.</p>;
  return (
    <ul class="offered">
      {gold > 0 ? (
        <li class="gold">
          <i class="coin" aria-hidden="true" />
          {gold} gold
        </li>
      ) : null}
      {side.offer.items.map(({ id, template }) => (
        <li key={id}>{named(template)}</li>
      ))}
    </ul>
  );
}
