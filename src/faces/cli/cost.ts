import type { SpendingReport, Spent } from '../../core/cost/spending.ts';
import { type SpendingGroup, spendingGroups } from '../../core/cost/spending-books.ts';
import { AppError } from '../../core/errors.ts';
import { showUsd, toMicroUsd } from '../../core/ledger.ts';
import { readInteger } from '../../core/request.ts';
import { fillTemplate, type Locale } from '../../core/template.ts';
import type { CostOptions } from './cost-options.ts';

/** What `maliang cost` works with. */
export interface CostTools {
  report(groupBy: SpendingGroup, days: number): Promise<SpendingReport>;
  options: CostOptions;
  json: boolean;
  locale: Locale;
}

const usualDays = 30;
const mostDays = 3660;

const texts = {
  exact: { en: '{usd} exact', zh: '{usd}（精确）' },
  estimated: { en: 'about {usd} estimated', zh: '约 {usd}（估算）' },
  unknown: { en: '{count} of unknown cost', zh: '{count} 次费用未知' },
  total: { en: 'in all', zh: '合计' },
  none: { en: 'nothing was paid', zh: '没有花费' },
} as const;

/** `maliang cost [day|model|key|provider]`: a line each, and the sum; `unknown` is never a zero. */
export async function cost(words: readonly string[], tools: CostTools): Promise<void> {
  const { options, json, locale } = tools;
  const [by = 'day'] = words;
  const groupBy = spendingGroups.find((known) => known === by);
  if (!groupBy) {
    const reason = `costs are summed by ${spendingGroups.join(', ')}.`;
    throw new AppError('unknown_argument', { got: by, reason });
  }
  const days = readInteger('days', options.days, 1, mostDays) ?? usualDays;
  const report = await tools.report(groupBy, days);
  if (json) return print(JSON.stringify(report, null, 2));
  const named = report.rows.map((row): [string, string] => [
    row.name === undefined ? row.group : `${row.name} (${row.group})`,
    spentText(row, locale),
  ]);
  const lines: [string, string][] = [
    ...named,
    [texts.total[locale], spentText(report.total, locale)],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  print(lines.map(([name, spent]) => `${name.padEnd(width)}  ${spent}`).join('\n'));
}

/** What was paid in words, each kind on its own. */
export function spentText({ exact, estimated, unknown }: Spent, locale: Locale): string {
  const usd = (amount: number) => showUsd(toMicroUsd(amount));
  const said = [
    exact.generations > 0 && fillTemplate(texts.exact, locale, { usd: usd(exact.usd) }),
    estimated.generations > 0 && fillTemplate(texts.estimated, locale, { usd: usd(estimated.usd) }),
    unknown.generations > 0 && fillTemplate(texts.unknown, locale, { count: unknown.generations }),
  ].filter((text) => text !== false);
  return said.join(', ') || texts.none[locale];
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
