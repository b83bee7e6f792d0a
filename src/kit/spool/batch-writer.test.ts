import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createBatchWriter } from './batch-writer.ts';
import { slabSize } from './slabs.ts';

it('appends every byte once and in order, in batches of one size, whatever the chunks are', async () => {
  const appended: Buffer[] = [];
  let atOnce = 0;
  const writer = createBatchWriter(async (batch) => {
    atOnce += 1;
    expect(atOnce).toBe(1);
    await sleep(1);
    // Only now: it must not have been used for something else meanwhile.
    appended.push(Buffer.from(batch));
    atOnce -= 1;
  });
  const bytes = randomBytes(3 * slabSize + 12_345);
  const ends = [0, 1, 1, 70_000, 70_003, 2 * slabSize + 9, bytes.length];
  for (const [place, end] of ends.entries()) {
    const chunk = Buffer.from(bytes.subarray(ends[place - 1] ?? 0, end));
    await writer.write(chunk);
    chunk.fill(0);
  }
  await writer.flush();
  expect(Buffer.concat(appended).equals(bytes)).toBe(true);
  expect(appended.map(({ length }) => length)).toEqual([slabSize, slabSize, slabSize, 12_345]);
});

it('appends nothing where nothing was written', async () => {
  const appended: Buffer[] = [];
  const writer = createBatchWriter(async (batch) => void appended.push(batch));
  await writer.write(Buffer.alloc(0));
  await writer.flush();
  expect(appended).toEqual([]);
});
