/** Why a message or a character is reported. */
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import type { Realm } from './realm.ts';
import type { Reported } from './told.ts';

const REASON_MAX = 1000;

interface Props {
  readonly realm: Realm;
  /** Undefined: the dialog is closed. */
  readonly reported: Reported | undefined;
  readonly onClose: () => void;
}

export function ReportDialog({ realm, reported, onClose }: Props) {
  const [reason, setReason] = useState('');
  useEffect(() => setReason(''), [reported]);
  const message = reported?.kind === 'message' ? reported : undefined;
  const send = (): void => {
    if (reported) void realm.report(reported, reason.trim()).then((done) => done && onClose());
  };
  return (
    <Dialog
      title={reported?.kind === 'character' ? `Report ${reported.name}` : 'Report a message'}
      open={reported !== undefined}
      onClose={onClose}
      footer={
        <Button tone="primary" disabled={reason.trim() === ''} onClick={send}>
          Send the report
        </Button>
      }
    >
      <div class="stack">
        {message ? <blockquote class="score">“{message.text}”</blockquote> : null}
        <Field
          label={message ? 'What is wrong with it?' : 'What did they do?'}
          value={reason}
          onValue={setReason}
          maxLength={REASON_MAX}
          hint={hintFor(message)}
        />
      </div>
    </Dialog>
  );
}

function hintFor(message: { readonly sealed: boolean } | undefined): string {
  if (!message) return 'The moderators read it.';
  if (message.sealed) return 'It was sealed: the moderators can’t read it, so say what it said.';
  return 'The moderators see it with what was said before.';
}
