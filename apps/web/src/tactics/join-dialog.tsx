/** The ways into somebody else's game: an invitation to the server, or a file. */
import { useState } from 'preact/hooks';
import { api } from '../account/account.ts';
import { useCall } from '../account/use-call.ts';
import { account } from '../account/who.ts';
import { navigate } from '../app/route.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import { inviteLink, readCode, readInvitation } from './server/links.ts';

export function JoinDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const { busy, fault, setFault, run } = useCall();
  const go = (): void => {
    const invitation = readInvitation(typed);
    if (invitation) return navigate(inviteLink('', invitation.id, invitation.code));
    const code = readCode(typed);
    if (code === undefined) return setFault('This is no invitation. Paste the whole link, or the code.');
    if (account.peek() === undefined) return setFault('Log in or play as a guest first: then a code finds its game.');
    run(
      () => api.findTurnGame({ code }),
      ({ id }) => navigate(inviteLink('', id, code)),
    );
  };
  return (
    <Dialog title="Join a game" open={open} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <Field
          label="Invitation"
          value={typed}
          maxLength={300}
          placeholder="The link or the code that you were sent"
          fault={fault}
          onValue={(value) => {
            setTyped(value);
            setFault(undefined);
          }}
        />
        <div class="row">
          <Button tone="primary" type="submit" disabled={busy || typed.trim() === ''}>
            Go there
          </Button>
        </div>
        <p class="soft small">
          Somebody has sent you a .tribal file? Load it, or drag it onto the list. At one screen, you take a seat when
          the game is begun.
        </p>
      </form>
    </Dialog>
  );
}
