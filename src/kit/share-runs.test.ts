import { expect, it } from 'vitest';
import { shareRuns } from './share-runs.ts';

/** An action that ends, or fails, when it is told to. */
function controlled() {
  const runs: { key: string; end: () => void; fail: (error: Error) => void }[] = [];
  const run = (key: string) =>
    new Promise<void>((end, fail) => {
      runs.push({ key, end, fail });
    });
  return { runs, share: shareRuns(run) };
}

const turn = () => new Promise(setImmediate);

it('lets all calls made during a run share the run after it', async () => {
  const { runs, share } = controlled();
  const first = share('a');
  const later = [share('a'), share('a'), share('a')];
  expect(runs).toHaveLength(1);
  runs[0]?.end();
  await first;
  await turn();
  expect(runs).toHaveLength(2);
  const last = share('a');
  runs[1]?.end();
  await Promise.all(later);
  await turn();
  expect(runs).toHaveLength(3);
  runs[2]?.end();
  await last;
});

it('starts anew once nothing runs', async () => {
  const { runs, share } = controlled();
  for (let i = 0; i < 3; i += 1) {
    const call = share('a');
    runs[i]?.end();
    await call;
    await turn();
  }
  expect(runs).toHaveLength(3);
});

it('keeps keys apart', () => {
  const { runs, share } = controlled();
  void share('a');
  void share('b');
  expect(runs.map((run) => run.key)).toEqual(['a', 'b']);
});

it('fails only the calls whose run failed', async () => {
  const { runs, share } = controlled();
  const first = share('a');
  const second = share('a');
  runs[0]?.fail(new Error('disk'));
  await expect(first).rejects.toThrow('disk');
  await turn();
  runs[1]?.end();
  await expect(second).resolves.toBeUndefined();
});
