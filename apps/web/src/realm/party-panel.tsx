import { Button } from '../kit/button.tsx';
import { Badge, EmptyState, ListRow } from '../kit/surfaces.tsx';
import { Crest } from './crest.tsx';
import type { Realm } from './realm.ts';
import type { Party } from './told.ts';
import { factionShort } from './words.ts';

/** Invitations that wait, and whom one goes with. */
export function PartyPanel({ realm }: { readonly realm: Realm }) {
  const party = realm.party.value;
  const invites = realm.invites.value;
  return (
    <div class="stack">
      {invites.length > 0 ? (
        <ul class="list plain-list" aria-label="Invitations">
          {invites.map(({ inviteId, inviterName }) => (
            <ListRow
              key={inviteId}
              title={inviterName}
              detail="asks you into the party"
              tools={
                <div class="row">
                  <Button scale="compact" tone="primary" onClick={() => void realm.answerInvite(inviteId, true)}>
                    Join
                  </Button>
                  <Button scale="compact" onClick={() => void realm.answerInvite(inviteId, false)}>
                    Decline
                  </Button>
                </div>
              }
            />
          ))}
        </ul>
      ) : null}
      {party ? (
        <Members realm={realm} party={party} />
      ) : (
        <EmptyState title="You go alone">
          Invite somebody who is at your place: who goes together fights together.
        </EmptyState>
      )}
    </div>
  );
}

function Members({ realm, party }: { readonly realm: Realm; readonly party: Party }) {
  const me = realm.me.value!;
  const leading = party.leaderId === me.id;
  return (
    <>
      <ul class="list plain-list" aria-label="Members of the party">
        {party.members.map(({ characterId: id, name, faction, level, online }) => (
          <ListRow
            key={id}
            title={
              <span class="with-crest">
                <Crest faction={faction} />
                {id === me.id ? `${name} (you)` : name}
                {id === party.leaderId ? <Badge tone="accent">leads</Badge> : null}
                {online ? null : <Badge>away</Badge>}
              </span>
            }
            detail={`${factionShort(faction)}, level ${level}`}
            tools={
              leading && id !== me.id ? (
                <div class="row">
                  <Button scale="compact" aria-label={`Let ${name} lead`} onClick={() => void realm.lead(id)}>
                    Lead
                  </Button>
                  <Button
                    scale="compact"
                    tone="danger"
                    aria-label={`Remove ${name} from the party`}
                    onClick={() => void realm.kick(id)}
                  >
                    Remove
                  </Button>
                </div>
              ) : null
            }
          />
        ))}
      </ul>
      <div class="row">
        <Button onClick={() => void realm.leaveParty()}>Leave the party</Button>
      </div>
    </>
  );
}
