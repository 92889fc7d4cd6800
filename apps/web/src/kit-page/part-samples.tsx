import { useState } from 'preact/hooks';
import { Beats, Wordmark } from '../kit/beats.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Choice, Field, Select, Slider, Switch } from '../kit/field.tsx';
import { Badge, EmptyState, ListRow, Meter, Panel, Skeleton, Toolbar } from '../kit/surfaces.tsx';
import { toast } from '../kit/toast.tsx';

export function Controls() {
  const [text, setText] = useState('Calm Heron');
  const [tempo, setTempo] = useState<'largo' | 'andante' | 'presto'>('andante');
  const [level, setLevel] = useState(40);
  const [on, setOn] = useState(true);
  return (
    <Panel title="Controls">
      <div class="body stack">
        <div class="row">
          <Button tone="primary" icon="play">
            Play
          </Button>
          <Button>Plain</Button>
          <Button tone="quiet">Quiet</Button>
          <Button tone="danger">Danger</Button>
          <Button disabled>Disabled</Button>
          <Button icon="gear" aria-label="Settings" />
        </div>
        <Field
          label="Name"
          value={text}
          onValue={setText}
          hint="Others in your room see it."
          fault={text ? undefined : 'A name has at least one letter.'}
        />
        <Select
          label="Tempo"
          value={tempo}
          options={[
            { value: 'largo', label: 'Largo: by mail' },
            { value: 'andante', label: 'Andante: in turns' },
            { value: 'presto', label: 'Presto: in real time' },
          ]}
          onValue={setTempo}
        />
        <Choice
          label="Tempo"
          value={tempo}
          options={[
            { value: 'largo', label: 'Largo' },
            { value: 'andante', label: 'Andante' },
            { value: 'presto', label: 'Presto' },
          ]}
          onValue={setTempo}
        />
        <Slider label="Latency" value={level} min={0} max={400} step={10} text={`${level} ms`} onValue={setLevel} />
        <Switch checked={on} onChecked={setOn}>
          Sound
        </Switch>
      </div>
    </Panel>
  );
}

export function Surfaces() {
  return (
    <Panel
      title="Panel and rows"
      tools={
        <Toolbar label="Sample tools">
          <Button scale="compact">Renew</Button>
        </Toolbar>
      }
    >
      <ul class="list">
        <ListRow title="Orrery" detail={<span>2 of 4 seats</span>} tools={<Button scale="compact">Join</Button>} />
        <ListRow title="Gate" detail={<span>4 of 4 seats</span>} tools={<Badge>Full</Badge>} />
      </ul>
      <div class="body stack">
        <div class="row">
          <Badge>plain</Badge>
          <Badge tone="accent">accent</Badge>
          <Badge tone="good" lamp>
            online
          </Badge>
          <Badge tone="warn" lamp>
            slow
          </Badge>
          <Badge tone="bad" lamp>
            lost
          </Badge>
        </div>
        <Meter label="Shield" share={0.72} text="72 of 100" />
        <Meter label="Hull" share={0.25} text="15 of 60" ink="var(--bad)" />
        <div class="row">
          <Wordmark />
          <Beats class="kit-beats" count={25} />
          <Beats class="kit-beats" moving />
        </div>
        <p>
          Press <kbd>Space</kbd> to fire, hold <kbd>Q</kbd> for the beam.
        </p>
      </div>
    </Panel>
  );
}

export function Notices() {
  const [open, setOpen] = useState(false);
  return (
    <Panel title="Notices">
      <div class="body row">
        <Button onClick={() => toast('A plain word.')}>Toast</Button>
        <Button onClick={() => toast('Link copied.', 'good')}>Good</Button>
        <Button onClick={() => toast('The link is slow.', 'warn')}>Warning</Button>
        <Button onClick={() => toast('The room is gone. Press Play for another.', 'bad')}>Error</Button>
        <Button onClick={() => setOpen(true)}>Dialog</Button>
      </div>
      <Dialog
        title="Leave the match?"
        open={open}
        onClose={() => setOpen(false)}
        footer={
          <>
            <Button tone="quiet" onClick={() => setOpen(false)}>
              Stay
            </Button>
            <Button tone="primary" onClick={() => setOpen(false)}>
              Leave
            </Button>
          </>
        }
      >
        <p>A bot flies your ship until you return.</p>
      </Dialog>
    </Panel>
  );
}

export function States() {
  return (
    <Panel title="Waiting, empty, failed">
      <div class="body stack">
        <Skeleton label="An example of waiting" widths={[0.8, 0.5, 0.65]} />
      </div>
      <EmptyState title="No room is open yet" tools={<Button scale="compact">Open one</Button>}>
        Press Play: you get the first one.
      </EmptyState>
      <EmptyState title="Looking for the server" moving />
    </Panel>
  );
}
