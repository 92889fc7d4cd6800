import { useState } from 'preact/hooks';
import { cleanCode, navigate, playHref } from '../app/route.ts';
import { Button } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import type { GameCard } from '../kit/game-view.ts';
import { Panel } from '../kit/surfaces.tsx';

/** The least and most letters and digits that a room's code can have. */
const CODE_MIN = 4;
const CODE_MAX = 12;

/** Opens a room that only a code leads to, or follows one. */
export function CodePanel({ game }: { readonly game: GameCard }) {
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState<string>();
  const join = (event: Event): void => {
    event.preventDefault();
    const code = cleanCode(typed);
    if (code.length < CODE_MIN || code.length > CODE_MAX)
      setFault('A code has 4 to 12 letters and digits. Ask your friend for it.');
    else navigate(playHref(game.name, { kind: 'code', code }));
  };
  return (
    <Panel title="With friends">
      <div class="body stack">
        <form class="join-form" onSubmit={join}>
          <Field
            label="Room code"
            code
            value={typed}
            maxLength={24}
            fault={fault}
            onValue={(value) => {
              setTyped(value);
              setFault(undefined);
            }}
          />
          <Button type="submit">Join</Button>
        </form>
        <Button icon="lock" onClick={() => navigate(playHref(game.name, { kind: 'private' }))}>
          Open a private room
        </Button>
      </div>
    </Panel>
  );
}
