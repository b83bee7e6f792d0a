import { dollars } from '../create/cost.ts';
import { languageTag, locale, t } from '../state/locale.ts';
import type { SpentRow } from './operator-api.ts';

const dayMilliseconds = 86_400_000;
/** As wide as it is shown, so that its letters are as large as all others. */
const width = matchMedia('(max-width: 40rem)').matches ? 360 : 960;
const height = 220;
const left = 56;
const bottom = 26;
const top = 10;

/** What each day cost as a bar: exact below, estimated above; a mark for what nobody knows. */
export function CostChart({ rows, days }: { rows: readonly SpentRow[]; days: number }) {
  const all = everyDay(rows, days);
  const most = niceAbove(Math.max(...all.map(({ exact, estimated }) => exact + estimated)));
  const plot = height - bottom - top;
  const step = (width - left) / all.length;
  const tall = (usd: number) => (usd / most) * plot;
  const marks = Math.min(all.length, width < 500 ? 3 : 6);
  return (
    <figure class="card p-4">
      <figcaption class="label">{t('spend.chart')}</figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        class="w-full"
        role="img"
        aria-label={t('spend.chart')}
      >
        {[0, 0.5, 1].map((part) => (
          <g key={part}>
            <line
              x1={left}
              x2={width}
              y1={top + plot * (1 - part)}
              y2={top + plot * (1 - part)}
              class="chart-grid"
            />
            <text x={left - 8} y={top + plot * (1 - part) + 4} class="chart-text" text-anchor="end">
              {part === 0 ? '0' : dollars(most * part)}
            </text>
          </g>
        ))}
        {all.map(({ day, exact, estimated, unknown }, at) => {
          const x = left + at * step + step * 0.14;
          const bar = Math.max(1, step * 0.72);
          const base = top + plot;
          return (
            <g key={day}>
              <title>{barTitle(day, exact, estimated, unknown)}</title>
              <rect x={left + at * step} y={top} width={step} height={plot} fill="transparent" />
              <rect
                x={x}
                y={base - tall(exact)}
                width={bar}
                height={tall(exact)}
                class="chart-exact"
              />
              <rect
                x={x}
                y={base - tall(exact + estimated)}
                width={bar}
                height={tall(estimated)}
                class="chart-estimated"
              />
              {unknown > 0 && (
                <circle
                  cx={x + bar / 2}
                  cy={Math.max(top + 4, base - tall(exact + estimated) - 7)}
                  r={Math.min(4, bar / 2 + 1)}
                  class="chart-unknown"
                />
              )}
            </g>
          );
        })}
        {Array.from({ length: marks }, (_, mark) => {
          const at = Math.round((mark * (all.length - 1)) / Math.max(1, marks - 1));
          return (
            <text
              key={at}
              x={left + (at + 0.5) * step}
              y={height - 6}
              class="chart-text"
              text-anchor={mark === marks - 1 && marks > 1 ? 'end' : 'middle'}
            >
              {shortDay(all[at]?.day ?? '')}
            </text>
          );
        })}
      </svg>
    </figure>
  );
}

interface Day {
  /** `YYYY-MM-DD` in UTC. */
  day: string;
  exact: number;
  estimated: number;
  unknown: number;
}

/** Days on which nothing was paid are days as well. */
function everyDay(rows: readonly SpentRow[], days: number): Day[] {
  const today = Date.now();
  return Array.from({ length: days }, (_, at) => {
    const day = new Date(today - (days - 1 - at) * dayMilliseconds).toISOString().slice(0, 10);
    const row = rows.find(({ group }) => group === day);
    return {
      day,
      exact: row?.exact.usd ?? 0,
      estimated: row?.estimated.usd ?? 0,
      unknown: row?.unknown.generations ?? 0,
    };
  });
}

/** A round number above: 1, 2 or 5 with zeros. */
function niceAbove(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((one) => one * power >= value) ?? 10;
  return factor * power;
}

function barTitle(day: string, exact: number, estimated: number, unknown: number): string {
  const parts = [
    exact > 0 && `${t('spend.exact')} ${dollars(exact)}`,
    estimated > 0 && `${t('spend.estimated')} ${dollars(estimated)}`,
    unknown > 0 && `${t('spend.unknown')} ${t('spend.times', { count: unknown })}`,
  ].filter(Boolean);
  return `${day}: ${parts.join(' · ') || t('spend.nothing')}`;
}

function shortDay(day: string): string {
  const format = { month: 'short', day: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(languageTag(locale.value), format).format(new Date(day));
}
