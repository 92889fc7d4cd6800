/** Tactics in the lobby. */
import { Badge } from '../kit/surfaces.tsx';

export function TacticsTile() {
  return (
    <article class="panel game-tile">
      <span class="score tempo">adagio</span>
      <h2>Tactics</h2>
      <p class="soft">
        Ships in three dimensions, orders given at the same time, ten seconds of battle. At your own pace.
      </p>
      <div class="row facts">
        <Badge>2 to 6 players</Badge>
        <Badge>turns</Badge>
        <Badge>offline</Badge>
        <Badge>files</Badge>
      </div>
      <div class="row">
        <a class="button primary" href="/tactics">
          Open
        </a>
        <a class="button" href="/tournaments">
          Tournaments
        </a>
      </div>
    </article>
  );
}
