import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { machineLine, number } from '../bench/report.ts';
import { operations } from './operations.ts';
import type { Serving } from './serve-records.ts';
import type { Timing } from './time-operation.ts';

/** What was found out about one database with so many generations. */
export interface Grown {
  store: 'SQLite' | 'PostgreSQL';
  count: number;
  fillSeconds: number;
  timings: ReadonlyMap<string, Timing>;
  /** What 64 generations accepted in one commit take. */
  writeMs: number;
  /** Of the largest alone. */
  serving: Serving | undefined;
}

const words = {
  en: {
    title: 'Lists and searches as records grow',
    about:
      'Written by `npm run bench:scale`. Milliseconds of one call of the store, p50 / p95; each generation has one image. The last column is how much longer the middle one takes at the most generations than at the fewest; a cost that grows with the logarithm takes one and a half times as long for a hundred times as many.',
    of: 'asked for',
    growth: 'growth',
    filled: 'seconds to fill it',
    crowded:
      'Other work kept this machine busy (load above 2): these figures are worse than a quiet one gives.',
    targets: 'Targets',
    met: 'met',
    missed: '**missed**',
    target: 'p95 of a search, SQLite, at most 10 ms; in brackets of a core',
    writes: '64 generations accepted in one commit',
    serving: 'The server on the most generations',
    start: 'until it answers',
    idle: 'memory before the first request',
    busy: 'memory after all of these',
  },
  zh: {
    title: '记录增长时的列表与搜索',
    about:
      '由 `npm run bench:scale` 写入。数值为存储一次调用的毫秒数，p50 / p95；每条记录有一张图片。最后一列是记录最多时的中位数与记录最少时之比；若成本随对数增长，数量增加一百倍，耗时为一点五倍。',
    of: '请求',
    growth: '增长',
    filled: '填充用时（秒）',
    crowded: '测量时机器上有其他工作（负载超过 2）：数值比空闲机器差。',
    targets: '目标',
    met: '达到',
    missed: '**未达到**',
    target: 'SQLite 搜索的 p95 不超过 10 毫秒；括号内为 CPU 时间',
    writes: '一次提交接受 64 条记录',
    serving: '记录最多时的服务器',
    start: '到能够应答',
    idle: '首个请求之前的内存',
    busy: '以上请求之后的内存',
  },
} as const;

/** Writes the page in both languages. */
export function writePage(all: readonly Grown[], versions: readonly string[], busyBefore: string) {
  const machine = machineLine(versions, busyBefore);
  // Numbers as people read them have commas.
  const isCrowded = Number(busyBefore.replaceAll(',', '')) > 2 || (loadavg()[2] ?? 0) > 2;
  for (const [locale, folder] of [
    ['en', 'docs/reference'],
    ['zh', 'docs/zh/reference'],
  ] as const) {
    const file = new URL(`../../${folder}/benchmarks-scale.md`, import.meta.url);
    writeFileSync(file, pageText(all, machine, isCrowded, locale));
  }
}

/** The page of one language. */
function pageText(
  all: readonly Grown[],
  machine: string,
  isCrowded: boolean,
  locale: 'en' | 'zh',
): string {
  const say = words[locale];
  const stores = (['SQLite', 'PostgreSQL'] as const).filter((store) =>
    all.some((grown) => grown.store === store),
  );
  return [
    `# ${say.title}`,
    '',
    say.about,
    '',
    machine,
    '',
    ...(isCrowded ? [say.crowded, ''] : []),
    `## ${say.targets}`,
    '',
    ...targetTable(all, locale),
    ...stores.flatMap((store) => storeTable(store, all, locale)),
    '',
  ].join('\n');
}

function targetTable(all: readonly Grown[], locale: 'en' | 'zh'): string[] {
  const say = words[locale];
  const largest = largestOf('SQLite', all);
  if (!largest) return [];
  const lines = operations.flatMap(({ name, targetMs }) => {
    const timing = largest.timings.get(name);
    if (targetMs === undefined || !timing) return [];
    const verdict = timing.p95 <= targetMs ? say.met : say.missed;
    const measured = `${number(timing.p95)} (${number(timing.cpuP95)})`;
    return [`| ${name} | ${measured} | ${verdict} |`];
  });
  return [
    `| ${say.target} (${number(largest.count ?? 0)}) |  |  |`,
    '| --- | --- | --- |',
    ...lines,
  ];
}

function storeTable(store: Grown['store'], all: readonly Grown[], locale: 'en' | 'zh'): string[] {
  const say = words[locale];
  const sizes = all.filter((grown) => grown.store === store).sort((a, b) => a.count - b.count);
  const lines = operations.map(({ name }) => {
    const timings = sizes.map(({ timings: ofSize }) => ofSize.get(name));
    const cells = timings.map((timing) =>
      timing ? `${number(timing.p50)} / ${number(timing.p95)}` : '',
    );
    const growth = (timings.at(-1)?.p50 ?? 0) / (timings[0]?.p50 || 1);
    return `| ${[name, ...cells, `× ${number(growth)}`].join(' | ')} |`;
  });
  const writes = sizes.map(({ writeMs }) => number(writeMs));
  const head = [say.of, ...sizes.map(({ count }) => number(count)), say.growth];
  return [
    '',
    `## ${store}`,
    '',
    `| ${head.join(' | ')} |`,
    `|${' --- |'.repeat(head.length)}`,
    ...lines,
    `| ${[say.writes, ...writes, ''].join(' | ')} |`,
    `| ${[say.filled, ...sizes.map(({ fillSeconds }) => number(fillSeconds)), ''].join(' | ')} |`,
    ...servingTable(largestOf(store, all), locale),
  ];
}

function servingTable(grown: Grown | undefined, locale: 'en' | 'zh'): string[] {
  const say = words[locale];
  if (!grown?.serving) return [];
  const { startMs, idleMib, busyMib, routes } = grown.serving;
  return [
    '',
    `### ${say.serving} (${grown.store}, ${number(grown.count)})`,
    '',
    '|  |  |',
    '| --- | --- |',
    `| ${say.start} | ${number(startMs)} ms |`,
    `| ${say.idle} | ${number(idleMib)} MiB |`,
    ...routes.map(
      ({ path, p50, p95 }) => `| \`GET ${path}\` | ${number(p50)} / ${number(p95)} ms |`,
    ),
    `| ${say.busy} | ${number(busyMib)} MiB |`,
  ];
}

function largestOf(store: Grown['store'], all: readonly Grown[]): Grown | undefined {
  return all.filter((grown) => grown.store === store).sort((a, b) => b.count - a.count)[0];
}
