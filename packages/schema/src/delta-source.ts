// Source text of the loops of delta-loops.ts for one table. Every track gets functions of its own, textually distinct: a
// function shared by arrays of several kinds runs ten times slower (measured).
import type { NumberTrack, Track } from './delta-track.ts';
import type { TableSpec } from './layout.ts';

/** The body of a function of helpers `h` and the table's description `spec` that returns `{ loops, scan }`. */
export const deltaSource = (table: TableSpec, tracks: readonly Track[]): string =>
  [
    "'use strict';",
    scanSource(table),
    `return { scan, loops: [${tracks.map((track) => (track.kind === 'number' ? loopsSource(track) : 'undefined')).join(',\n')}] };`,
  ].join('\n');

/** The difference of two values, wrapped, as zigzag. */
const zigzagged = (track: NumberTrack, difference: string): string => {
  const above = 32 - track.width;
  return `r = (${difference})${above === 0 ? ' | 0' : ` << ${above} >> ${above}`}; u = ((r << 1) ^ (r >> 31)) >>> 0; values[i] = u; if (u !== 0) different++;`;
};

/** The value that a difference `u` leads to from `from`, wrapped. */
const stepped = (track: NumberTrack, from: string): string => {
  const above = 32 - track.width;
  const sum = `((${from}) + ((u >>> 1) ^ -(u & 1)))`;
  if (track.signed) return above === 0 ? `${sum} | 0` : `${sum} << ${above} >> ${above}`;
  return above === 0 ? `${sum} >>> 0` : `${sum} & ${2 ** track.width - 1}`;
};

const rangeCheck = (track: NumberTrack): string =>
  track.signed || track.greatest === 2 ** track.width - 1 ? '' : `if (v > ${track.greatest}) return false;`;

const loopsSource = (track: NumberTrack): string => {
  const at = (array: string): string => track.get.replaceAll('x[', `${array}[`);
  const loop = (body: string): string => `for (let i = 0; i < n; i++) { const s = slots[i]; ${body} }`;
  return `{
differences(base, next, slots, n, values) { let different = 0, r = 0, u = 0; ${loop(zigzagged(track, `${at('next')} - ${at('base')}`))} return different; },
successions(next, slots, n, values) { let different = 0, r = 0, u = 0, before = ${track.initial}; ${loop(`const v = ${at('next')}; ${zigzagged(track, 'v - before')} before = v;`)} return different; },
advance(x, slots, n, values) { ${loop(`const u = values[i]; const v = ${stepped(track, track.get)}; ${rangeCheck(track)} ${track.set}`)} return true; },
succeed(x, slots, n, values) { let v = ${track.initial}; ${loop(`const u = values[i]; v = ${stepped(track, 'v')}; ${rangeCheck(track)} ${track.set}`)} return true; },
}`;
};

/** One pass over the slots: the ids decide whether the lanes are compared, the first difference ends the comparison. */
const scanSource = (table: TableSpec): string => {
  const arrays = table.lanes.map((_, i) => `const b${i} = base.lanes[${i}], n${i} = next.lanes[${i}];`).join(' ');
  const differs = table.lanes.map((lane, i) =>
    lane.storage === 'inline'
      ? `h.inlineDiffers(b${i}, n${i}, s * ${lane.stride}, spec.lanes[${i}])`
      : `n${i}[s] !== b${i}[s]`,
  );
  const condition = differs.length === 0 ? 'false' : differs.join(' || ');
  // Noting lanes here, while their row is in the cache, spares a pass over each lane that no row changed.
  const note = differs.map((differ, i) => `if (!f${i} && (${differ})) f${i} = true;`).join(' ');
  const flags = table.lanes.map((_, i) => `f${i} = false`);
  return `function scan(base, next, out) {
const { removedGaps, changedGaps, addedSlots, changedSlots } = out;
const before = base.ids, now = next.ids, baseUsed = base.used, nextUsed = next.used;
const both = baseUsed < nextUsed ? baseUsed : nextUsed;
${arrays}
${flags.length > 0 ? `let ${flags.join(', ')};` : ''}
let kept = 0, removed = 0, added = 0, changed = 0, afterRemoved = 0, afterChanged = 0, s = 0;
for (; s < both; s++) {
  const id = now[s];
  if (before[s] === id) {
    if (id === 0) continue;
    if (${condition}) { changedSlots[changed] = s; changedGaps[changed++] = kept - afterChanged; afterChanged = kept + 1; ${note} }
    kept++;
    continue;
  }
  if (id !== 0) addedSlots[added++] = s;
  if (before[s] !== 0) { removedGaps[removed] = kept + removed - afterRemoved; afterRemoved = kept + ++removed; }
}
for (; s < nextUsed; s++) if (now[s] !== 0) addedSlots[added++] = s;
for (; s < baseUsed; s++) if (before[s] !== 0) { removedGaps[removed] = kept + removed - afterRemoved; afterRemoved = kept + ++removed; }
out.baseRows = kept + removed; out.survivors = kept; out.removed = removed; out.added = added; out.changed = changed;
out.lanes = [${table.lanes.map((_, i) => `f${i}`).join(', ')}];
}`;
};
