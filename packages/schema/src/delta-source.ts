// Source text of the loops of delta-loops.ts for one table. Every track gets functions of its own, textually distinct: a
// function shared by arrays of several kinds runs ten times slower (measured).
import type { NumberTrack, Track } from './delta-track.ts';
import type { InlineLane, Lane, TableSpec } from './layout.ts';

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

/** Slots compared at once, as 32-bit words without branches: where little changes, most of a table is passed over so. */
const BLOCK = 16;
/** Below this many slots the views that a comparison by words needs cost more than they save. */
const BLOCKS_FROM = 256;
/** Inline lanes above this many bytes a row are compared by what is in use. */
const WHOLE_STRIDE = 32;

const inlineDiffers = (lane: InlineLane): string =>
  `h.inlineDiffers(b${lane.index}, n${lane.index}, s * ${lane.stride}, spec.lanes[${lane.index}])`;
const isLong = (lane: Lane): lane is InlineLane => lane.storage === 'inline' && lane.stride > WHOLE_STRIDE;

/** Statements that leave in `d` a bit set when slots s to s + 15 differ, and in `live` how many of them hold rows. */
const compareBlock = (table: TableSpec): string => {
  const strides = [...new Set(table.lanes.filter((lane) => !isLong(lane)).map((lane) => lane.stride))];
  const loops = strides.map((stride) => {
    const lanes = table.lanes.filter((lane) => lane.stride === stride && !isLong(lane));
    const words = (stride * BLOCK) / 4;
    const differ = lanes.map(({ index }) => `(v${index}[i] ^ w${index}[i])`).join(' | ');
    return `for (let i = s * ${stride} >> 2, e = i + ${words}; i < e; i++) d |= ${differ};`;
  });
  const long = table.lanes.filter(isLong).map((lane) => inlineDiffers(lane).replace('s *', 'i *'));
  const longTest = long.length > 0 ? `if (id !== 0 && d === 0 && (${long.join(' || ')})) d = 1;` : '';
  return [
    `for (let i = s, e = s + ${BLOCK}; i < e; i++) { const id = now[i]; d |= before[i] ^ id; if (id !== 0) live++; ${longTest} }`,
    ...loops,
  ].join('\n    ');
};

/** One pass over the slots: the ids decide whether the lanes are compared, the first difference ends the comparison. */
const scanSource = (table: TableSpec): string => {
  const arrays = table.lanes.map((_, i) => `const b${i} = base.lanes[${i}], n${i} = next.lanes[${i}];`).join(' ');
  const views = table.lanes
    .filter((lane) => !isLong(lane))
    .map(({ index: i }) => `const v${i} = blocks ? h.words(b${i}) : h.none, w${i} = blocks ? h.words(n${i}) : h.none;`)
    .join(' ');
  const differs = table.lanes.map((lane, i) =>
    lane.storage === 'inline' ? inlineDiffers(lane) : `n${i}[s] !== b${i}[s]`,
  );
  const condition = differs.length === 0 ? 'false' : differs.join(' || ');
  // Noting lanes here, while their row is in the cache, spares a pass over each lane that no row changed.
  const note = differs.map((differ, i) => `if (!f${i} && (${differ})) f${i} = true;`).join(' ');
  const flags = table.lanes.map((_, i) => `let f${i} = false;`).join(' ');
  return `function scan(base, next, out) {
const { removedGaps, changedGaps, addedSlots, changedSlots } = out;
const before = base.ids, now = next.ids, baseUsed = base.used, nextUsed = next.used;
const both = baseUsed < nextUsed ? baseUsed : nextUsed;
const blocks = both >= ${BLOCKS_FROM} && ((base.capacity | next.capacity) & 3) === 0;
${arrays}
${views}
${flags}
let kept = 0, removed = 0, added = 0, changed = 0, afterRemoved = 0, afterChanged = 0, s = 0;
while (s < both) {
  let end = both;
  if (blocks) {
    while (s + ${BLOCK} <= both) {
    let d = 0, live = 0;
    ${compareBlock(table)}
    if (d !== 0) break;
    kept += live;
    s += ${BLOCK};
    }
    if (s + ${BLOCK} < both) end = s + ${BLOCK};
  }
  for (; s < end; s++) {
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
}
for (; s < nextUsed; s++) if (now[s] !== 0) addedSlots[added++] = s;
for (; s < baseUsed; s++) if (before[s] !== 0) { removedGaps[removed] = kept + removed - afterRemoved; afterRemoved = kept + ++removed; }
out.baseRows = kept + removed; out.survivors = kept; out.removed = removed; out.added = added; out.changed = changed;
out.lanes = [${table.lanes.map((_, i) => `f${i}`).join(', ')}];
}`;
};
