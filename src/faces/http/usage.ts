import { reportSpending, type SpendingRow, type Spent } from '../../core/cost/spending.ts';
import { type SpendingGroup, spendingGroups } from '../../core/cost/spending-books.ts';
import { AppError } from '../../core/errors.ts';
import { readText } from '../../core/request.ts';
import { authenticate } from './auth.ts';
import type { HttpContext, HttpOptions } from './context.ts';
import { readTime } from './openai/history-query.ts';

const usualSpan = 30 * 24 * 60 * 60 * 1000;

/** `GET /v1/usage`: what was paid, by day, model, provider or key; a key is shown its own. */
export async function showUsage(context: HttpContext, options: HttpOptions): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const query = context.req.query();
  const until = readTime('until', query.until) ?? Date.now() + 1;
  const since = readTime('since', query.since) ?? until - usualSpan;
  const groupBy = readGroup(query.group_by);
  const report = await reportSpending({ groupBy, since, until }, caller, options.app.store);
  return context.json({
    object: 'usage',
    group_by: groupBy,
    since: Math.floor(since / 1000),
    until: Math.floor(until / 1000),
    data: report.rows.map(describeRow),
    total: describeSpent(report.total),
  });
}

function readGroup(text: string | undefined): SpendingGroup {
  const param = 'group_by';
  const value = readText(param, text) ?? 'day';
  const group = spendingGroups.find((known) => known === value);
  if (group) return group;
  const list = spendingGroups.join(', ');
  const expected = { en: `one of ${list}`, zh: `${list} 之一` };
  const got = JSON.stringify(value.slice(0, 60));
  throw new AppError('invalid_value', { param, expected, got }, { param });
}

function describeRow(row: SpendingRow) {
  return { group: row.group, name: row.name ?? null, ...describeSpent(row) };
}

function describeSpent({ exact, estimated, unknown }: Spent) {
  return { exact, estimated, unknown };
}
