/**
 * What Prometheus would read, as lines of the StatsD protocol (github.com/statsd/statsd, docs/metric_types.md):
 *
 *   rubato_rooms.arena:3|g        a gauge, the values of its labels behind its name
 *   rubato_ticks_total:120|c      a counter, by how much it has grown since the last time
 *   rubato_commit_seconds.count:4|c, rubato_commit_seconds.sum:0.02|c       of histograms and summaries
 */
export interface Sample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number | undefined>>;
  /** Of histograms and summaries: the name with `_count`, `_sum` or `_bucket`. */
  readonly metricName?: string;
}

export interface Metric {
  readonly name: string;
  /** `gauge`, `counter`, `histogram` or `summary`; prom-client's types say numbers, its values are these. */
  readonly type: unknown;
  readonly values: readonly Sample[];
}

/** Bytes of a line; a longer one, by the values of its labels, is left out. */
export const LINE_BYTES = 256;

/** Remembers what counters stood at, so that it is made once. */
export class StatsdLines {
  #before = new Map<string, number>();

  /** Lines without their ends; what did not change of a counter has none. */
  of(metrics: readonly Metric[]): readonly string[] {
    const now = new Map<string, number>();
    const lines = metrics.flatMap((metric) => metric.values.flatMap((sample) => this.#linesOf(metric, sample, now)));
    this.#before = now;
    return lines.filter((line) => line.length <= LINE_BYTES);
  }

  #linesOf({ name, type }: Metric, { value, labels, metricName = name }: Sample, now: Map<string, number>): string[] {
    if (!Number.isFinite(value)) return [];
    if (type === 'gauge') return gaugeLines(keyOf(name, labels), value);
    const part = type === 'counter' ? '' : /_(count|sum)$/.exec(metricName)?.[1];
    if (part === undefined) return [];
    const key = keyOf(name, labels) + (part === '' ? '' : `.${part}`);
    now.set(key, value);
    // One that has shrunk began anew.
    const before = this.#before.get(key) ?? 0;
    const grown = value >= before ? value - before : value;
    return grown === 0 ? [] : [`${key}:${decimal(grown)}|c`];
  }
}

/** A sign would mean a change of the value, so a negative one is reached from 0. */
function gaugeLines(key: string, value: number): string[] {
  const line = `${key}:${decimal(value)}|g`;
  return value < 0 ? [`${key}:0|g`, line] : [line];
}

function keyOf(name: string, labels: Sample['labels']): string {
  const values = Object.values(labels).map((value) => String(value).replaceAll(/[^\w-]/g, '_'));
  return [name, ...values].join('.');
}

/** Never with an exponent, which not every server of StatsD reads. */
function decimal(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? String(value) : value.toFixed(6);
}
