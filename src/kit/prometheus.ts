/** What tells one series of a metric from another. */
export type Labels<Name extends string> = Readonly<Record<Name, string>>;

/** Counts what happens; it only grows. */
export interface Counter<Name extends string> {
  add(labels: Labels<Name>, amount?: number): void;
}

/** Sorts values into buckets by their size. */
export interface Histogram<Name extends string> {
  observe(labels: Labels<Name>, value: number): void;
}

/** Metrics of one process, and their text for whoever collects them. */
export interface MetricRegistry {
  /** Without labels it begins at 0; with some, a series begins with the first of its kind. */
  counter<Name extends string = never>(
    name: string,
    help: string,
    labels?: readonly Name[],
  ): Counter<Name>;
  /** `bounds` are the upper ends of its buckets, rising; the last bucket has none. */
  histogram<Name extends string>(
    name: string,
    help: string,
    labels: readonly Name[],
    bounds: readonly number[],
  ): Histogram<Name>;
  /** A value that is read when it is asked for. */
  gauge(name: string, help: string, read: () => number): void;
  /** The same with a label, one value each. */
  gauges(name: string, help: string, label: string, read: () => Iterable<[string, number]>): void;
  /** The text format of Prometheus, version 0.0.4. */
  text(): string;
}

/** The media type of that text. */
export const metricsMediaType = 'text/plain; version=0.0.4; charset=utf-8';

/** Of one metric; what comes beyond is counted together, so that no label fills the memory. */
const maxSeries = 1000;
const beyond = 'other';

/** Makes an empty registry. */
export function createMetricRegistry(): MetricRegistry {
  const blocks: (() => string[])[] = [];
  const register = (name: string, type: string, help: string, samples: () => string[]) => {
    blocks.push(() => [
      `# HELP ${name} ${escapeHelp(help)}`,
      `# TYPE ${name} ${type}`,
      ...samples(),
    ]);
  };
  return {
    counter(name, help, labels = []) {
      const series = createSeries(labels, () => ({ sum: 0 }));
      if (labels.length === 0) series.at({});
      register(name, 'counter', help, () =>
        series.list().map(({ labelled, value }) => `${name}${braced(labelled)} ${value.sum}`),
      );
      return {
        add(given, amount = 1) {
          series.at(given).sum += amount;
        },
      };
    },
    histogram(name, help, labels, bounds) {
      const empty = () => ({ sum: 0, counts: new Array<number>(bounds.length + 1).fill(0) });
      const series = createSeries(labels, empty);
      register(name, 'histogram', help, () =>
        series.list().flatMap(({ labelled, value }) => bucketLines(name, labelled, bounds, value)),
      );
      return {
        observe(given, value) {
          const found = series.at(given);
          const place = bounds.findIndex((bound) => value <= bound);
          const at = place < 0 ? bounds.length : place;
          found.counts[at] = (found.counts[at] ?? 0) + 1;
          found.sum += value;
        },
      };
    },
    gauge(name, help, read) {
      register(name, 'gauge', help, () => [`${name} ${read()}`]);
    },
    gauges(name, help, label, read) {
      register(name, 'gauge', help, () =>
        Array.from(
          read(),
          ([value, amount]) => `${name}{${label}="${escapeValue(value)}"} ${amount}`,
        ),
      );
    },
    text: () => `${blocks.flatMap((lines) => lines()).join('\n')}\n`,
  };
}

/** Values by their labels, each label written once and for all. */
function createSeries<Value>(names: readonly string[], empty: () => Value) {
  const found = new Map<string, Value>();
  const label = (values: Readonly<Record<string, string>>) =>
    names.map((name) => `${name}="${escapeValue(values[name] ?? '')}"`).join(',');
  const rest = label(Object.fromEntries(names.map((name) => [name, beyond])));
  return {
    at(values: Readonly<Record<string, string>>): Value {
      const own = label(values);
      const labelled = found.has(own) || found.size < maxSeries ? own : rest;
      const value = found.get(labelled) ?? empty();
      found.set(labelled, value);
      return value;
    },
    list: () => Array.from(found, ([labelled, value]) => ({ labelled, value })),
  };
}

function bucketLines(
  name: string,
  labelled: string,
  bounds: readonly number[],
  { sum, counts }: { sum: number; counts: readonly number[] },
): string[] {
  let total = 0;
  const lines = counts.map((count, place) => {
    total += count;
    const bound = `le="${bounds[place] ?? '+Inf'}"`;
    return `${name}_bucket${braced([labelled, bound].filter(Boolean).join(','))} ${total}`;
  });
  return [
    ...lines,
    `${name}_sum${braced(labelled)} ${sum}`,
    `${name}_count${braced(labelled)} ${total}`,
  ];
}

function braced(labelled: string): string {
  return labelled && `{${labelled}}`;
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeValue(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
