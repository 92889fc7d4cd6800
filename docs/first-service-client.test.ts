import { describePage } from './snippets/describe-page.ts';

describePage('docs/first-service-client.md');
