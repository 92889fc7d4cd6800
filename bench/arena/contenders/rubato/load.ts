import { serveLoad } from '../../harness/load-side.ts';
import { takeSeat } from './bare-player.ts';
import { invite } from './companions.ts';

serveLoad(takeSeat, invite);
