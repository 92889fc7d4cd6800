/** The colours of space. The picture is dark in every theme, like a plate that lines are cut into. */
import { Color } from 'three';

export const PLATE = '#081315';

export const inks = {
  own: new Color('#dcea78'),
  line: new Color('#4d8583'),
  faint: new Color('#28494b'),
  rock: new Color('#6f9491'),
  pale: new Color('#e8f0ec'),
  warm: new Color('#ffb86b'),
  bad: new Color('#ff7d73'),
  goal: new Color('#8fe0c0'),
} as const;

const others = ['#ff8d7a', '#7cc7ff', '#f59ad8', '#a9baff', '#ffb067', '#7fe8b4'].map((value) => new Color(value));

/** Of a team, as its own side or another sees it. */
export const teamInk = (team: number, own: number): Color =>
  team === own
    ? inks.own
    : (others[(team - (team > own && own > 0 ? 2 : 1) + others.length) % others.length] ?? inks.bad);

/** The same as text for the page. */
export const teamColour = (team: number, own: number): string => `#${teamInk(team, own).getHexString()}`;
