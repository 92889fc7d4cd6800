/** Who takes part, under which name, with which flags for its server. */
export interface Contender {
  readonly name: string;
  /** Folder under `contenders/`. */
  readonly folder: string;
  readonly flags: Readonly<Record<string, number | string>>;
  /** What the name stands for, in the table's legend. */
  readonly meaning: string;
  /** Has clients of its own kind to measure beside the crowd. */
  readonly companions: boolean;
}

export const FLOOR = 'raw ws';
export const PEER = 'colyseus';

export const contenders: readonly Contender[] = [
  {
    name: FLOOR,
    folder: 'raw-ws',
    flags: {},
    meaning: 'plain ws sending ready-made messages, no game: the floor',
    companions: false,
  },
  {
    name: PEER,
    folder: 'colyseus',
    flags: { broadcast: 'timer' },
    meaning: 'Colyseus 0.18, quantised fields, its own patch timer',
    companions: false,
  },
  {
    name: 'colyseus-step',
    folder: 'colyseus',
    flags: { broadcast: 'step' },
    meaning: 'the same, broadcasting at the end of each step',
    companions: false,
  },
  {
    name: 'rubato',
    folder: 'rubato',
    flags: { journal: 'sqlite' },
    meaning: 'Rubato, every turn journalled to SQLite',
    companions: true,
  },
  {
    name: 'rubato-no-disk',
    folder: 'rubato',
    flags: { journal: 'none' },
    meaning: 'the same, its journal made but not stored',
    companions: true,
  },
];

/** Those named, in the order of the list; throws on an unknown name. */
export function chosen(names: string): readonly Contender[] {
  if (names === '') return contenders;
  const wanted = names.split(',').map((name) => name.trim());
  for (const name of wanted) {
    if (!contenders.some((contender) => contender.name === name)) {
      throw new TypeError(`unknown contender ${name}; there are: ${contenders.map((known) => known.name).join(', ')}`);
    }
  }
  return contenders.filter(({ name }) => wanted.includes(name));
}
