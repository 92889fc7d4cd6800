/** What is at one's place: players, people, creatures, and the shard. */
import { people, places } from '@rubato/realm';
import { useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Badge, ListRow, Meter, Panel } from '../kit/surfaces.tsx';
import { Crest, crestInk } from './crest.tsx';
import type { Realm } from './realm.ts';
import type { Foe, Player, ShardNow } from './told.ts';
import { begun, factionName, factionShort, timeLeft } from './words.ts';
import './place.css';

export function PlacePanel({ realm }: { readonly realm: Realm }) {
  const me = realm.me.value!;
  const place = places.get(me.locationId);
  const folk = [...people.values()].filter((person) => person.place === me.locationId);
  const shard = realm.shards.value.find(({ locationId }) => locationId === me.locationId);
  const { value: nearby } = realm.nearby;
  const { value: foes } = realm.foes;
  return (
    <Panel class="place-panel">
      <header>
        <h2 class="score">{place?.name ?? me.locationId}</h2>
        {place?.safe ? <Badge tone="good">safe</Badge> : <Badge tone="warn">wild</Badge>}
      </header>
      {shard ? <ShardCard key={shard.id} realm={realm} shard={shard} /> : null}
      <h3 class="caps list-title" id="realm-players">
        Players here
      </h3>
      {nearby.length === 0 ? (
        <p class="nobody soft small">Nobody else is here now.</p>
      ) : (
        <ul class="list" aria-labelledby="realm-players">
          {nearby.map((player) => (
            <PlayerRow key={player.characterId} realm={realm} player={player} wild={!place?.safe} />
          ))}
        </ul>
      )}
      {folk.length > 0 ? <h3 class="caps list-title">People</h3> : null}
      {folk.map(({ id, name }) => (
        <PersonRow key={id} realm={realm} id={id} name={name} />
      ))}
      {foes.length > 0 ? (
        <>
          <h3 class="caps list-title" id="realm-foes">
            Creatures
          </h3>
          <ul class="list" aria-labelledby="realm-foes">
            {foes.map((foe) => (
              <FoeRow key={foe.targetId} realm={realm} foe={foe} />
            ))}
          </ul>
        </>
      ) : null}
    </Panel>
  );
}

function PlayerRow({
  realm,
  player,
  wild,
}: {
  readonly realm: Realm;
  readonly player: Player;
  readonly wild: boolean;
}) {
  const { characterId: id, name, faction, level } = player;
  const me = realm.me.value!;
  const together = realm.party.value?.members.some((member) => member.characterId === id) ?? false;
  return (
    <li class="player-row">
      <div class="row spread">
        <span class="with-crest title">
          <Crest faction={faction} label={factionName(faction)} />
          {name}
        </span>
        <span class="small soft">level {level}</span>
      </div>
      <div class="row tools">
        <Button scale="compact" aria-label={`Whisper to ${name}`} onClick={() => realm.whisper(id)}>
          Whisper
        </Button>
        {together ? null : (
          <Button scale="compact" aria-label={`Invite ${name}`} onClick={() => void realm.invite(id)}>
            Invite
          </Button>
        )}
        <Button scale="compact" aria-label={`Trade with ${name}`} onClick={() => void realm.askForTrade(id)}>
          Trade
        </Button>
        <Button scale="compact" aria-label={`Duel ${name}`} onClick={() => void realm.startFight(id, 'duel')}>
          Duel
        </Button>
        {realm.friends.knows(id) ? null : (
          <Button scale="compact" aria-label={`Befriend ${name}`} onClick={() => void realm.friends.ask(id, name)}>
            Befriend
          </Button>
        )}
        {wild && faction !== me.faction ? (
          <Button
            scale="compact"
            tone="danger"
            aria-label={`Attack ${name}`}
            onClick={() => void realm.startFight(id, 'attack')}
          >
            Attack
          </Button>
        ) : null}
      </div>
    </li>
  );
}

function PersonRow({ realm, id, name }: { readonly realm: Realm; readonly id: string; readonly name: string }) {
  const [says, hear] = useState<string>();
  return (
    <div class="player-row">
      <div class="row spread">
        <span class="title">{name}</span>
        <Button
          scale="compact"
          aria-label={`Talk to ${name}`}
          onClick={() => void realm.talk(id).then((words) => words !== undefined && hear(words))}
        >
          Talk
        </Button>
      </div>
      <p class="score says" aria-live="polite">
        {says ? `“${says}”` : ''}
      </p>
    </div>
  );
}

function FoeRow({ realm, foe }: { readonly realm: Realm; readonly foe: Foe }) {
  const free = foe.state === 'roaming';
  const words = { roaming: '', fighting: ', in a fight', slain: ', slain; it will come back' }[foe.state];
  return (
    <ListRow
      title={begun(foe.name)}
      detail={`level ${foe.level}${words}`}
      tools={
        <Button
          scale="compact"
          disabled={!free}
          aria-label={`Fight ${foe.name}`}
          onClick={() => void realm.startFight(foe.targetId)}
        >
          Fight
        </Button>
      }
    />
  );
}

function ShardCard({ realm, shard }: { readonly realm: Realm; readonly shard: ShardNow }) {
  const me = realm.me.value!;
  const ours = shard.faction === me.faction;
  const [claiming, setClaiming] = useState(false);
  const guarded = (shard.guardedMs ?? 0) - Date.now();
  const toggle = (release: boolean): void => {
    setClaiming(!release);
    void realm.claim(shard.id, release);
  };
  return (
    <div class="shard-card" style={{ '--of': crestInk(shard.faction) }}>
      <div class="row spread">
        <span class="with-crest title">
          <Crest faction={shard.faction} />
          {shard.name}
        </span>
        <span class="small soft">{shard.faction === undefined ? 'nobody’s' : factionShort(shard.faction)}</span>
      </div>
      {shard.claimant !== undefined || shard.progress > 0 ? (
        <Meter
          label={`${factionShort(shard.claimant)} ${shard.contested ? 'contested' : 'takes it'}`}
          share={shard.progress}
          text={`${Math.round(shard.progress * 100)} %`}
          ink={crestInk(shard.claimant)}
        />
      ) : null}
      {guarded > 0 && !ours ? <p class="small soft">Guarded for {timeLeft(guarded)}.</p> : null}
      <div class="row">
        <Button scale="compact" tone={claiming ? 'plain' : 'primary'} onClick={() => toggle(false)} disabled={claiming}>
          {ours ? 'Defend the shard' : 'Take the shard'}
        </Button>
        {claiming ? (
          <Button scale="compact" onClick={() => toggle(true)}>
            Let go
          </Button>
        ) : null}
      </div>
    </div>
  );
}
