/**
 * Tactics in the browser: the list of games, and a game. Fetched when it is asked for, as one piece: the codecs that are
 * compiled ahead must be there before the rules are.
 */
import { route } from '../app/route.ts';
import { MatchPage } from './match-page.tsx';
import { MenuPage } from './menu-page.tsx';
import { isServerGame } from './server/links.ts';
import { ServerMatchPage } from './server/server-match-page.tsx';
import './menu.css';
import './match.css';
import './space.css';
import './plan.css';
import './replay.css';
import './server/server.css';

export function TacticsPage() {
  const page = route.value;
  const match = page.page === 'tactics' ? page.match : undefined;
  if (match !== undefined && isServerGame(match)) return <ServerMatchPage key={match} id={match} />;
  return match === undefined ? <MenuPage /> : <MatchPage key={match} id={match} />;
}
