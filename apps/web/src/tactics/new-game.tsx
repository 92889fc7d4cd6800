/** A new match in this browser: the scenario, and who plays each seat. */
import { SCENARIO_NAMES, scenarioOf, type ScenarioName } from '@rubato/tactics';
import { useState } from 'preact/hooks';
import { playerName } from '../app/settings.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field, Select, Switch } from '../kit/field.tsx';
import type { NewMatch } from './local-match.ts';
import { botName, SEATS, type PlayedBy, type Seating } from './seating.ts';

const BY: readonly { readonly value: PlayedBy; readonly label: string }[] = [
  { value: 'human', label: 'A person here' },
  { value: 'cadet', label: 'AI: cadet' },
  { value: 'captain', label: 'AI: captain' },
];
const NAME_MAX = 24;

const firstSeats = (): Seating[] => [
  { name: playerName.peek() || 'You', by: 'human' },
  { name: botName(1), by: 'cadet' },
];

export function NewGame({
  open,
  onClose,
  onStart,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onStart: (match: NewMatch) => void;
}) {
  const [scenario, setScenario] = useState<ScenarioName>('asteroid-belt-ambush');
  const [seats, setSeats] = useState(firstSeats);
  const [fog, setFog] = useState(true);
  const people = seats.filter(({ by }) => by === 'human').length;
  const change = (index: number, part: Partial<Seating>): void =>
    setSeats(seats.map((seat, i) => (i === index ? { ...seat, ...part } : seat)));
  return (
    <Dialog
      title="New game"
      open={open}
      onClose={onClose}
      footer={
        <Button
          tone="primary"
          disabled={people === 0}
          onClick={() => onStart({ scenario, fog, seats: seats.map(named) })}
        >
          Begin
        </Button>
      }
    >
      <div class="stack">
        <Select
          label="Scenario"
          value={scenario}
          options={SCENARIO_NAMES.map((value) => ({ value, label: scenarioOf[value].title }))}
          onValue={setScenario}
        />
        <p class="small soft">{scenarioOf[scenario].briefing}</p>
        {seats.map((seat, index) => (
          <SeatRow key={index} seat={seat} index={index} onChange={(part) => change(index, part)} />
        ))}
        <div class="row">
          <Button
            scale="compact"
            disabled={seats.length >= SEATS.most}
            onClick={() => setSeats([...seats, { name: botName(seats.length), by: 'cadet' }])}
          >
            Another seat
          </Button>
          <Button
            scale="compact"
            tone="quiet"
            disabled={seats.length <= SEATS.least}
            onClick={() => setSeats(seats.slice(0, -1))}
          >
            One fewer
          </Button>
        </div>
        <Switch checked={fog} onChecked={setFog}>
          Hide ships that nobody on one’s side sees
        </Switch>
        {people === 0 ? <p class="small bad-words">Somebody has to play.</p> : null}
      </div>
    </Dialog>
  );
}

interface SeatRowProps {
  readonly seat: Seating;
  readonly index: number;
  readonly onChange: (part: Partial<Seating>) => void;
}

function SeatRow({ seat, index, onChange }: SeatRowProps) {
  return (
    <div class="seat-row">
      <Field
        label={`Seat ${index + 1}`}
        value={seat.name}
        maxLength={NAME_MAX}
        onValue={(name) => onChange({ name })}
      />
      <Select
        label="Played by"
        value={seat.by}
        options={BY}
        onValue={(by) => onChange({ by, ...(by !== 'human' && { name: botName(index) }) })}
      />
    </div>
  );
}

const named = (seat: Seating, index: number): Seating => ({ ...seat, name: seat.name.trim() || `Seat ${index + 1}` });
