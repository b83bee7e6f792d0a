import { expect, it } from 'vitest';
import { createFileSweep } from './file-sweep.ts';

it('sweeps at once, and tells the operator where that fails', async () => {
  const logged: string[] = [];
  const log = (_: object, message: string) => void logged.push(message);
  let swept = 0;
  const files = {
    async sweep() {
      swept += 1;
      throw new Error('the disk is gone');
    },
  };
  const sweep = createFileSweep(files, { debug: log, info: log, warn: log, error: log });
  sweep.start();
  await expect.poll(() => logged).toEqual(['expired files could not be removed']);
  expect(swept).toBe(1);
  sweep.stop();
});
