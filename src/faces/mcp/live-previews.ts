import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AssetFolder } from '../../core/asset-folder.ts';
import type { Job } from '../../core/queue.ts';

/** What can be seen of one picture of a job. */
export interface LivePreview {
  /** Grows with every preview of the job, so that newer ones can be told from older ones. */
  count: number;
  /** Undefined where the bytes are gone, which those of an unfinished picture are after a minute. */
  read(): Promise<Buffer | undefined>;
}

/** The newest preview of each picture, by its index. */
export type LivePreviews = ReadonlyMap<number, LivePreview>;

const watched = new WeakMap<Job, LivePreviews>();

/** What a job has shown so far: all of it the first time anybody asks, the news from then on. */
export async function previewsOf(job: Job, assets: AssetFolder): Promise<LivePreviews> {
  const known = watched.get(job);
  if (known) return known;
  const previews = new Map<number, LivePreview>();
  watched.set(job, previews);
  // Why it failed is told to who waits for it.
  watch(job, previews, assets).catch(() => {});
  // The job tells its past within one turn.
  await nextTurn();
  return previews;
}

async function watch(
  job: Job,
  previews: Map<number, LivePreview>,
  assets: AssetFolder,
): Promise<void> {
  let count = 0;
  for await (const event of job.events()) {
    if (event.type !== 'image-partial' && event.type !== 'image') continue;
    count += 1;
    const bytes =
      event.type === 'image'
        ? async () => (await assets.open(event.asset.name))?.bytes()
        : async () => event.image.bytes();
    previews.set(event.index, { count, read: () => readAll(bytes) });
  }
}

async function readAll(
  open: () => Promise<AsyncIterable<Uint8Array> | undefined>,
): Promise<Buffer | undefined> {
  try {
    const bytes = await open();
    return bytes && (await buffer(Readable.from(bytes)));
  } catch {
    return undefined;
  }
}
