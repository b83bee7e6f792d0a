import { useState } from 'preact/hooks';
import { shownAt } from '../api/history.ts';
import { costText, dollars } from '../create/cost.ts';
import { errorText } from '../create/error-text.ts';
import { CopyLink } from '../parts/copy-link.tsx';
import { Icon } from '../parts/icon.tsx';
import { WarningList } from '../parts/warning-list.tsx';
import { t } from '../state/locale.ts';
import { addressOf } from '../state/route.ts';
import { type Contest, cancelLane, type Lane, retryLane } from './contests.ts';
import { Overlay } from './overlay.tsx';

/** Several models side by side, each with its picture, its time and its cost. */
export function ContestCard({ contest }: { contest: Contest }) {
  const { wish, lanes } = contest;
  const [overlaid, setOverlaid] = useState(false);
  const painted = lanes.filter(({ pictures }) => pictures.length > 0);
  const busy = lanes.some(({ status }) => status === 'running');
  return (
    <article class="grid animate-rise gap-4" aria-label={wish.prompt} aria-busy={busy}>
      {overlaid && painted.length >= 2 ? (
        <Overlay lanes={painted} />
      ) : (
        <ul class="grid grid-cols-[repeat(auto-fit,minmax(min(100%,15rem),1fr))] gap-4">
          {lanes.map((lane, place) => (
            <LaneCard key={`${lane.model} ${place}`} lane={lane} contest={contest} place={place} />
          ))}
        </ul>
      )}
      <div class="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p class="line-clamp-4 min-w-0 flex-1 basis-64 font-serif text-lg leading-snug whitespace-pre-wrap">
          {wish.prompt}
        </p>
        {!busy && (
          <span class="text-sm text-soft">{t('compare.total', { cost: totalText(lanes) })}</span>
        )}
        {painted.length >= 2 && (
          <button
            type="button"
            class="button toggle"
            aria-pressed={overlaid}
            onClick={() => setOverlaid(!overlaid)}
          >
            <Icon name="compare" />
            {t('compare.pick')}
          </button>
        )}
      </div>
    </article>
  );
}

/** What is unknown is counted, and is never a zero. */
function totalText(lanes: readonly Lane[]): string {
  const costs = lanes
    .flatMap(({ generation }) => generation ?? [])
    .filter(({ data }) => data.length > 0);
  const known = costs.filter(({ cost_kind }) => cost_kind !== 'unknown');
  const count = costs.length - known.length;
  if (known.length === 0) return t('cost.unknown');
  const usd = known.reduce((sum, { cost_usd }) => sum + (cost_usd ?? 0), 0);
  const isExact = known.every(({ cost_kind }) => cost_kind === 'exact');
  const cost = costText(usd, isExact ? 'exact' : 'estimated');
  return count === 0 ? cost : t('compare.unknown', { cost: usd === 0 ? dollars(0) : cost, count });
}

function LaneCard({ lane, contest, place }: { lane: Lane; contest: Contest; place: number }) {
  const { key, wish, ratio } = contest;
  const { model, status, pictures, preview } = lane;
  const [first] = pictures;
  const shape = first?.height ? first.width / first.height : ratio;
  return (
    <li class="card grid content-start gap-3 p-3" aria-label={model}>
      <h3 class="truncate font-sans text-sm" title={model}>
        {model}
      </h3>
      {(status === 'running' || first) && (
        <div
          class="relative overflow-hidden rounded-xl bg-well"
          style={{ aspectRatio: String(shape) }}
        >
          {first ? (
            <a href={addressOf('gallery', lane.id)}>
              <img
                src={shownAt(first)}
                alt={`${wish.prompt} – ${model}`}
                class="absolute inset-0 size-full animate-appear object-contain"
              />
            </a>
          ) : preview ? (
            <img
              key={preview}
              src={preview}
              alt={`${wish.prompt} – ${model}`}
              class="absolute inset-0 size-full animate-appear object-contain blur-[3px]"
            />
          ) : (
            <span class="waiting absolute inset-0" />
          )}
        </div>
      )}
      <LaneState lane={lane} own={wish.own} />
      <WarningList warnings={shownWarnings(lane)} />
      <div class="flex flex-wrap gap-2">
        {first && <CopyLink url={first.url} about={wish.prompt} />}
        {status === 'running' && (
          <button
            type="button"
            class="button"
            aria-label={t('compare.cancel', { model })}
            onClick={() => void cancelLane(key, place)}
          >
            <Icon name="stop" class="size-4" />
            {t('run.cancel')}
          </button>
        )}
        {(status === 'failed' || status === 'cancelled') && contest.sources && (
          <button
            type="button"
            class="button"
            aria-label={t('compare.again', { model })}
            onClick={() => void retryLane(key, place)}
          >
            <Icon name="again" class="size-4" />
            {t('run.retry')}
          </button>
        )}
      </div>
    </li>
  );
}

/** That the demo is no AI is told by its banner already. */
function shownWarnings({ generation }: Lane) {
  return generation?.warnings.filter(({ code }) => code !== 'demo_painter') ?? [];
}

function LaneState({ lane, own }: { lane: Lane; own: Contest['wish']['own'] }) {
  const { status, error, generation, startedAt, endedAt } = lane;
  if (status === 'running') {
    return (
      <p class="flex items-center gap-2 text-sm" role="status">
        <span class="size-2 animate-breathe rounded-full bg-seal" aria-hidden="true" />
        {t('run.painting')}
      </p>
    );
  }
  if (status === 'cancelled') return <p class="text-sm text-soft">{t('run.cancelled')}</p>;
  if (status === 'failed') {
    const said = error && errorText(error, own);
    return (
      <p class="text-sm" role="alert">
        {said?.text ?? t('error.unknown')} <span class="text-soft">{said?.hint}</span>
      </p>
    );
  }
  const seconds = generation?.ended_at
    ? Math.max(0, generation.ended_at - generation.created_at) || '< 1'
    : (((endedAt ?? startedAt) - startedAt) / 1000).toFixed(1);
  return (
    <p class="flex flex-wrap gap-x-4 text-sm text-soft tabular-nums">
      {generation && <span>{costText(generation.cost_usd, generation.cost_kind)}</span>}
      <span>{t('run.took', { seconds })}</span>
    </p>
  );
}
