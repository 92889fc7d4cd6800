import { useEffect, useState } from 'preact/hooks';
import type { Api } from '@rubato/client';
import { Button } from '../kit/button.tsx';
import { Badge, ListRow, Skeleton } from '../kit/surfaces.tsx';
import { toast } from '../kit/toast.tsx';
import { api, wordsFor } from './account.ts';
import { programName } from './program-name.ts';

type Session = Awaited<ReturnType<Api['sessions']>>['sessions'][number];

/** Where else the account is logged in; each place can be logged out from here. */
export function SessionList() {
  const [sessions, setSessions] = useState<readonly Session[]>();
  const renew = (): void => {
    api.sessions().then(
      (reply) => setSessions(reply.sessions),
      (error: unknown) => toast(wordsFor(error), 'bad'),
    );
  };
  useEffect(renew, []);
  if (!sessions) return <Skeleton label="Sessions" widths={[0.7, 0.5]} />;
  return (
    <section aria-label="Logged in at">
      <h3>Logged in at</h3>
      <ul class="list plain-list">
        {sessions.map((session) => (
          <ListRow
            key={session.id}
            title={programName(session.program)}
            detail={`${session.address}, last seen ${new Date(session.usedMs).toLocaleString()}`}
            tools={
              session.current ? (
                <Badge tone="good">This one</Badge>
              ) : (
                <Button
                  scale="compact"
                  onClick={() => {
                    api.revoke({ id: session.id }).then(renew, (error: unknown) => toast(wordsFor(error), 'bad'));
                  }}
                >
                  Log out
                </Button>
              )
            }
          />
        ))}
      </ul>
    </section>
  );
}
