/** Makes the link worse on purpose, so that prediction can be felt. */
import { useState } from 'preact/hooks';
import { readoutOn } from '../app/settings.ts';
import { Choice, Slider, Switch } from '../kit/field.tsx';
import type { LinkConditions, MatchSource } from '../kit/match-source.ts';

const PRESETS = {
  none: { latencyMs: 0, jitterMs: 0, loss: 0 },
  good: { latencyMs: 40, jitterMs: 6, loss: 0.002 },
  average: { latencyMs: 100, jitterMs: 15, loss: 0.02 },
  poor: { latencyMs: 200, jitterMs: 30, loss: 0.1 },
} as const satisfies Record<string, LinkConditions>;

type Preset = keyof typeof PRESETS;

/** The preset that equals the conditions, or none of them. */
export function presetOf(conditions: LinkConditions): Preset | 'own' {
  const names = Object.keys(PRESETS) as Preset[];
  const same = (name: Preset): boolean =>
    PRESETS[name].latencyMs === conditions.latencyMs &&
    PRESETS[name].jitterMs === conditions.jitterMs &&
    PRESETS[name].loss === conditions.loss;
  return names.find(same) ?? 'own';
}

export function LinkPanel({ sources }: { readonly sources: readonly MatchSource[] }) {
  const [conditions, change] = useState(sources[0]?.conditions);
  if (!conditions) {
    return (
      <div class="stack">
        <p>
          This match runs in this page, so there is no link to disturb. In a match on a server you can add latency,
          jitter and loss here and feel what prediction does about them.
        </p>
        <ReadoutSwitch />
      </div>
    );
  }
  const set = (next: LinkConditions): void => {
    for (const source of sources) source.setConditions(next);
    change(next);
  };
  return (
    <div class="stack">
      <p class="soft small">
        Added to the round trip of this screen, on top of what the link already has. Your ship should still answer at
        once.
      </p>
      <Choice
        label="Preset"
        value={presetOf(conditions)}
        options={[
          { value: 'none', label: 'As it is' },
          { value: 'good', label: 'Good' },
          { value: 'average', label: 'Average' },
          { value: 'poor', label: 'Poor' },
        ]}
        onValue={(name) => name !== 'own' && set(PRESETS[name])}
      />
      <Slider
        label="Latency"
        value={conditions.latencyMs}
        min={0}
        max={400}
        step={5}
        text={`${conditions.latencyMs} ms`}
        onValue={(latencyMs) => set({ ...conditions, latencyMs })}
      />
      <Slider
        label="Jitter"
        value={conditions.jitterMs}
        min={0}
        max={100}
        step={1}
        text={`± ${conditions.jitterMs} ms`}
        onValue={(jitterMs) => set({ ...conditions, jitterMs })}
      />
      <Slider
        label="Loss"
        value={conditions.loss * 100}
        min={0}
        max={20}
        step={0.5}
        text={`${(conditions.loss * 100).toFixed(1)} %`}
        onValue={(percent) => set({ ...conditions, loss: percent / 100 })}
      />
      <ReadoutSwitch />
    </div>
  );
}

function ReadoutSwitch() {
  return (
    <Switch checked={readoutOn.value} onChecked={(on) => (readoutOn.value = on)}>
      Show the readout while playing
    </Switch>
  );
}
