/** Starts the page. */
import { render } from 'preact';
import './kit/tokens.css';
import './kit/base.css';
import './kit/controls.css';
import './kit/surfaces.css';
import './app/shell.css';
import './lobby/lobby.css';
import './play/play.css';
import { App } from './app/app.tsx';
import { keepTitle } from './app/page-title.ts';
import { route, startRouting } from './app/route.ts';
import { applySettings } from './app/settings.ts';
import { wakeSoundOnFirstPress } from './app/sound.ts';
import { cardOf } from './games.ts';
import { prepareMatch } from './play/open-match.ts';

applySettings(document.documentElement);
startRouting();
const opened = route.value;
if (opened.page === 'play' && cardOf(opened.game)) prepareMatch(opened.game, opened.entry);
keepTitle();
wakeSoundOnFirstPress();

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app');
render(<App />, root);
