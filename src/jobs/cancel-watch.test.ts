import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { sampleGeneration } from '../../test/contract/store-samples.ts';
import { createTestParts } from '../../test/fakes/parts.ts';
import { startJob } from '../core/job.ts';
import type { Sign } from '../core/signals.ts';
import { createCancelWatch } from './cancel-watch.ts';

it('stops within a second what was claimed just as somebody wanted it cancelled', async () => {
  const parts = createTestParts();
  const listeners: ((sign: Sign) => void)[] = [];
  let questions = 0;
  const store = {
    ...parts.store,
    signals: {
      live: true,
      send: () => {},
      listen: (listener: (sign: Sign) => void) => {
        listeners.push(listener);
        return () => {};
      },
    },
    leases: {
      ...parts.store.leases,
      async cancelled() {
        questions += 1;
        return [claimed.id];
      },
    },
  };
  const claimed = sampleGeneration();
  const watch = createCancelWatch({ ...parts, store });
  watch.start();
  watch.listen();
  for (const listener of listeners) listener({ type: 'cancel', id: claimed.id });
  let isCancelled = false;
  let end = () => {};
  const job = startJob(claimed, async ({ signal }) => {
    signal.addEventListener('abort', () => {
      isCancelled = true;
    });
    await new Promise<void>((resolve) => {
      end = resolve;
    });
    return { generation: claimed, error: undefined };
  });
  parts.queue.add(job);
  await expect.poll(() => isCancelled, { timeout: 3_000 }).toBe(true);
  // Where nothing new was told there is nothing to ask so soon again.
  await sleep(1_500);
  expect(questions).toBe(1);
  watch.stop();
  end();
  await job.done;
});
