import { Select } from '../kit/field.tsx';
import { UNRATED } from './unrated.ts';

interface LadderSelectProps {
  /** As `useLadders` gives them; where there are none, nothing is offered. */
  readonly ladders: readonly string[];
  /** A ladder's name, or `UNRATED`. */
  readonly value: string;
  readonly onValue: (value: string) => void;
}

/** Which ladder a game counts on, if any. */
export function LadderSelect({ ladders, value, onValue }: LadderSelectProps) {
  if (ladders.length === 0) return null;
  const options = [{ value: UNRATED, label: 'Not rated' }, ...ladders.map((name) => ({ value: name, label: name }))];
  return <Select label="Rated on" value={value} options={options} onValue={onValue} />;
}
