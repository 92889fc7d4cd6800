import { describe, expect, it } from 'vitest';
import { times } from '../../../../tools/provision/soak.ts';
import { StoreCourier } from '../store/store-courier.ts';
import { MemoryStore } from '../testing/memory-store.ts';
import { type Mode, playWholeMatch } from '../testing/whole-match.ts';

const modes: readonly Mode[] = ['peer', 'escrow', 'host'];
const seeds = times(2, 200);

describe.for(modes)('three players by letters, %s mode', (mode) => {
  it('play to the end when all goes well', async () => {
    const store = new MemoryStore();
    const courierOf = (player: string) => new StoreCourier(store, { player });
    expect(await playWholeMatch({ mode, seed: 1, rate: 0, courierOf })).toEqual({ crashes: 0 });
  });

  it('play to the same end with duplicates, losses, reordering and everyone dying in between', async () => {
    let deaths = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const store = new MemoryStore();
      const courierOf = (player: string) => new StoreCourier(store, { player });
      deaths += (await playWholeMatch({ mode, seed, rate: 0.12, courierOf })).crashes;
    }
    expect(deaths).toBeGreaterThan(seeds * 3);
  });
});
