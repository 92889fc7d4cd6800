import type { AnyGame } from '@rubato/game';
import type { TickGauge } from '../../harness/server-side.ts';

/** The same game with a gauge for each of its matches: a match is told from others by its state object. */
export function gauged<G extends AnyGame>(game: G, makeGauge: () => TickGauge): AnyGame {
  const gauges = new WeakMap<object, TickGauge>();
  const { tick } = game as unknown as { tick: (context: { readonly state: object }) => void };
  const measured = (context: { readonly state: object }) => {
    let gauge = gauges.get(context.state);
    if (gauge === undefined) gauges.set(context.state, (gauge = makeGauge()));
    gauge.tick();
    tick(context);
  };
  return { ...game, tick: measured as unknown as NonNullable<AnyGame['tick']> };
}
