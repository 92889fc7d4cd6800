import { describePage } from './snippets/describe-page.ts';

describePage('docs/community.md');
