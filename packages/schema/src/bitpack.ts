// The delta codec for links where bytes are cheap and time is not: no state beside the two snapshots, no tables, no
// arithmetic coder. residual-code.ts draws `rows` and `values`, delta-track.ts says which tracks a lane has.
//
//   delta   := table*                            every table of the layout, nothing between them
//   table   := 0                                 nothing differs
//            | 1 removed added changed tracks(changed) tracks(added)
//   removed := rows                              of the base's live rows
//   added   := rows values                       slots, of all the table may have, `all` not offered; their generations:
//                                                − 1, or zigzag against the generation that the base has alive there
//   changed := rows                              of the rows in both
//
//   tracks  := track*                            of n rows. Changed rows differ from themselves in the base, added rows from
//                                                the row added before, the first from a row that nobody has written to
//   track   := 0                                 no row differs
//            | 1 0 values                        zigzag differences of all n rows, zeros among them
//            | 1 1 rows(some) values             which rows differ; their zigzag differences − 1
//   a track of one bit := rows
//   an inline track    := rows, then per row: the count of units, the bytes in use
//
// A row is what has an id: a slot reused by another generation is a removal and an addition. Floats differ as integers that
// grow where the float grows. Everything wraps modulo the track's width, so an angle goes the shorter way around.
import { decodeTable } from './bitpack-decode.ts';
import { encodeTable } from './bitpack-encode.ts';
import type { Columns } from './columns.ts';
import type { DeltaCodec } from './delta-codec.ts';
import { type TableLoops, tableLoops } from './delta-loops.ts';
import type { Layout } from './layout-of.ts';

const prepared = new WeakMap<Layout, readonly TableLoops[]>();

const loopsOf = (layout: Layout): readonly TableLoops[] => {
  let loops = prepared.get(layout);
  if (loops === undefined) {
    loops = layout.tables.map((table) => tableLoops(table, layout.codegen));
    prepared.set(layout, loops);
  }
  return loops;
};

export const bitpack: DeltaCodec = {
  name: 'bitpack',
  encode: (base, next, writer) => {
    const loops = loopsOf(next.layout);
    for (let i = 0; i < loops.length; i++)
      encodeTable(loops[i] as TableLoops, base.tables[i] as Columns, next.tables[i] as Columns, writer);
  },
  decode: (into, reader) => {
    const loops = loopsOf(into.layout);
    for (let i = 0; i < loops.length; i++) decodeTable(loops[i] as TableLoops, into.tables[i] as Columns, reader);
  },
};
