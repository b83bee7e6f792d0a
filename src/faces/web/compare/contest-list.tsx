import { useEffect } from 'preact/hooks';
import { ContestCard } from './contest-card.tsx';
import { contests, restoreContests } from './contests.ts';

let restored = false;

/** Everything that was compared in this visit. */
export function ContestList() {
  useEffect(() => {
    if (!restored && contests.value.length === 0) void restoreContests();
    restored = true;
  }, []);
  return (
    <div class="grid gap-14">
      {contests.value.map((contest) => (
        <ContestCard key={contest.key} contest={contest} />
      ))}
    </div>
  );
}
