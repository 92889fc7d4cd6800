// What people ask of newcomers and of heroes. A step counts events of the world that are the character's own.
import type { FactionId } from './factions.ts';

export interface QuestStep {
  readonly text: string;
  /** The world's event that counts, and what its data must be. */
  readonly on: 'travelled' | 'talked' | 'captured' | 'slain';
  readonly where: Readonly<Record<string, string | number>>;
  readonly need: number;
}

export interface Quest {
  readonly id: string;
  readonly title: string;
  /** Only for people of this faction. */
  readonly faction?: FactionId;
  readonly leastLevel: number;
  /** Can be taken again once done. */
  readonly again: boolean;
  readonly steps: readonly QuestStep[];
  readonly reward: { readonly gold: number; readonly items: readonly string[] };
}

const go = (to: string, text: string): QuestStep => ({ text, on: 'travelled', where: { to }, need: 1 });
const ask = (person: string, text: string): QuestStep => ({ text, on: 'talked', where: { person }, need: 1 });
const slay = (kind: string, need: number, text: string): QuestStep => ({ text, on: 'slain', where: { kind }, need });
const take = (need: number, text: string, where: QuestStep['where'] = {}): QuestStep => {
  return { text, on: 'captured', where, need };
};

/** At most 64: a reward's number holds the quest's place here, so add at the end only. */
export const quests: readonly Quest[] = [
  {
    id: 'roads-to-the-stillpoint',
    title: 'Roads to the Stillpoint',
    leastLevel: 1,
    again: false,
    steps: [
      go('stillpoint', 'Walk to the Stillpoint, where all roads meet.'),
      ask('the-surveyor', 'Ask the Surveyor what has become of the roads.'),
    ],
    reward: { gold: 25, items: ['healing-draught'] },
  },
  {
    id: 'first-light',
    title: 'First Light',
    leastLevel: 1,
    again: false,
    steps: [take(1, 'Stand by a crystal shard until it answers to your faction.')],
    reward: { gold: 60, items: ['spirit-draught'] },
  },
  {
    id: 'sworn-to-coal',
    title: 'Sworn to Coal',
    faction: 'ember-court',
    leastLevel: 1,
    again: false,
    steps: [
      ask('ketta', 'Hear Ketta Sparrowcoal out at Cinder Gate.'),
      go('kiln-of-oaths', 'Go to the Kiln of Oaths.'),
      slay('cinder-imp', 2, 'Drive two cinder imps out of the kiln.'),
    ],
    reward: { gold: 45, items: ['healing-draught'] },
  },
  {
    id: 'the-twelfth-bell',
    title: 'The Twelfth Bell',
    faction: 'tidebound',
    leastLevel: 1,
    again: false,
    steps: [
      ask('old-marrow', 'Ask Old Marrow about the bells at Lantern Quay.'),
      go('bell-reef', 'Listen at Bell Reef.'),
      slay('bog-lurker', 1, 'Silence what answers from the mud.'),
    ],
    reward: { gold: 45, items: ['clear-salts'] },
  },
  {
    id: 'through-the-stone',
    title: 'Through the Stone',
    faction: 'verdant-pact',
    leastLevel: 1,
    again: false,
    steps: [
      ask('fen-mother', 'Sit with the Fen Mother in Rootmarket.'),
      go('moss-cathedral', 'Carry her seed to the Moss Cathedral.'),
      slay('ash-wolf', 2, 'Keep two ash wolves from the saplings.'),
    ],
    reward: { gold: 45, items: ['healing-draught'] },
  },
  {
    id: 'under-the-stairs',
    title: 'Under the Stairs',
    faction: 'pale-choir',
    leastLevel: 1,
    again: false,
    steps: [
      ask('brother-lull', 'Whisper with Brother Lull in the Quiet Abbey.'),
      go('snowblind-stair', 'Climb the Snowblind Stair.'),
      slay('hollow-knight', 1, 'Lay the hollow knight to rest.'),
    ],
    reward: { gold: 55, items: ['clear-salts'] },
  },
  {
    id: 'vermin',
    title: 'Vermin',
    leastLevel: 1,
    again: true,
    steps: [slay('mire-rat', 5, 'Thin out the mire rats: five will do.')],
    reward: { gold: 15, items: [] },
  },
  {
    id: 'keeper-of-hours',
    title: 'Keeper of Hours',
    leastLevel: 5,
    again: false,
    steps: [
      go('underhour', 'Find the way down into the Underhour.'),
      take(1, 'Take the Shard of Hours.', { shard: 12 }),
      slay('shard-warden', 1, 'When the sky falls, bring down a shard warden.'),
    ],
    reward: { gold: 400, items: ['shard-dust'] },
  },
];

export const questNamed = (id: string): Quest | undefined => quests.find((quest) => quest.id === id);
