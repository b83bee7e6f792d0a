import { useState } from 'preact/hooks';
import { dollars } from '../create/cost.ts';
import { t } from '../state/locale.ts';
import { isWordKey } from '../words.ts';
import { Answered } from './answered.tsx';
import { CostChart } from './cost-chart.tsx';
import {
  readUsage,
  type SpendGroup,
  type Spent,
  type SpentRow,
  spendGroups,
} from './operator-api.ts';
import { useAnswer } from './use-answer.ts';

const spans = [7, 30, 90, 365] as const;
const daySeconds = 86_400;

/** What was paid: by day as a chart, by anything as a table. */
export function CostSection() {
  const [by, setBy] = useState<SpendGroup>('day');
  const [days, setDays] = useState<number>(30);
  // From midnight on, so that the first day is a whole one.
  const today = Math.floor(Date.now() / 1000 / daySeconds);
  const since = (today - days + 1) * daySeconds;
  const answer = useAnswer(
    () => readUsage(by, since).then((usage) => ({ ...usage, by, days })),
    [by, days],
  );
  return (
    <>
      <div class="flex flex-wrap items-end gap-x-6 gap-y-3">
        <fieldset>
          <legend class="label">{t('spend.by')}</legend>
          <div class="flex gap-1 rounded-xl bg-well p-1">
            {spendGroups.map((group) => (
              <label key={group} class="choice px-3 whitespace-nowrap">
                <input
                  type="radio"
                  name="by"
                  checked={group === by}
                  onChange={() => setBy(group)}
                />
                {t(`spend.${group}`)}
              </label>
            ))}
          </div>
        </fieldset>
        <label>
          <span class="label">{t('spend.span')}</span>
          <select
            class="field"
            value={days}
            onChange={(event) => setDays(Number(event.currentTarget.value))}
          >
            {spans.map((count) => (
              <option key={count} value={count}>
                {t('spend.days', { count })}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Answered
        answer={answer}
        show={(usage) => (
          <>
            <Totals total={usage.total} />
            {usage.by === 'day' && usage.data.length > 0 && (
              <CostChart rows={usage.data} days={usage.days} />
            )}
            {usage.data.length > 0 ? (
              <Table rows={usage.by === 'day' ? usage.data.toReversed() : usage.data} />
            ) : (
              <p class="py-6 text-soft">{t('spend.none')}</p>
            )}
          </>
        )}
      />
    </>
  );
}

function Totals({ total }: { total: Spent }) {
  const { exact, estimated, unknown } = total;
  const money = ({ usd, generations }: Spent['exact']) =>
    generations === 0 ? t('spend.nothing') : dollars(usd);
  const times = (count: number) => t('spend.times', { count });
  const cards = [
    ['exact', money(exact), exact.generations],
    ['estimated', money(estimated), estimated.generations],
    ['unknown', unknown.generations === 0 ? t('spend.nothing') : '?', unknown.generations],
  ] as const;
  return (
    <dl class="grid gap-3 sm:grid-cols-3">
      {cards.map(([kind, amount, count]) => (
        <div key={kind} class="card grid content-start gap-0.5 p-4">
          <dt class="flex items-center gap-2 text-sm text-soft">
            <span class={`size-2.5 rounded-xs chart-${kind}`} aria-hidden="true" />
            {t(`spend.${kind}`)}
          </dt>
          <dd class="font-serif text-2xl tabular-nums">{amount}</dd>
          <dd class="text-[0.8125rem] text-soft">
            {count > 0 && `${times(count)} · `}
            {t(`spend.${kind}About`)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Table({ rows }: { rows: readonly SpentRow[] }) {
  const money = ({ usd, generations }: Spent['exact']) => (generations === 0 ? '–' : dollars(usd));
  return (
    <div class="card overflow-x-auto">
      <table class="w-full text-sm tabular-nums">
        <thead>
          <tr class="border-b border-line text-soft">
            <th class="px-4 py-2.5 text-left font-medium">{t('spend.group')}</th>
            <th class="px-4 py-2.5 text-right font-medium">{t('spend.exact')}</th>
            <th class="px-4 py-2.5 text-right font-medium">{t('spend.estimated')}</th>
            <th class="px-4 py-2.5 text-right font-medium">{t('spend.unknown')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.group} class="border-b border-line last:border-0">
              <th class="max-w-64 truncate px-4 py-2.5 text-left font-normal" title={row.group}>
                {row.name ?? ownerName(row.group)}
              </th>
              <td class="px-4 py-2.5 text-right">{money(row.exact)}</td>
              <td class="px-4 py-2.5 text-right">{money(row.estimated)}</td>
              <td class="px-4 py-2.5 text-right">
                {row.unknown.generations === 0 ? '–' : `${row.unknown.generations} ×`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Callers that are no keys have names of ours. */
function ownerName(group: string): string {
  const key = `spend.${group}`;
  return ['local', 'admin', 'legacy'].includes(group) && isWordKey(key) ? t(key) : group;
}
