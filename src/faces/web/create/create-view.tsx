import { useEffect } from 'preact/hooks';
import { hasContests } from '../compare/picked-models.ts';
import { Later } from '../shell/later.tsx';
import { models, modelsError, onlyDemo } from '../state/models.ts';
import { DemoBanner } from './demo-banner.tsx';
import { Desk } from './desk.tsx';
import { EmptyStage } from './empty-stage.tsx';
import { receivePictures } from './receive-pictures.ts';
import { RunCard } from './run-card.tsx';
import { type Run, restoreRuns, runs } from './runs.ts';

const contestList = () =>
  import('../compare/contest-list.tsx').then(({ ContestList }) => ContestList);

let restored = false;

/** Where pictures are asked for: the desk with the wish, and what comes of it. */
export function CreateView() {
  useEffect(() => {
    if (!restored) void restoreRuns();
    restored = true;
    return receivePictures();
  }, []);
  // What a banner would push down waits until it is known whether there is one.
  const ready = models.value !== undefined || modelsError.value !== undefined;
  return (
    <div class="grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-8 lg:grid-cols-[23rem_minmax(0,1fr)] xl:grid-cols-[25rem_minmax(0,1fr)]">
      <div class="lg:sticky lg:top-4 lg:self-start">
        <Desk />
      </div>
      {ready && <Stage />}
    </div>
  );
}

function Stage() {
  return (
    <div class="grid min-w-0 content-start gap-6">
      {onlyDemo.value && <DemoBanner />}
      {runs.value.length === 0 && !hasContests.value && <EmptyStage />}
      {hasContests.value && <Later load={contestList} />}
      <div id="stage" class="grid scroll-mt-3 gap-14">
        {batches(runs.value).map((some) =>
          some.length === 1 ? (
            some.map((run) => <RunCard key={run.key} run={run} />)
          ) : (
            <div
              key={`batch ${some[0]?.batch}`}
              class="grid grid-cols-[repeat(auto-fit,minmax(min(100%,22rem),1fr))] items-start gap-8"
            >
              {some.map((run) => (
                <RunCard key={run.key} run={run} />
              ))}
            </div>
          ),
        )}
      </div>
    </div>
  );
}

/** Copies that were asked for together stand together. */
function batches(all: readonly Run[]): Run[][] {
  const found: Run[][] = [];
  for (const run of all) {
    const last = found.at(-1);
    if (run.batch !== undefined && last?.[0]?.batch === run.batch) last.push(run);
    else found.push([run]);
  }
  return found;
}
