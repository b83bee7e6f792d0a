import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { WarningList } from '../parts/warning-list.tsx';
import { t } from '../state/locale.ts';
import { costText } from './cost.ts';
import { errorText } from './error-text.ts';
import { FrameGrid, frameWidth } from './frame-grid.tsx';
import { ResultActions } from './result-actions.tsx';
import { cancelRun, type Run, startRun } from './runs.ts';

/** One wish with its pictures, from the empty frames to the links. */
export function RunCard({ run }: { run: Run }) {
  const [picked, setPicked] = useState(0);
  const frame = run.frames.find(({ index }) => index === picked) ?? run.frames[0];
  const showsFrames = run.status === 'running' || run.frames.some(({ src }) => src);
  return (
    <article
      class="grid animate-rise gap-4"
      aria-label={run.wish.prompt}
      aria-busy={run.status === 'running'}
    >
      {showsFrames && <FrameGrid run={run} picked={frame?.index ?? 0} pick={setPicked} />}
      <div class="mx-auto grid w-full gap-3" style={{ maxWidth: `max(36rem, ${frameWidth(run)})` }}>
        {run.status === 'running' && <Progress run={run} />}
        {run.status === 'failed' && <Failure run={run} />}
        {run.status === 'cancelled' && <Cancelled run={run} />}
        {frame?.status === 'done' && <ResultActions run={run} frame={frame} />}
        <Caption run={run} />
        <WarningList warnings={shownWarnings(run)} />
      </div>
    </article>
  );
}

/** That the demo is no AI is told by its banner already. */
function shownWarnings({ generation, making }: Run) {
  const warnings = generation?.warnings ?? making?.warnings ?? [];
  return warnings.filter(({ code }) => code !== 'demo_painter');
}

function Progress({ run }: { run: Run }) {
  const seconds = useSeconds(run.startedAt);
  const done = run.frames.filter(({ status }) => status === 'done').length;
  const fraction = run.progress?.fraction;
  return (
    <>
      <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span class="size-2.5 shrink-0 animate-breathe rounded-full bg-seal" aria-hidden="true" />
        <span class="min-w-0" role="status">
          {progressText(run)}
        </span>
        {run.frames.length > 1 && (
          <span class="text-soft">{t('run.some', { done, all: run.frames.length })}</span>
        )}
        <span class="text-soft tabular-nums" aria-hidden="true">
          {typeof fraction === 'number' && `${Math.round(fraction * 100)} % · `}
          {t('run.seconds', { seconds })}
        </span>
        <button
          type="button"
          class="button button-bare ml-auto"
          onClick={() => void cancelRun(run.key)}
        >
          <Icon name="stop" class="size-4" />
          {t('run.cancel')}
        </button>
      </div>
      {typeof fraction === 'number' && (
        <progress
          class="h-1.5 w-full accent-seal"
          aria-label={t('run.progress')}
          max={1}
          value={fraction}
        />
      )}
    </>
  );
}

/** The provider's own words, where it has any. */
function progressText({ frames, progress, ahead }: Run): string {
  const begun = frames.some(({ status }) => status !== 'waiting');
  if (progress?.message) return progress.message;
  if (begun || progress) return t('run.painting');
  return ahead ? t('run.ahead', { count: ahead }) : t('run.waiting');
}

function useSeconds(since: number): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.floor((now - since) / 1000));
}

function Failure({ run }: { run: Run }) {
  const { text, hint } = run.error
    ? errorText(run.error, run.wish.own)
    : { text: t('error.unknown'), hint: undefined };
  return (
    <div class="flex items-start gap-3 rounded-2xl border border-seal/40 bg-card p-4" role="alert">
      <Icon name="warning" class="mt-0.5 size-5 text-seal-text" />
      <div class="grid min-w-0 flex-1 gap-1.5">
        <p>{text}</p>
        {hint && <p class="text-sm text-soft">{hint}</p>}
      </div>
      <Retry run={run} />
    </div>
  );
}

function Cancelled({ run }: { run: Run }) {
  return (
    <div class="flex items-center gap-3 text-soft" role="status">
      <span class="flex-1">{t('run.cancelled')}</span>
      <Retry run={run} />
    </div>
  );
}

/** Asks again with everything as it was then, whatever the form says now. */
function Retry({ run }: { run: Run }) {
  if (!run.repeatable) return null;
  return (
    <button type="button" class="button shrink-0" onClick={() => void startRun(run.wish)}>
      <Icon name="again" class="size-4" />
      {t('run.retry')}
    </button>
  );
}

function Caption({ run }: { run: Run }) {
  const { wish, generation, making, startedAt, endedAt, status } = run;
  const [first] = generation?.data ?? [];
  const told = generation ?? making;
  const facts = [
    generation ? `${generation.provider}/${generation.model}` : wish.model,
    first && first.width > 0 ? `${first.width} × ${first.height}` : wish.size,
    status === 'done' && told ? costText(told.cost_usd, told.cost_kind) : undefined,
    status === 'done' && endedAt
      ? t('run.took', { seconds: ((endedAt - startedAt) / 1000).toFixed(1) })
      : undefined,
  ];
  return (
    <div class="grid gap-1.5">
      <p class="line-clamp-4 font-serif text-lg leading-snug text-pretty whitespace-pre-wrap">
        {wish.prompt}
      </p>
      <p class="flex flex-wrap gap-x-4 gap-y-1 text-[0.8125rem] text-soft">
        {facts.map((fact) => fact && <span key={fact}>{fact}</span>)}
      </p>
    </div>
  );
}
