/** The ways into somebody else's game: an invitation to the server, or a file. */
import { useState } from 'preact/hooks';
import { navigate } from '../app/route.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import { inviteLink, readInvitation } from './server/links.ts';

export function JoinDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState<string>();
  const go = (): void => {
    const invitation = readInvitation(typed);
    if (invitation) navigate(inviteLink('', invitation.id, invitation.code));
    else setFault('This is no invitation. Paste the whole link, or the game’s id and its code.');
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
          placeholder="Paste the link that you were sent"
          fault={fault}
          onValue={(value) => {
            setTyped(value);
            setFault(undefined);
          }}
        />
        <div class="row">
          <Button tone="primary" type="submit" disabled={typed.trim() === ''}>
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
