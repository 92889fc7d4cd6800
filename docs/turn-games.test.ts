import { describePage } from './snippets/describe-page.ts';

describePage('docs/turn-games.md');
