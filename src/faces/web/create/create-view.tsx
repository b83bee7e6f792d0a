import { useEffect } from 'preact/hooks';
import { hasContests } from '../compare/picked-models.ts';
import { Later } from '../shell/later.tsx';
import { models, modelsError, onlyDemo } from '../state/models.ts';
import { DemoBanner } from './demo-banner.tsx';
import { Desk } from './desk.tsx';
import { EmptyStage } from './empty-stage.tsx';
import { receivePictures } from './receive-pictures.ts';
import { RunCard } from './run-card.tsx';
import { restoreRuns, runs } from './runs.ts';

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
    <div class="grid gap-x-10 gap-y-8 lg:grid-cols-[23rem_minmax(0,1fr)] xl:grid-cols-[25rem_minmax(0,1fr)]">
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
        {runs.value.map((run) => (
          <RunCard key={run.key} run={run} />
        ))}
      </div>
    </div>
  );
}
