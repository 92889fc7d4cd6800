/** Numbers for the curious: frames, link, corrections. Renewed four times a second. */
import { useEffect, useState } from 'preact/hooks';
import type { MatchSource } from '../kit/match-source.ts';
import type { FrameMeter } from './frame-meter.ts';

const RENEW_MS = 250;

export function Readout({ source, meter }: { readonly source: MatchSource; readonly meter: FrameMeter }) {
  const [, renew] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => renew((count) => count + 1), RENEW_MS);
    return () => clearInterval(timer);
  }, []);
  const { stats } = source;
  const rows: readonly (readonly [string, string])[] = [
    ['Frames', `${meter.rate.toFixed(0)} /s`],
    ['Drawing', `${meter.cost.percentile(0.5).toFixed(1)} ms, worst ${meter.cost.percentile(0.99).toFixed(1)}`],
    ...(source.kind === 'network'
      ? ([
          ['Round trip', `${stats.rttMs.toFixed(0)} ms ± ${stats.jitterMs.toFixed(1)}`],
          ['Corrections', String(stats.corrections)],
          ['Error shown', `${stats.visibleError.toFixed(0)} steps`],
          ['Snapshots', `${stats.snapshotsPerSecond.toFixed(0)} /s`],
          ['Received', `${(stats.bytesPerSecond / 1000).toFixed(1)} kB/s`],
          ['Lost', `${(stats.loss * 100).toFixed(1)} %`],
        ] as const)
      : []),
  ];
  return (
    <dl class="readout">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
